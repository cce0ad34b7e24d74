import { describe, expect, it } from 'vitest';
import { arcFit, isStuck } from './stuck.ts';

const x = Float32Array.from({ length: 100 }, (_, i) => -5 + (10 * i) / 99);
const sine = x.map((at) => 0.4 * Math.sin(at + 2.2));
const judge = (prediction: (at: number) => number, target = sine) => arcFit(x, target, x.map(prediction));
const clamp = (at: number, low: number, high: number) => Math.max(low, Math.min(high, at));

describe('what a prediction explains', () => {
  it('is all for the target itself, and nothing for a constant', () => {
    expect(arcFit(x, sine, sine)).toEqual({ inside: 1, outside: 1, movement: 1 });
    const zero = judge(() => 0);
    expect(zero.inside).toBeLessThanOrEqual(0);
    expect(zero.outside).toBeLessThanOrEqual(0);
    expect(zero.movement).toBe(0);
  });

  it('is nothing outside for the two best constants', () => {
    // The left and the right outer third have means of their own.
    const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
    const third = 10 / 3;
    const left = mean([...sine].filter((_, i) => x[i]! < -5 + third));
    const right = mean([...sine].filter((_, i) => x[i]! > 5 - third));
    const fit = judge((at) => (at < -5 + third ? left : at > 5 - third ? right : 0.4 * Math.sin(at + 2.2)));
    expect(left).not.toBeCloseTo(right, 1);
    expect(fit.outside).toBeCloseTo(0, 6);
    expect(fit.inside).toBeCloseTo(1, 6);
    expect(isStuck(fit)).toBe(true);
  });

  it('grows with the share that is fitted', () => {
    const half = judge((at) => 0.2 * Math.sin(at + 2.2));
    expect(half.movement).toBeCloseTo(0.25, 4);
    expect(half.outside).toBeGreaterThan(0.5);
    expect(half.outside).toBeLessThan(1);
  });
});

describe('stuck', () => {
  /** The picture of the paper: the sinusoid in the middle, held constant from where it leaves. */
  const arc = (at: number) => 0.4 * Math.sin(clamp(at, -5 / 3, 5 / 3) + 2.2);

  it('is a centre arc that goes on as a constant', () => {
    const fit = judge(arc);
    expect(fit.inside).toBeGreaterThan(0.99);
    expect(fit.outside).toBeLessThan(0);
    expect(isStuck(fit)).toBe(true);
  });

  it('is an arc that ends a little past the middle third, and a rough one', () => {
    expect(isStuck(judge((at) => 0.4 * Math.sin(clamp(at, -2.6, 2.6) + 2.2)))).toBe(true);
    // A ramp between two constants, where the middle of the target is a slope.
    const slope = x.map((at) => 0.4 * Math.sin(at));
    const ramp = judge((at) => 0.22 * clamp(at, -2, 2), slope);
    expect(ramp.inside).toBeGreaterThan(0.7);
    expect(isStuck(ramp)).toBe(true);
  });

  it.each([
    ['the target', (at: number) => 0.4 * Math.sin(at + 2.2)],
    ['nothing learned: zero', () => 0],
    ['a constant', () => 0.3],
    ['a straight line through the centre', (at: number) => 0.4 * Math.sin(2.2) + 0.4 * Math.cos(2.2) * at],
    ['an arc that flies off outside', (at: number) => arc(at) + 3 * (Math.abs(at) > 2 ? Math.abs(at) - 2 : 0)],
    ['an arc in the wrong place', (at: number) => -arc(at)],
    ['a fit of the middle and one side', (at: number) => 0.4 * Math.sin(Math.min(at, 5 / 3) + 2.2)],
    ['what is not finite', () => NaN],
  ])('is not %s', (_, prediction) => {
    expect(isStuck(judge(prediction))).toBe(false);
  });

  it('is not said of a flat target', () => {
    const flat = new Float32Array(100);
    expect(isStuck(arcFit(x, flat, flat))).toBe(false);
  });
});
