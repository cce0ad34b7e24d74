import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rngFrom, type Rng } from './rng.ts';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const sd = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};
const uniforms = (rng: Rng, count: number) => draw(count, () => rng.uniform());

describe('rngFrom', () => {
  it('is even over [0, 1): chi-square over 100 bins', () => {
    const counts = new Array<number>(100).fill(0);
    const values = uniforms(rngFrom('even'), 100_000);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (const value of values) {
      counts[Math.floor(value * 100)]! += 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // 99 degrees of freedom: mean 99, sd 14.
    expect(chiSquare).toBeGreaterThan(50);
    expect(chiSquare).toBeLessThan(160);
  });

  it('is not correlated with itself one draw later, nor between neighbouring seeds', () => {
    const correlation = (a: readonly number[], b: readonly number[]) =>
      mean(a.map((value, i) => (value - 0.5) * ((b[i] ?? 0) - 0.5))) * 12;
    const one = uniforms(rngFrom(1, 'task'), 20_000);
    const two = uniforms(rngFrom(2, 'task'), 20_000);
    const firsts = Array.from({ length: 20_000 }, (_, seed) => rngFrom(seed, 'task').uniform());
    expect(Math.abs(correlation(one, one.slice(1)))).toBeLessThan(0.03);
    expect(Math.abs(correlation(one, two))).toBeLessThan(0.03);
    expect(Math.abs(correlation(firsts, firsts.slice(1)))).toBeLessThan(0.03);
    expect(mean(firsts)).toBeCloseTo(0.5, 1.7);
  });

  it('has normals of mean 0 and sd 1, with tails', () => {
    const rng = rngFrom('normal');
    const values = draw(100_000, () => rng.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.012);
    expect(Math.abs(sd(values) - 1)).toBeLessThan(0.012);
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('keeps to the range asked for', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, low, width) => {
      const value = rngFrom(seed).uniform(low, low + width);
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(low + width);
    });
    fc.assert(property);
  });

  it('gives the same numbers for the same keys, others for others', () => {
    const keys = fc.array(fc.oneof(fc.nat(), fc.stringMatching(/^[a-z]{1,8}$/)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const first = uniforms(rngFrom(...a), 4);
        expect(uniforms(rngFrom(...a), 4)).toEqual(first);
        if (a.join('\u0000') !== b.join('\u0000')) expect(uniforms(rngFrom(...b), 4)).not.toEqual(first);
      }),
    );
    expect(rngFrom(1, 23).uniform()).not.toBe(rngFrom(12, 3).uniform());
  });

  it('gives the numbers it always gave: links and checkpoints depend on them', () => {
    expect(uniforms(rngFrom(7, 'task'), 3)).toEqual([0.49101650319062173, 0.67106867977418, 0.5643683925736696]);
    const rng = rngFrom(7, 'network');
    // Logarithm and cosine may differ in the last digit between engines.
    for (const value of [-0.11953449435608778, -1.0618792550564722, 1.685009117330647]) {
      expect(rng.normal()).toBeCloseTo(value, 13);
    }
  });
});
