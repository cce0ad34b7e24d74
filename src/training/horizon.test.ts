import { describe, expect, it } from 'vitest';
import { horizonAt, warmUpAt } from './horizon.ts';
import { tinySpec } from './testing/tiny.ts';

const STEPS = Array.from({ length: 400 }, (_, i) => i);

describe('the horizon', () => {
  it('is innerSteps where nothing is said', () => {
    const spec = tinySpec({}, { innerSteps: 5, lengthenFrom: 100 });
    expect(new Set(STEPS.map((step) => horizonAt(spec, step)))).toEqual(new Set([5]));
    expect(new Set(STEPS.map((step) => warmUpAt(spec, step, 0)))).toEqual(new Set([0]));
  });

  it('is short at first, then takes every length up to innerSteps', () => {
    const spec = tinySpec({}, { innerSteps: 5, shortestHorizon: 3, lengthenFrom: 100 });
    expect(new Set(STEPS.slice(0, 100).map((step) => horizonAt(spec, step)))).toEqual(new Set([3]));
    expect(new Set(STEPS.slice(100).map((step) => horizonAt(spec, step)))).toEqual(new Set([3, 4, 5]));
  });

  it('begins after a warm-up for half of the tasks', () => {
    const spec = tinySpec({}, { warmUpSteps: 7, lengthenFrom: 100 });
    expect(new Set(STEPS.slice(0, 100).map((step) => warmUpAt(spec, step, 1)))).toEqual(new Set([0]));
    const lengths = STEPS.slice(100).flatMap((step) => [0, 1].map((task) => warmUpAt(spec, step, task)));
    expect(Math.min(...lengths)).toBe(0);
    expect(Math.max(...lengths)).toBe(7);
    expect(new Set(lengths).size).toBe(8);
    const share = lengths.filter((length) => length === 0).length / lengths.length;
    expect(share).toBeGreaterThan(0.43);
    expect(share).toBeLessThan(0.57);
  });

  it('is drawn from lengthenFrom on, that meta-step included, as if it had always been so', () => {
    const lengthened = (lengthenFrom: number) =>
      tinySpec({}, { innerSteps: 5, shortestHorizon: 3, warmUpSteps: 7, lengthenFrom });
    const always = lengthened(0);
    for (const step of STEPS) {
      expect(horizonAt(lengthened(step), step)).toBe(horizonAt(always, step));
      expect(horizonAt(lengthened(step + 1), step)).toBe(3);
      expect(warmUpAt(lengthened(step), step, 1)).toBe(warmUpAt(always, step, 1));
      expect(warmUpAt(lengthened(step + 1), step, 1)).toBe(0);
    }
    expect(new Set(STEPS.map((step) => horizonAt(always, step))).size).toBe(3);
  });

  it('is another for another seed, and a warm-up another for each task', () => {
    const spec = tinySpec({}, { innerSteps: 50, shortestHorizon: 1, warmUpSteps: 50 });
    const other = { ...spec, seeds: { ...spec.seeds, training: 1 } };
    expect(STEPS.map((step) => horizonAt(other, step))).not.toEqual(STEPS.map((step) => horizonAt(spec, step)));
    expect(STEPS.map((step) => warmUpAt(spec, step, 1))).not.toEqual(STEPS.map((step) => warmUpAt(spec, step, 0)));
  });
});
