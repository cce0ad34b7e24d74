import { describe, expect, it } from 'vitest';
import type { BaselineReport } from '../../record/baselines.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { INITIAL_LANES, laneKey, methodOf, reportFor } from './lanes.ts';

const { spec } = PRESETS['2x10'];
const method = (kind: 'random' | 'learned') => ({ id: 'sgd', start: { kind } });
const report = {
  task: spec.task,
  network: spec.network,
  batch: spec.recipe.batch,
  trainedSteps: spec.recipe.innerSteps,
  methods: [method('random'), method('learned')],
} as unknown as BaselineReport;

describe('lanes', () => {
  it('takes rates only for the network and batches they were measured with', () => {
    expect(reportFor([report], spec)).toEqual({ report, fits: true });
    expect(reportFor([report], { ...spec, recipe: { ...spec.recipe, batch: 3 } })).toBeUndefined();
    expect(reportFor([report], PRESETS.boundary.spec)).toBeUndefined();
    expect(reportFor(undefined, spec)).toBeUndefined();
  });

  it('takes the report of the horizon the rule was trained for, and says where there is none', () => {
    const longer = { ...report, trainedSteps: 5 };
    const trainedFor = (innerSteps: number, shortestHorizon = 0) => ({
      ...spec,
      recipe: { ...spec.recipe, innerSteps, shortestHorizon },
    });
    expect(reportFor([longer, report], spec)).toEqual({ report, fits: true });
    expect(reportFor([longer, report], trainedFor(5))).toEqual({ report: longer, fits: true });
    expect(reportFor([longer, report], trainedFor(3, 2))).toEqual({ report, fits: true });
    expect(reportFor([longer, report], trainedFor(4))).toEqual({ report: longer, fits: false });
  });

  it('begins where the rule begins, if that was measured', () => {
    expect(methodOf(report, 'sgd', spec)?.start.kind).toBe('learned');
    expect(methodOf(report, 'sgd', PRESETS['5x10'].spec)?.start.kind).toBe('random');
    expect(methodOf(report, 'maml', spec)).toBeUndefined();
  });

  it('tells other tasks and other learners apart', () => {
    const probe = { taskSeed: 1, networkSeed: 1, steps: 2 };
    const keys = [
      laneKey(INITIAL_LANES, spec, probe),
      laneKey({ ...INITIAL_LANES, chosen: ['sgd'] }, spec, probe),
      laneKey({ ...INITIAL_LANES, rival: 'steady-2x10' }, spec, probe),
      laneKey(INITIAL_LANES, spec, { ...probe, taskSeed: 2 }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
