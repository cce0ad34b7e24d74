import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import type { LabLink } from '../../link/link.ts';
import { Changes } from './changeWords.ts';

const { spec } = PRESETS['2x10'];
const link: LabLink = { preset: '2x10', spec, ruleId: 'a', probe: { taskSeed: 0, networkSeed: 0, steps: 2 } };
const withProbe = (part: Partial<LabLink['probe']>): LabLink => ({ ...link, probe: { ...link.probe, ...part } });

/** What Undo says of one change. */
function undoOf(after: LabLink): string | undefined {
  const changes = new Changes();
  changes.add(1, link, after);
  return changes.around(1).undo;
}

it('names what was changed', () => {
  expect(undoOf(withProbe({ phase: 1 }))).toBe('phase');
  expect(undoOf(withProbe({ phase: 1, amplitude: 0.2 }))).toBe('amplitude and phase');
  expect(undoOf(withProbe({ taskSeed: 4, phase: 1 }))).toBe('new task');
  expect(undoOf({ ...link, ruleId: 'b' })).toBe('rule');
  expect(undoOf({ ...link, spec: { ...spec, rule: { ...spec.rule, messageSize: 1 } } })).toBe('settings of the rule');
});

it('knows what can be undone and done again at each place', () => {
  const changes = new Changes();
  changes.add(1, link, withProbe({ phase: 1 }));
  changes.add(2, withProbe({ phase: 1 }), withProbe({ phase: 1, steps: 5 }));
  expect(changes.around(2)).toEqual({ undo: 'inner steps', redo: undefined });
  expect(changes.around(1)).toEqual({ undo: 'phase', redo: 'inner steps' });
  expect(changes.around(0)).toEqual({ undo: undefined, redo: 'phase' });
  changes.add(1, link, withProbe({ amplitude: 0.3 }));
  expect(changes.around(1)).toEqual({ undo: 'amplitude', redo: undefined });
});
