// A trained rule through 50 inner steps, far past its horizon, on every backend: how far the losses come apart by rounding
// alone. The tolerance is the one that ARCHITECTURE.md states.

import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';

import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { gpuTrainer } from '../training/gpuEngine.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule, type Trainer } from '../training/trainer.ts';
import { wasmTrainer } from '../training/wasmEngine.ts';
import { apartBy } from './testing/apart.ts';

const STEPS = 50;
/** Of the loss before learning. */
const TOLERANCE = 1e-3;

/** The held-out losses before learning and after each inner step of the next meta-step. */
async function lossesBy(trainer: Trainer): Promise<readonly number[]> {
  const { heldOut } = await trainer.step();
  trainer.dispose();
  expect(heldOut).toHaveLength(STEPS + 1);
  return heldOut;
}

async function trained(): Promise<RuleCheckpoint> {
  const trainer = wasmTrainer(await freshRule(tinySpec({}, { heldOutEveryStep: true, learningRate: 0.01 })), []);
  for (let i = 0; i < 100; i++) await trainer.step();
  const { optimiser: _moments, ...rule } = await trainer.snapshot();
  trainer.dispose();
  return { ...rule, spec: { ...rule.spec, recipe: { ...rule.spec.recipe, innerSteps: STEPS } } };
}

// The software adapter takes most of a minute.
it.runIf(process.env['MPLP_SLOW'])(
  'comes apart by less than the tolerance over 50 inner steps on cpu, wasm and webgpu',
  async () => {
    unwrap(await startNodeBackend('wasm'));
    const rule = await trained();
    const fused = await lossesBy(wasmTrainer(rule, []));
    const found = new Map([['stock on wasm', await lossesBy(stockTrainer(rule))]]);
    unwrap(await startNodeBackend('cpu'));
    found.set('stock on cpu', await lossesBy(stockTrainer(rule)));
    unwrap(await startNodeBackend('webgpu'));
    const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
    found.set('kernels on webgpu', await lossesBy(gpuTrainer(device, rule)));
    // The rule moves the loss; else nothing would be compared.
    expect(Math.abs((fused.at(-1) ?? 0) - (fused[0] ?? 0)) / (fused[0] ?? 0)).toBeGreaterThan(10 * TOLERANCE);
    for (const [how, losses] of found) expect(apartBy(losses, fused), how).toBeLessThan(TOLERANCE);
  },
);
