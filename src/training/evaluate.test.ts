import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { evaluate, statisticsOf } from './evaluate.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

describe('statisticsOf', () => {
  it('gives mean, median and population sd per step, and counts divergence at any step', () => {
    const statistics = statisticsOf([
      [1, 0.1],
      [0.5, 0.3],
      [0.5, 0.2],
      [2, 0.2],
    ]);
    expect(statistics.meanLoss).toEqual([1, expect.closeTo(0.2)]);
    expect(statistics.medianLoss).toEqual([0.75, 0.2]);
    expect(statistics.sdLoss[1]).toBeCloseTo(Math.sqrt(0.02 / 4));
    expect(statistics.diverged).toBe(1);
  });

  it('counts losses that are not finite and leaves them out of the mean', () => {
    const statistics = statisticsOf([
      [0.1, NaN],
      [0.1, 0.3],
      [0.1, Infinity],
    ]);
    expect(statistics.diverged).toBe(2);
    expect(statistics.meanLoss[1]).toBeCloseTo(0.3);
  });
});

describe('evaluate', () => {
  beforeAll(async () => {
    unwrap(await startNodeBackend('wasm'));
  });

  it('does not depend on how tasks are chunked, and leaves no tensors', async () => {
    const rule = await freshRule(tinySpec());
    const before = tf.memory().numTensors;
    const options = { tasks: 7, steps: 3, seed: 5 };
    const whole = await evaluate(rule.spec, rule.parameters, { ...options, chunk: 7 });
    const pieces = await evaluate(rule.spec, rule.parameters, { ...options, chunk: 3 });
    expect(tf.memory().numTensors).toBe(before);
    expect(whole.meanLoss).toHaveLength(4);
    whole.meanLoss.forEach((loss, k) => {
      expect(pieces.meanLoss[k]).toBeCloseTo(loss, 6);
    });
  });

  it('starts near the loss of predicting zero, E[A^2]/4 = 0.0258', async () => {
    const rule = await freshRule(tinySpec());
    const { meanLoss } = await evaluate(rule.spec, rule.parameters, { tasks: 1000, steps: 0, seed: 0, chunk: 250 });
    expect(meanLoss[0]).toBeGreaterThan(0.024);
    expect(meanLoss[0]).toBeLessThan(0.028);
  });
});
