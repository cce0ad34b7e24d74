import { describe, expect, it } from 'vitest';
import { mapShares, smoothingReach } from './metaGeometry.ts';

describe('the map of meta-training', () => {
  it('lays losses on a log axis between the lowest and the highest', () => {
    const { share, low, high } = mapShares([0.1, 0.001, 0.01, NaN, Infinity]);
    expect([low, high]).toEqual([0.001, 0.1]);
    expect(share(0.01)).toBeCloseTo(0.5, 6);
    expect(share(0.1)).toBe(1);
    expect(share(NaN)).toBe(1);
  });

  it('has one colour where all losses are equal', () => {
    expect(mapShares([0.1, 0.1]).share(0.1)).toBe(0);
    expect(mapShares([]).share(0.1)).toBe(0);
  });
});

describe('smoothing', () => {
  it('takes as many meta-steps as asked for, else what suits the run', () => {
    expect(smoothingReach(5000, 1)).toBe(0);
    expect(smoothingReach(5000, 50)).toBe(25);
    expect(smoothingReach(5000, 'auto')).toBe(60);
    expect(smoothingReach(10, 'auto')).toBe(2);
  });
});
