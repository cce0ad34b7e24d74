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
});
