import { describe, expect, it } from 'vitest';
import { tinySpec } from '../training/testing/tiny.ts';
import { BEST_OVER, checkpointLimit, MOST_CHECKPOINTS, RuleHistory, thinnedSteps } from './ruleHistory.ts';

const start = (metaSteps = 0) => ({ spec: tinySpec(), metaSteps, parameters: new Float32Array([metaSteps]) });

/** Trains `count` meta-steps whose held-out loss is `loss`. */
function run(history: RuleHistory, from: number, count: number, loss: (metaStep: number) => number): void {
  for (let step = from + 1; step <= from + count; step++) {
    if (history.note(step, loss(step))) history.keep(step, new Float32Array([step]));
  }
}

describe('thinnedSteps', () => {
  it('keeps all while they fit', () => {
    expect(thinnedSteps([0, 1, 2], 1, 3)).toEqual({ steps: [0, 1, 2], interval: 1 });
  });

  it('doubles the interval, counted from the first, and keeps first, last and what is protected', () => {
    const steps = Array.from({ length: 12 }, (_, i) => 7 + i);
    expect(thinnedSteps(steps, 1, 8, (step) => step === 10)).toEqual({
      steps: [7, 9, 10, 11, 13, 15, 17, 18],
      interval: 2,
    });
    expect(thinnedSteps(steps, 1, 5)).toEqual({ steps: [7, 11, 15, 18], interval: 4 });
  });

  it('ends where only protected ones are left', () => {
    expect(thinnedSteps([1, 2, 3], 1, 1, () => true).steps).toEqual([1, 2, 3]);
    expect(thinnedSteps([], 1, 4).steps).toEqual([]);
  });
});

describe('RuleHistory', () => {
  it('spans a long run with few copies, evenly, each the rule of its meta-step', () => {
    const history = new RuleHistory('run', start(100));
    run(history, 100, 5000, () => 1);
    const { steps } = history;
    expect(steps.length).toBeLessThanOrEqual(MOST_CHECKPOINTS);
    expect(steps.length).toBeGreaterThan(MOST_CHECKPOINTS / 3);
    expect(steps[0]).toBe(100);
    for (const step of steps) expect(history.at(step)?.parameters[0]).toBe(step);
    const grid = steps.filter((step) => step !== history.best?.metaStep);
    expect(new Set(grid.slice(1).map((step, i) => step - grid[i]!)).size).toBe(1);
    expect(history.at(101)).toBeUndefined();
  });

  it('keeps a stop off the grid only as long as it is the last', () => {
    const history = new RuleHistory('run', start());
    run(history, 0, 1001, () => 1);
    history.keep(1001, new Float32Array([1001]));
    expect(history.steps.at(-1)).toBe(1001);
    run(history, 1001, 1000, () => 1);
    expect(history.steps).not.toContain(1001);
  });

  it('keeps the best and what is on show', () => {
    const history = new RuleHistory('run', start());
    run(history, 0, BEST_OVER - 1, () => 40);
    expect(history.best).toBeUndefined();
    history.held = 3;
    history.keep(3, new Float32Array([3]));
    // Lowest around meta-step 310: the mean of the 50 up to 330 or so is the lowest.
    run(history, BEST_OVER - 1, 3000, (step) => 1 + Math.abs(step - 310) / 100);
    const best = history.best!;
    expect(best.metaStep % 10).toBe(0);
    expect(Math.abs(best.metaStep - 335)).toBeLessThanOrEqual(10);
    expect(history.at(best.metaStep)?.parameters[0]).toBe(best.metaStep);
    expect(history.steps).toContain(3);
    expect(history.steps.length).toBeLessThanOrEqual(MOST_CHECKPOINTS);
  });

  it('goes on from further back: best and copies are those of a run that was never cut off', () => {
    const loss = (step: number) => 1 + Math.abs(step - 310) / 100;
    const whole = new RuleHistory('run', start());
    run(whole, 0, 1000, loss);
    const before = new RuleHistory('run', start());
    run(before, 0, 640, loss);
    const later = new RuleHistory('run', start(640));
    run(later, 640, 20, loss);
    const losses = Float32Array.from({ length: 660 }, (_, i) => loss(i + 1));
    const joined = later.extended(
      before.steps.map((step) => before.at(step)!),
      0,
      losses,
    );
    run(joined, 660, 340, loss);
    expect(joined.best?.metaStep).toBe(whole.best?.metaStep);
    expect(joined.steps).toEqual(expect.arrayContaining([...whole.steps]));
    expect(joined.steps.length).toBeLessThanOrEqual(MOST_CHECKPOINTS);
    for (const step of joined.steps) expect(joined.at(step)?.parameters[0]).toBe(step);
    expect(later.extended([start(640)], 0, losses)).toBe(later);
  });

  it('never takes a loss that is not a number for the best', () => {
    const history = new RuleHistory('run', start());
    run(history, 0, 60, () => NaN);
    expect(history.best).toBeUndefined();
  });

  it('keeps fewer copies of very large rules', () => {
    expect(checkpointLimit(115_023)).toBe(MOST_CHECKPOINTS);
    expect(checkpointLimit(1_000_000)).toBe(16);
    expect(checkpointLimit(1e8)).toBe(6);
  });
});
