import { describe, expect, it } from 'vitest';
import { meanGradient } from './flatOptimiser.ts';

const lengths = [1, 2, 10].map((length) => new Float32Array([0.6 * length, -0.8 * length]));

describe('meanGradient', () => {
  it('is the plain mean without a limit', () => {
    expect([...meanGradient(lengths, 0)]).toEqual([expect.closeTo(2.6), expect.closeTo((-13 / 3) * 0.8)]);
  });

  it('cuts what is longer than so many times the median length of the tasks', () => {
    // Lengths 1, 2, 10 with median 2: the third is cut to 3, the others stay.
    expect([...meanGradient(lengths, 1.5)]).toEqual([expect.closeTo(0.6 * 2), expect.closeTo(-0.8 * 2)]);
  });

  it('takes the upper of the middle two of an even number', () => {
    // Median 10: nothing is longer.
    expect(meanGradient(lengths.slice(1), 1)[0]).toBeCloseTo(0.6 * 6);
  });
});
