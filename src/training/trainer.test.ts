import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { layoutOf } from '../experiment/layout.ts';
import { evaluate } from './evaluate.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { stockTrainer } from './stockEngine.ts';
import { freshRule, DivergedError } from './trainer.ts';
import { tinySpec } from './testing/tiny.ts';

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('wasm'))).toBe('wasm');
});

describe('MetaTrainer', () => {
  it('keeps the number of tensors flat over eight meta-steps', async () => {
    const trainer = stockTrainer(await freshRule(tinySpec()));
    await trainer.step();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 8; i++) await trainer.step();
    expect(tf.memory().numTensors).toBe(before);
    expect(trainer.metaSteps).toBe(9);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });

  it('lowers the held-out loss of a small rule', async () => {
    const spec: ExperimentSpec = {
      ...tinySpec(
        { stateful: false },
        {
          learnedPrior: true,
          hintWeight: 0,
          heldOutWeight: 1,
          tasks: 8,
          batch: 10,
          learningRate: 0.01,
          outputScaleRate: 5,
        },
      ),
      network: {
        inputs: 1,
        layers: [
          { kind: 'dense', units: 12 },
          { kind: 'activation', name: 'relu' },
          { kind: 'dense', units: 1 },
        ],
        loss: 'l2',
        weightSd: 0.5,
      },
    };
    const fresh = await freshRule(spec);
    const trainer = stockTrainer(fresh);
    for (let i = 0; i < 150; i++) await trainer.step();
    const options = { tasks: 200, steps: 2, seed: 1, chunk: 200 };
    const [before, after] = [
      await evaluate(spec, fresh.parameters, options),
      await evaluate(spec, await trainer.parameters(), options),
    ];
    trainer.dispose();
    expect(after.meanLoss[2]).toBeLessThan(0.6 * before.meanLoss[2]!);
  });

  it('resumes exactly: a saved and restored run continues as if it had never stopped', async () => {
    const whole = stockTrainer(await freshRule(tinySpec()));
    for (let i = 0; i < 6; i++) await whole.step();
    const first = stockTrainer(await freshRule(tinySpec()));
    for (let i = 0; i < 3; i++) await first.step();
    const second = stockTrainer(structuredClone(await first.snapshot()));
    for (let i = 0; i < 3; i++) await second.step();
    expect(await second.snapshot()).toEqual(await whole.snapshot());
    for (const trainer of [whole, first, second]) trainer.dispose();
  });

  it('moves what is trained and nothing else', async () => {
    const spec = tinySpec({ learnOutputScale: false });
    const fresh = await freshRule(spec);
    const trainer = stockTrainer(fresh);
    for (let i = 0; i < 3; i++) await trainer.step();
    const after = await trainer.parameters();
    trainer.dispose();
    for (const view of layoutOf(spec).parameters) {
      const moved = after
        .slice(view.offset, view.offset + view.size)
        .some((value, i) => value !== fresh.parameters[view.offset + i]);
      if (!view.trained) expect(moved, view.name).toBe(false);
      if (view.name.endsWith('nextInput.0.kernel')) expect(moved, view.name).toBe(true);
    }
  });

  it('refuses a step that is not finite and keeps the rule', async () => {
    const fresh = await freshRule(tinySpec());
    const broken = { ...fresh, parameters: fresh.parameters.slice() };
    broken.parameters[0] = Number.NaN;
    const trainer = stockTrainer(broken);
    const before = tf.memory().numTensors;
    await expect(trainer.step()).rejects.toBeInstanceOf(DivergedError);
    expect(tf.memory().numTensors).toBe(before);
    expect(await trainer.parameters()).toEqual(broken.parameters);
    trainer.dispose();
  });

  it('refuses a step that would leave a moment no file can hold', async () => {
    const fresh = await freshRule(tinySpec());
    const size = fresh.parameters.length;
    const secondMoment = new Float32Array(size).fill(Infinity);
    const trainer = stockTrainer({
      ...fresh,
      optimiser: { since: 0, firstMoment: new Float32Array(size), secondMoment },
    });
    await expect(trainer.step()).rejects.toBeInstanceOf(DivergedError);
    trainer.dispose();
  });
});
