import { describe, expect, it } from 'vitest';
import type { SpeedRow } from '../../record/machineSpeed.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { chooseTasks, costOf } from './machineSpeed.ts';

/** Rows of numbers of tasks and milliseconds. */
function rows(...pairs: readonly (readonly [tasks: number, metaStepMs: number])[]): SpeedRow[] {
  return pairs.map(([tasks, metaStepMs]) => ({
    tasks,
    metaStepMs,
    metaStepsPerSecond: 1000 / metaStepMs,
    tasksPerSecond: (1000 * tasks) / metaStepMs,
    ...{ threads: 2, implementation: 'fused', backend: 'wasm', adapter: 'SIMD' },
  }));
}

describe('the number of tasks that suits a machine', () => {
  it('is the smallest that reaches 85 % of the best', () => {
    // 20, 39, 40 and 40 tasks per second.
    const choice = chooseTasks(rows([1, 50], [2, 51], [4, 100], [8, 200]));
    expect(choice).toMatchObject({ tasks: 2, reason: 'enough', best: 40, row: { metaStepMs: 51 } });
    expect(chooseTasks(rows([8, 200], [1, 50], [4, 100], [2, 51])).tasks).toBe(2);
  });

  it('counts 85 % itself as enough', () => {
    expect(chooseTasks(rows([1, 100], [17, 200], [20, 200])).tasks).toBe(17);
    expect(chooseTasks(rows([1, 100], [16, 200], [20, 200])).tasks).toBe(20);
  });

  it('is the fastest short one where the best is too long', () => {
    const choice = chooseTasks(rows([1, 100], [2, 110], [4, 120], [8, 250], [16, 260]));
    expect(choice).toMatchObject({ tasks: 4, reason: 'fastest' });
    expect(choice.best).toBeCloseTo(61.5, 1);
  });

  it('may be a smaller one where more tasks are slower', () => {
    expect(chooseTasks(rows([1, 10], [2, 40], [4, 90]))).toMatchObject({ tasks: 1, reason: 'enough' });
  });

  it('is one where every meta-step takes long, or nothing was measured', () => {
    expect(chooseTasks(rows([1, 250], [2, 300]))).toMatchObject({ tasks: 1, reason: 'noneShort', row: { tasks: 1 } });
    expect(chooseTasks([])).toEqual({ tasks: 1, reason: 'noneShort', best: 0, row: undefined });
  });
});

describe('what a meta-step costs', () => {
  const { spec } = PRESETS['2x10'];
  const recipe = (change: Partial<typeof spec.recipe>) => costOf({ ...spec, recipe: { ...spec.recipe, ...change } });

  it('does not depend on tasks, seeds and learning rate', () => {
    expect(recipe({ tasks: 99, learningRate: 0.5, metaSteps: 3, schedule: 'constant' })).toBe(costOf(spec));
    expect(costOf({ ...spec, seeds: { rule: 8, training: 9 } })).toBe(costOf(spec));
  });

  it('depends on sizes', () => {
    expect(recipe({ batch: 99 })).not.toBe(costOf(spec));
    expect(costOf(PRESETS['5x10'].spec)).not.toBe(costOf(spec));
  });
});
