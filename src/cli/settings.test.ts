import { expect, it } from 'vitest';

import { PRESETS } from '../experiment/presets.ts';
import { withSettings } from './settings.ts';

const { spec } = PRESETS['5x10'];
const changed = (...settings: string[]) => {
  const result = withSettings(spec, settings);
  return result.ok ? result.value : result.failure.message;
};

it('reads ranges and layers as links write them, and as JSON', () => {
  const phase = { ...spec, task: { ...spec.task, phase: [0, 6.28] } };
  expect(changed('task.phase=0,6.28')).toEqual(phase);
  expect(changed('task.phase=[0,6.28]')).toEqual(phase);
  expect(changed('network.layers=40r.1')).toMatchObject({
    network: { layers: [{ units: 40 }, { name: 'relu' }, { units: 1 }] },
  });
  expect(changed('recipe.learnedPrior=true', 'recipe.schedule=constant')).toMatchObject({
    recipe: { learnedPrior: true, schedule: 'constant' },
  });
});

it('refuses what is none of these by field and value', () => {
  expect(changed('task.phase=0,six')).toContain('task.phase');
  expect(changed('network.layers=many')).toContain('network.layers');
  expect(() => changed('weights.sd=1')).toThrow('the spec has no section weights');
});
