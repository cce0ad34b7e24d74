import { describe, expect, it } from 'vitest';
import { rngFrom } from '../../lib/rng.ts';
import { bootstrapInterval } from '../../lib/statistics.ts';
import { chanceOf, effectsOf as effectsUpTo, LesionEffects } from './effect.ts';

const uniform = (seed: number) => {
  const rng = rngFrom(seed);
  return () => rng.uniform();
};
const effectsOf = (intact: number[][], changed: number[][], seed: number) => effectsUpTo(intact, changed, seed, 1);
const rows = (count: number, of: (t: number) => number[]) => Array.from({ length: count }, (_, t) => of(t));

describe('what a change does', () => {
  const rng = rngFrom(1, 'test');
  const intact = rows(200, () => [0.02, 0.001 + 0.0005 * rng.uniform()]);

  it('is exactly 0 where nothing is done', () => {
    const found = effectsOf(intact, intact, 3);
    expect(found.difference).toEqual([0, 1].map(() => ({ mean: 0, low: 0, high: 0 })));
    expect(found).toMatchObject({ verdict: 'exactlyZero', worse: 0, diverged: { intact: 0, changed: 0 } });
  });

  it('matters where the interval leaves out 0, is tiny under a tenth of the loss, and else is not detectable', () => {
    const changed = (by: () => number) => intact.map(([start = 0, end = 0]) => [start, end + by()]);
    const noise = rngFrom(2, 'test');
    expect(
      effectsOf(
        intact,
        changed(() => 0.013),
        3,
      ),
    ).toMatchObject({ verdict: 'matters', worse: 1 });
    expect(
      effectsOf(
        intact,
        changed(() => 0.00002),
        3,
      ).verdict,
    ).toBe('tiny');
    expect(
      effectsOf(
        intact,
        changed(() => -0.0005),
        3,
      ),
    ).toMatchObject({ verdict: 'matters', worse: 0 });
    const none = effectsOf(
      intact,
      changed(() => 0.0003 * noise.normal()),
      3,
    );
    expect(none.verdict).toBe('none');
    expect(none.difference[1]!.low).toBeLessThan(0);
    expect(none.difference[1]!.high).toBeGreaterThan(0);
  });

  it('counts tasks that diverged, and leaves those without a number out of the means', () => {
    const changed = intact.map((row, t) => (t === 0 ? [0.02, Infinity] : t === 1 ? [0.02, 2] : row));
    const found = effectsOf(intact, changed, 3);
    expect(found.diverged).toEqual({ intact: 0, changed: 2 });
    expect(found.verdict).toBe('matters');
    expect(found.worse).toBe(2 / 200);
    expect(found.changed[1]).toBeCloseTo(found.intact[1]! + (2 - intact[1]![1]!) / 199, 10);
  });

  it('has an interval of the width that theory gives, the same for the same seed', () => {
    const normal = rngFrom(3, 'test');
    const values = rows(400, () => [normal.normal()]).flat();
    const [low, high] = bootstrapInterval(values, uniform(4));
    const mean = values.reduce((sum, value) => sum + value, 0) / 400;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400);
    expect((high - low) / ((2 * 1.96 * sd) / 20)).toBeCloseTo(1, 1);
    expect(low).toBeLessThan(mean);
    expect(bootstrapInterval(values, uniform(4))).toEqual([low, high]);
  });
});

describe('a lesion map', () => {
  it('tells units that are exchangeable from one that is not', () => {
    const rng = rngFrom(5, 'test');
    const same = rows(6, () => rows(60, () => [rng.normal()]).flat());
    expect(chanceOf(same, 1)).toBeGreaterThan(0.05);
    expect(chanceOf([...same.slice(1), same[0]!.map((value) => value + 2)], 1)).toBeLessThan(0.01);
  });

  it('gives each its effect, and a test for each layer of several', () => {
    const effects = new LesionEffects([1, 2], 0);
    effects.add({ at: 'u0:0', of: '0', losses: [2, 3] });
    effects.add({ at: 'u0:1', of: '0', losses: [2, 3] });
    effects.add({ at: 'u2:0', of: '2', losses: [1, 2] });
    const map = effects.map();
    expect(effects.soFar()).toEqual({ ...map, chance: {} });
    expect(map.intact).toBe(1.5);
    expect(map.lesions.map(({ effect }) => effect.mean)).toEqual([1, 1, 0]);
    expect(map.chance).toEqual({ 0: 1 });
  });
});
