import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rngFrom } from '../../lib/rng.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { ProbeSpec } from '../../experiment/types.ts';
import { targetAt } from '../curve.ts';
import { drawTask, evaluationPoints, probeBatch, probeTask, sampleBatch } from '../draw.ts';
import { evaluationRng, trainingRng } from '../streams.ts';

const spec = PRESETS['5x10'].spec;
const probe: ProbeSpec = { taskSeed: 7, networkSeed: 3, steps: 5 };

describe('drawTask', () => {
  it('stays in the ranges and covers them', () => {
    const rng = rngFrom('coverage');
    const tasks = Array.from({ length: 2000 }, () => drawTask(spec.task, rng));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const amplitudes = tasks.map((t) => t.amplitude);
    const phases = tasks.map((t) => t.phase);
    expect(Math.min(...amplitudes)).toBeGreaterThanOrEqual(0.1);
    expect(Math.max(...amplitudes)).toBeLessThan(0.5);
    expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...phases)).toBeLessThan(Math.PI);
    expect(mean(amplitudes)).toBeCloseTo(0.3, 1.7);
    expect(mean(phases)).toBeCloseTo(Math.PI / 2, 1);
  });

  it('gives the zero predictor the loss the paper reports, .0258', () => {
    const rng = rngFrom('zero predictor');
    const x = evaluationPoints(spec.task);
    let total = 0;
    for (let n = 0; n < 4000; n++) {
      const task = drawTask(spec.task, rng);
      total += x.reduce((sum, at) => sum + targetAt(task, at) ** 2 / 2, 0) / x.length;
    }
    expect(Math.abs(total / 4000 - 0.0258)).toBeLessThan(0.0006);
  });
});

describe('sampleBatch', () => {
  it('draws points in range with the targets of the task', () => {
    const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 64 }), (seed, points) => {
      const rng = rngFrom(seed);
      const task = drawTask(spec.task, rng);
      const batch = sampleBatch(task, spec.task, points, rng);
      expect(batch.input).toHaveLength(points);
      expect(batch.target).toHaveLength(points);
      batch.input.forEach((x, i) => {
        expect(Math.abs(x)).toBeLessThanOrEqual(5);
        expect(batch.target[i]).toBe(Math.fround(task.amplitude * Math.sin(x + task.phase)));
      });
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe('evaluationPoints', () => {
  it('is even over the range, ends included', () => {
    const x = evaluationPoints(spec.task);
    expect(x).toHaveLength(100);
    expect(x[0]).toBe(-5);
    expect(x[99]).toBe(5);
    expect((x[50] ?? 0) - (x[49] ?? 0)).toBeCloseTo(10 / 99, 5);
  });

  it('takes any number of points', () => {
    expect([...evaluationPoints(spec.task, 3)]).toEqual([-5, 0, 5]);
    expect([...evaluationPoints(spec.task, 1)]).toEqual([-5]);
  });
});

describe('probes', () => {
  it('draw from the seed and give way to what is set by hand', () => {
    const drawn = probeTask(spec, probe);
    expect(probeTask(spec, { ...probe, networkSeed: 9, steps: 2 })).toEqual(drawn);
    expect(probeTask(spec, { ...probe, taskSeed: 8 })).not.toEqual(drawn);
    expect(probeTask(spec, { ...probe, amplitude: 0 })).toEqual({ ...drawn, amplitude: 0 });
    expect(probeTask(spec, { ...probe, phase: 1 })).toEqual({ ...drawn, phase: 1 });
  });

  it('have support points that depend on the task seed and the step only', () => {
    const second = probeBatch(spec, probe, 2);
    expect(second.input).toHaveLength(spec.recipe.batch);
    expect(probeBatch(spec, { ...probe, steps: 20 }, 2)).toEqual(second);
    expect(probeBatch(spec, { ...probe, amplitude: 0.2 }, 2).input).toEqual(second.input);
    expect(probeBatch(spec, probe, 3).input).not.toEqual(second.input);
    expect(probeBatch(spec, { ...probe, taskSeed: 8 }, 2).input).not.toEqual(second.input);
  });
});

describe('streams', () => {
  it('differ between meta-steps, tasks, seeds, and from evaluation', () => {
    const first = [
      trainingRng(0, 0, 0),
      trainingRng(0, 0, 1),
      trainingRng(0, 1, 0),
      trainingRng(1, 0, 0),
      evaluationRng(0, 0),
      evaluationRng(0, 1),
      evaluationRng(1, 0),
    ].map((rng) => rng.uniform());
    expect(new Set(first).size).toBe(first.length);
    expect(trainingRng(0, 1, 0).uniform()).toBe(first[2]);
  });
});
