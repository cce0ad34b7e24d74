// Slopes where the fixtures do not go: a probability that was clipped, and the sign of the L1 loss.

import { expect, it } from 'vitest';

import type { NetworkSpec } from '../../experiment/types.ts';
import { KernelModule } from './module.ts';
import { NetworkPass } from './networkPass.ts';

async function slopes(loss: NetworkSpec['loss'], outputs: readonly number[], target: readonly number[]) {
  const module = await KernelModule.load(false);
  const pass = new NetworkPass(module, { inputs: outputs.length, layers: [], loss, weightSd: 1 }, 1);
  const { floats: f } = module.views();
  f.set(outputs, pass.input.values / 4);
  f.set(target, pass.target.values / 4);
  pass.forward(f, new Map());
  pass.clearGradients(f);
  pass.backward(f, new Map(), 1);
  return [...f.subarray(pass.input.gradients / 4, pass.input.gradients / 4 + outputs.length)];
}

it('passes nothing back through a clipped probability', async () => {
  expect(await slopes('crossEntropy', [0, 1, 0.5], [1, 1, 1])).toEqual([0, 0, -2]);
});

it('knows the sign of the L1 loss', async () => {
  expect(await slopes('l1', [2, 5], [3, 3])).toEqual([-1, 1]);
});
