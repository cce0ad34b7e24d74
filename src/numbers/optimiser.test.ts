import { describe, expect, it } from 'vitest';
import { adamInto, biasCorrections, cosineShare, cutTo, lengthOf } from './optimiser.ts';

const state = (parameters: readonly number[]) => ({
  parameters: Float64Array.from(parameters),
  firstMoment: new Float64Array(parameters.length),
  secondMoment: new Float64Array(parameters.length),
});

describe('Adam', () => {
  it('takes the two steps of a worked example', () => {
    const at = state([1, -2]);
    // g = 4: m = .4, v = .016, corrected 4 and 16: a step of 4 / 4 times the rate.
    expect(adamInto(at, at, Float64Array.of(4, 0), 0.1, 1)).toBe(true);
    expect(at.parameters[0]).toBeCloseTo(0.9, 7);
    expect(at.parameters[1]).toBe(-2);
    expect(at.firstMoment[0]).toBeCloseTo(0.4, 12);
    expect(at.secondMoment[0]).toBeCloseTo(0.016, 12);
    // g = -2: m = .36 - .2 = .16 over .19, v = .015984 + .004 = .019984 over .001999.
    adamInto(at, at, Float64Array.of(-2, 0), 0.1, 2);
    expect(at.parameters[0]).toBeCloseTo(0.9 - (0.1 * (0.16 / 0.19)) / Math.sqrt(0.019984 / 0.001999), 7);
  });

  it('writes into another state and leaves the first, and takes rates one by one', () => {
    const [from, to] = [state([1, 1, 1]), state([0, 0, 0])];
    adamInto(to, from, Float64Array.of(1, 1, 1), 0.1, 1, [1, 5, 0]);
    expect([...from.parameters]).toEqual([1, 1, 1]);
    expect([...from.secondMoment]).toEqual([0, 0, 0]);
    expect([...to.parameters]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(0.5, 6), 1]);
  });

  it('says where a parameter or a second moment is not finite', () => {
    const at = state([1, 1]);
    expect(adamInto(at, at, Float64Array.of(1, NaN), 0.1, 1)).toBe(false);
    const single = { ...state([1]), secondMoment: Float32Array.of(3e38) };
    expect(adamInto(single, single, Float64Array.of(1e30), 0.1, 1)).toBe(false);
  });

  it('knows the corrections of moments that began at zero', () => {
    const { first, second } = biasCorrections(1);
    expect([first, second]).toEqual([expect.closeTo(0.1, 12), expect.closeTo(0.001, 12)]);
    expect(biasCorrections(2).first).toBeCloseTo(0.19, 12);
  });
});

describe('the schedule', () => {
  it('falls from the whole rate on a cosine to a hundredth, and stays there', () => {
    expect(cosineShare(0)).toBe(1);
    expect(cosineShare(1 / 3)).toBeCloseTo(0.01 + 0.99 * 0.75, 12);
    expect(cosineShare(1)).toBeCloseTo(0.01, 12);
    expect(cosineShare(2)).toBeCloseTo(0.01, 12);
  });
});

describe('cutting', () => {
  it('shortens what is longer and leaves the rest, zeros too', () => {
    expect(cutTo(2, 8)).toBe(0.25);
    expect(cutTo(2, 1)).toBe(1);
    expect(cutTo(2, 0)).toBe(1);
    expect(lengthOf(Float32Array.of(3, -4))).toBe(5);
  });
});
