// A run that is saved as a file in the middle and goes on from it is the run that was never interrupted, bit for bit: on the
// cpu, by stock operations on wasm, by the wasm kernels. On WebGPU: gpuEngine.gpu.test.ts.

import { expect, it } from 'vitest';

import { startNodeBackend, type NodeBackend } from '../backend/node.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { unwrap } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule, type Trainer } from '../training/trainer.ts';
import { wasmTrainer } from '../training/wasmEngine.ts';

/** The file of a rule after so many meta-steps more. */
async function after(steps: number, from: RuleCheckpoint, start: (from: RuleCheckpoint) => Trainer) {
  const trainer = start(from);
  for (let i = 0; i < steps; i++) await trainer.step();
  const file = encodeCheckpoint(await trainer.snapshot());
  trainer.dispose();
  return file;
}

it.each<[string, NodeBackend, (from: RuleCheckpoint) => Trainer]>([
  ['stock operations on the cpu', 'cpu', stockTrainer],
  ['stock operations on wasm', 'wasm', stockTrainer],
  ['kernels on wasm', 'wasm', (from) => wasmTrainer(from, [])],
])('%s', async (_, backend, start) => {
  unwrap(await startNodeBackend(backend));
  const fresh = await freshRule(tinySpec({}, { shortestHorizon: 1, warmUpSteps: backend === 'cpu' ? 0 : 3 }));
  const whole = await after(4, fresh, start);
  const half = await after(2, fresh, start);
  const resumed = await after(2, unwrap(decodeCheckpoint(half)), start);
  expect(unwrap(decodeCheckpoint(resumed))).toEqual(unwrap(decodeCheckpoint(whole)));
});
