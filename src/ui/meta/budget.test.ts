import { describe, expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { continuedSpec, needsWasm, runSpec, withoutWasm } from './budget.ts';

const { spec } = PRESETS['2x10'];

describe('runSpec', () => {
  it('lays the schedule out for the budget', () => {
    expect(runSpec(spec, { metaSteps: 300 }).recipe.metaSteps).toBe(300);
    expect(runSpec(spec, { minutes: 5 })).toEqual(spec);
    expect(runSpec(spec, {}, 3).recipe.tasks).toBe(3);
  });
});

describe('continuedSpec', () => {
  it('leaves a run within its schedule as it is', () => {
    expect(continuedSpec(spec, spec.recipe.metaSteps - 1)).toBe(spec);
  });

  it('goes on past the end of a cosine at a steady tenth of the rate, and only once', () => {
    const further = continuedSpec(spec, spec.recipe.metaSteps);
    expect(further.recipe).toMatchObject({ schedule: 'constant', learningRate: spec.recipe.learningRate / 10 });
    expect(continuedSpec(further, 2 * spec.recipe.metaSteps)).toBe(further);
  });
});

describe('withoutWasm', () => {
  it('takes out what only the wasm kernels can, and nothing else', () => {
    expect(withoutWasm(spec)).toBe(spec);
    const asked = { ...spec, recipe: { ...spec.recipe, warmUpSteps: 4, taskNormLimit: 2 } };
    expect(needsWasm(asked)).toBe(true);
    expect(withoutWasm(asked)).toEqual(spec);
  });
});
