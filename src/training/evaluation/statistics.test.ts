import { describe, expect, it } from 'vitest';
import { familyOf } from '../../tasks/families.ts';
import { PRESETS } from '../../experiment/presets.ts';
import { statisticsOf as statisticsUpTo, type TaskOutcome } from './statistics.ts';
import type { ArcFit } from './stuck.ts';

const statisticsOf = (outcomes: readonly TaskOutcome[], limit = 1) => statisticsUpTo(outcomes, limit);
const losses = (...rows: readonly (readonly number[])[]) => rows.map((row) => ({ losses: row }));

describe('statisticsOf', () => {
  it('gives mean, quartiles and population sd per step, and counts divergence at any step', () => {
    const statistics = statisticsOf(losses([1, 0.1], [0.5, 0.3], [0.5, 0.2], [2, 0.2]));
    expect(statistics.meanLoss).toEqual([1, expect.closeTo(0.2)]);
    expect(statistics.medianLoss).toEqual([0.75, 0.2]);
    expect(statistics.lowerQuartile).toEqual([0.5, expect.closeTo(0.175)]);
    expect(statistics.upperQuartile).toEqual([1.25, expect.closeTo(0.225)]);
    expect(statistics.worstPercentile).toEqual([expect.closeTo(1.97), expect.closeTo(0.297)]);
    expect(statistics.sdLoss[1]).toBeCloseTo(Math.sqrt(0.02 / 4));
    expect(statistics.diverged).toBe(1);
    expect(statistics.shape).toBeUndefined();
  });

  it('takes the size of the targets into account', () => {
    const limitOf = (preset: '5x10' | 'boundary' | 'sinusoid-standard') =>
      familyOf(PRESETS[preset].spec.task).diverged(PRESETS[preset].spec.task);
    expect([limitOf('5x10'), limitOf('boundary'), limitOf('sinusoid-standard')]).toEqual([1, 1, 100]);
    const large = losses([12, 0.1], [12, 101], [12, NaN]);
    expect(statisticsOf(large, limitOf('sinusoid-standard')).diverged).toBe(2);
    expect(statisticsOf(large).diverged).toBe(3);
  });

  it('leaves losses that are not finite out of the mean, and counts them as the largest in quantiles', () => {
    const statistics = statisticsOf(losses([0.1, NaN], [0.1, 0.3], [0.1, Infinity]));
    expect(statistics.diverged).toBe(2);
    expect(statistics.meanLoss[1]).toBeCloseTo(0.3);
    expect(statistics.medianLoss[1]).toBe(Infinity);
    expect(statistics.lowerQuartile[1]).toBe(Infinity);
    expect(statisticsOf(losses([0.1], [NaN], [0.2], [0.3])).lowerQuartile[0]).toBeCloseTo(0.175);
  });

  it('counts stuck tasks per step and gives medians of what is explained', () => {
    const stuck: ArcFit = { inside: 0.9, outside: 0, movement: 0 };
    const solved: ArcFit = { inside: 1, outside: 1, movement: 1 };
    const flat: ArcFit = { inside: NaN, outside: NaN, movement: NaN };
    const { shape } = statisticsOf(
      [
        [stuck, solved],
        [stuck, stuck],
        [solved, solved],
        [flat, flat],
      ].map((fits) => ({ losses: [0, 0], fits })),
    );
    expect(shape).toEqual({ stuck: [2, 1], explainedInside: [0.9, 1], explainedOutside: [0, 1] });
  });

  it('averages accuracy', () => {
    const { meanAccuracy } = statisticsOf([
      { losses: [1, 1], accuracy: [0.5, 1] },
      { losses: [1, 1], accuracy: [0.25, 0.5] },
    ]);
    expect(meanAccuracy).toEqual([0.375, 0.75]);
  });
});
