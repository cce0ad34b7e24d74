import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { adviceOf } from './advice.ts';

const { spec } = PRESETS['2x10'];
const measured = { meanLoss: [0.05, 0.02, 0.0002], tasks: 1000, seed: 0 };
const probe = { taskSeed: 1, networkSeed: 1, steps: 2 };
const advice = (losses: number[], more: object = {}) => adviceOf(losses, measured, spec, { ...probe, ...more });

it('is silent where the rule does as it does on other tasks, or nothing was measured', () => {
  expect(advice([0.05, 0.02, 0.0019])).toBeUndefined();
  expect(adviceOf([0.05, 0.02, 9], undefined, spec, probe)).toBeUndefined();
});

it('compares with the rule’s own loss and says what to try', () => {
  expect(advice([0.05, 0.02, 0.03], { amplitude: 2 })).toBe(
    'Loss .0300 here, .00020 on 1\u202f000 tasks of its own: try what it was trained on, or train a rule for this.',
  );
  expect(advice([0.05, 0.02, 0.0001, 4], { steps: 3 })).toContain('try 2 inner steps, for which it was trained.');
  expect(advice([0.05, 0.02, 0.03])).toContain('try another task');
  expect(advice([0.05, 0.9], { steps: 1 })).toContain('try 2 inner steps.');
  expect(advice([0.05, NaN, NaN])).toContain('No loss that is a number here');
  const silence = [{ what: 'silence', at: [{ kind: 'all', of: 'weight' }], from: 1, to: null }];
  expect(advice([0.05, 0.05, 0.05], { interventions: silence })).toContain('try the intact rule');
});
