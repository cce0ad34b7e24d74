import { beforeAll, describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { evaluate, Evaluation } from './evaluate.ts';
import { TaskPool } from './taskPool.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
});

describe('evaluate', () => {
  it('does not depend on how tasks are chunked, and leaves no tensors', async () => {
    const rule = await freshRule(tinySpec());
    const before = tf.memory().numTensors;
    const options = { tasks: 7, steps: 3, seed: 5 };
    const whole = await evaluate(rule.spec, rule.parameters, { ...options, chunk: 7 });
    const done: number[] = [];
    const pieces = await evaluate(rule.spec, rule.parameters, {
      ...options,
      chunk: 3,
      onProgress: (tasks) => done.push(tasks),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(done).toEqual([3, 6, 7]);
    expect(whole.meanLoss).toHaveLength(4);
    whole.meanLoss.forEach((loss, k) => {
      expect(pieces.meanLoss[k]).toBeCloseTo(loss, 6);
    });
    expect(pieces.shape?.explainedInside).toHaveLength(4);
    expect(JSON.parse(JSON.stringify(pieces))).toEqual(pieces);
  });

  it('gives the same with the wasm kernels as with tfjs', async () => {
    for (const stateful of [true, false]) {
      const { spec, parameters } = await freshRule(tinySpec({ stateful }));
      const options = { tasks: 5, steps: 4, seed: 2 };
      const stock = await evaluate(spec, parameters, options);
      const fused = await evaluate(spec, parameters, options, new TaskPool(spec, []));
      stock.meanLoss.forEach((loss, k) => expect(fused.meanLoss[k]).toBeCloseTo(loss, 6));
      stock.shape?.explainedInside.forEach((share, k) => expect(fused.shape?.explainedInside[k]).toBeCloseTo(share, 4));
      expect(fused.diverged).toBe(stock.diverged);
    }
  });

  it('starts near the loss of predicting zero, E[A^2]/4 = 0.0258, with nothing explained and nobody stuck', async () => {
    const rule = await freshRule(tinySpec());
    const { meanLoss, shape } = await evaluate(rule.spec, rule.parameters, {
      tasks: 1000,
      steps: 0,
      seed: 0,
      chunk: 250,
    });
    expect(meanLoss[0]).toBeGreaterThan(0.024);
    expect(meanLoss[0]).toBeLessThan(0.028);
    expect(shape?.explainedInside[0]).toBeLessThan(0.05);
    expect(shape?.explainedOutside[0]).toBeLessThan(0.05);
    expect(shape?.stuck[0]).toBe(0);
  });

  it('goes on past the horizon, with other batches and ranges, the tasks the same where the ranges are', async () => {
    const rule = await freshRule(tinySpec());
    const { spec, parameters } = rule;
    const options = { tasks: 3, steps: 9, seed: 1 };
    const long = await evaluate(spec, parameters, options);
    expect(long.medianLoss).toHaveLength(10);
    const other = { ...spec, recipe: { ...spec.recipe, batch: 9 } };
    // Draws after the task differ, so starts do; the amplitudes and phases behind the losses are the same.
    const widened = await evaluate(other, parameters, options);
    expect(widened.meanLoss[0]).toBeCloseTo(long.meanLoss[0]!, 3);
  });
});

describe('an evaluation in pieces', () => {
  it('has statistics of what is done, can be given up, and then holds nothing', async () => {
    const rule = await freshRule(tinySpec());
    const before = tf.memory().numTensors;
    const evaluation = new Evaluation(rule.spec, rule.parameters, { tasks: 5, steps: 1, seed: 0 });
    await evaluation.advance(2);
    expect(evaluation.tasksDone).toBe(2);
    expect(evaluation.finished).toBe(false);
    expect(evaluation.statistics().meanLoss).toHaveLength(2);
    evaluation.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const two = await evaluate(rule.spec, rule.parameters, { tasks: 2, steps: 1, seed: 0 });
    evaluation.statistics().meanLoss.forEach((loss, k) => {
      expect(two.meanLoss[k]).toBeCloseTo(loss, 6);
    });
  });
});
