import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ACTIVATIONS, LOSSES } from '../experiment/types.ts';
import { ACTIVATION, CLIP, LOSS, softmaxParts } from './functions.ts';

const H = 1e-5;
const differs = (f: (x: number) => number, x: number) => (f(x + H) - f(x - H)) / (2 * H);
/** Away from kinks, where a difference is no derivative. */
const smooth = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const signed = fc.tuple(smooth, fc.boolean()).map(([x, minus]) => (minus ? -x : x));

describe('functions on plain numbers', () => {
  it.each(ACTIVATIONS)('%s has the slope and curvature of its values', (name) => {
    const { value, slope, bend } = ACTIVATION[name];
    fc.assert(
      fc.property(signed, (x) => {
        expect(slope(x, value(x))).toBeCloseTo(differs(value, x), 6);
        expect(bend(x, value(x))).toBeCloseTo(
          differs((at) => slope(at, value(at)), x),
          6,
        );
      }),
    );
  });

  it.each(LOSSES)('%s has the slope and curvature of its values', (name) => {
    const { value, slope, bend } = LOSS[name];
    fc.assert(
      fc.property(smooth, fc.constantFrom(0, 1, -0.3), (y, target) => {
        const close = (a: number, b: number) => expect(Math.abs(a - b)).toBeLessThan(1e-5 * (1 + Math.abs(b)));
        close(
          slope(y, target),
          differs((at) => value(at, target), y),
        );
        close(
          bend(y, target),
          differs((at) => slope(at, target), y),
        );
      }),
    );
  });

  it('stores what the agents store', () => {
    expect(LOSS.l2.states(2, 5)).toEqual([2, 5, 3]);
    expect(LOSS.l1.states(2, 5)).toEqual([2, 5]);
    expect(LOSS.crossEntropy.states(0, 1)).toEqual([CLIP, 1, Math.log(CLIP)]);
    expect(LOSS.crossEntropy.slope(0, 1)).toBe(0);
    expect(softmaxParts([1, 3, 3])).toEqual({
      shifted: [-2, 0, 0],
      exp: [Math.exp(-2), 1, 1],
      sum: 2 + Math.exp(-2),
    });
    expect(softmaxParts([1000, 1000]).sum).toBe(2);
  });
});
