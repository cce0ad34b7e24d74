import { describe, expect, it } from 'vitest';
import { bootstrapMedian, pairedTest, pairsNeeded, studentLimit, studentWithin } from './inference.ts';
import { rngFrom } from './rng.ts';

describe("Student's t", () => {
  it.each([
    [1, 12.706204736],
    [2, 4.30265273],
    [4, 2.776445105],
    [5, 2.570581836],
    [29, 2.045229642],
    [30, 2.042272456],
  ])('of %i degrees of freedom has 95 %% within the limit of the tables', (freedom, limit) => {
    expect(studentLimit(0.95, freedom)).toBeCloseTo(limit, 6);
    expect(studentWithin(limit, freedom)).toBeCloseTo(0.95, 8);
  });
});

describe('the paired test', () => {
  it('gives the interval of the mean', () => {
    // By hand: mean 3, sd 1.5811, half width 2.7764 * 1.5811 / sqrt(5).
    const test = pairedTest([1, 2, 3, 4, 5]);
    expect(test).toMatchObject({ pairs: 5, mean: 3, differs: true });
    expect(test.low).toBeCloseTo(3 - 1.96324, 4);
    expect(test.high).toBeCloseTo(3 + 1.96324, 4);
  });

  it('cannot tell where zero lies within, and says how many pairs would', () => {
    const test = pairedTest([-1, 2, 3, -2, 1]);
    expect(test.differs).toBe(false);
    expect(pairsNeeded(test)).toBeGreaterThan(5);
    const twice = pairedTest([-1, 2, 3, -2, 1].map((d) => d + 0.6));
    expect(pairsNeeded(twice)).toBeLessThan(pairsNeeded(test) ?? 0);
    expect(pairsNeeded(pairedTest([-1, 1, -1, 1, 1e-6]))).toBeUndefined();
    expect(pairedTest([1])).toMatchObject({ differs: false });
    expect(pairsNeeded(pairedTest([1]))).toBeUndefined();
  });

  it('finds a difference that is there as often as it promises, and one that is not in one of twenty', () => {
    const draws = (shift: number, pairs: number) => {
      const rng = rngFrom('paired', shift, pairs);
      const found = Array.from({ length: 2000 }, () =>
        Number(pairedTest(Array.from({ length: pairs }, () => shift + rng.normal())).differs),
      );
      return found.reduce((a, b) => a + b, 0) / found.length;
    };
    expect(draws(0, 5)).toBeGreaterThan(0.035);
    expect(draws(0, 5)).toBeLessThan(0.065);
    expect(pairsNeeded({ mean: 1, sd: 1 })).toBe(10); // as in tables of power
    expect(draws(1, 10)).toBeGreaterThan(0.78);
  });
});

describe('the bootstrap interval of the median', () => {
  it('lies within the values, holds the median, and is the same each time', () => {
    const values = [5, 1, 4, 2, 9];
    const interval = bootstrapMedian(values, 'a');
    expect(interval).toEqual(bootstrapMedian(values, 'a'));
    expect(interval.low).toBeGreaterThanOrEqual(1);
    expect(interval.low).toBeLessThan(4);
    expect(interval.high).toBeGreaterThan(4);
    expect(interval.high).toBeLessThanOrEqual(9);
  });

  it('holds the true median about as often as it says, of many values', () => {
    const rng = rngFrom('median');
    const held = Array.from({ length: 200 }, (_, i) => {
      const { low, high } = bootstrapMedian(
        Array.from({ length: 25 }, () => rng.normal()),
        i,
      );
      return Number(low <= 0 && high >= 0);
    }).reduce((a, b) => a + b, 0);
    expect(held / 200).toBeGreaterThan(0.9);
  });
});
