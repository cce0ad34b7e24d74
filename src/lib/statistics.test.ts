import { describe, expect, it } from 'vitest';
import { mean, median, nearestQuantile, quantile, standardDeviation, upperMedian } from './statistics.ts';

describe('mean and standardDeviation', () => {
  it('are those of the population; of none NaN, or what is asked for', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(standardDeviation([1, 3])).toBe(1);
    expect([mean([]), mean([], 0), standardDeviation([])]).toEqual([NaN, 0, NaN]);
  });
});

describe('quantile', () => {
  it('lies straight between neighbours', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => quantile([1, 2, 3, 5], share))).toEqual([1, 1.75, 2.5, 3.5, 5]);
    expect(quantile([7], 0.25)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('is not spoilt by a neighbour at infinity', () => {
    expect(quantile([1, 2, Infinity], 0.5)).toBe(2);
    expect(quantile([1, Infinity], 0.5)).toBe(Infinity);
    expect(quantile([Infinity, Infinity], 0.5)).toBe(Infinity);
  });

  it('nearest is one of the numbers', () => {
    expect([0, 0.25, 0.5, 1].map((share) => nearestQuantile([1, 2, 4, 8, 9], share))).toEqual([1, 2, 4, 9]);
    expect(nearestQuantile([1, 2, 4], 0.3)).toBe(2);
    expect(nearestQuantile([], 0.5)).toBeUndefined();
  });
});

describe('medians', () => {
  it('part at an even count: half way, or the upper of the middle two', () => {
    expect([median([3, 1, 2]), upperMedian([3, 1, 2])]).toEqual([2, 2]);
    expect([median([10, 1, 2, 3]), upperMedian([10, 1, 2, 3])]).toEqual([2.5, 3]);
    expect([median([]), upperMedian([])]).toEqual([NaN, NaN]);
  });
});
