import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { PRESETS } from '../experiment/presets.ts';
import { gpuTrainer, refuseForGpu } from './gpuEngine.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';
import { wasmTrainer } from './wasmEngine.ts';

let device: GPUDevice;
let work: { dispatches: number; submits: number };

/** Counts what reaches the device by wrapping its API. */
function count(): void {
  const { queue } = device;
  const submit = queue.submit.bind(queue);
  queue.submit = (buffers) => {
    work.submits++;
    submit(buffers);
  };
  const create = device.createCommandEncoder.bind(device);
  device.createCommandEncoder = () => {
    const encoder = create();
    const begin = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => {
      const pass = begin(descriptor);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (x, y, z) => {
        work.dispatches++;
        dispatch(x, y, z);
      };
      return pass;
    };
    return encoder;
  };
}

describe('GpuTrainer', () => {
  beforeAll(async () => {
    expect(unwrap(await startNodeBackend('webgpu'))).toBe('webgpu');
    ({ device } = tf.backend() as unknown as { device: GPUDevice });
    work = { dispatches: 0, submits: 0 };
    count();
  });

  it.each([
    ['stateful', {}, { shortestHorizon: 1, heldOutEveryStep: true }],
    ['stateless with a learned prior', { stateful: false }, { learnedPrior: true, hintWeight: 0, heldOutWeight: 1 }],
    ['step sizes of every weight', {}, { learnedPrior: true, innerSteps: 3, ownStepSizes: 2 }],
    ['step sizes of groups', { stateful: false }, { innerSteps: 3, ownStepSizes: 2 }],
  ])('takes the same meta-steps as the wasm kernels, %s', async (_, rule, recipe) => {
    const from = await freshRule(tinySpec(rule, recipe));
    const [gpu, wasm] = [gpuTrainer(device, from), wasmTrainer(from, [])];
    const bytes = gpu.peakBytes();
    for (let i = 0; i < 4; i++) {
      const [a, b] = [await gpu.step(), await wasm.step()];
      expect(a.metaStep).toBe(b.metaStep);
      expect(a.metaLoss).toBeCloseTo(b.metaLoss, 6);
      expect(a.heldOut.length).toBe(b.heldOut.length);
      a.heldOut.forEach((loss, k) => expect(loss).toBeCloseTo(b.heldOut[k]!, 6));
    }
    expect(gpu.peakBytes()).toBe(bytes);
    const resumed = gpuTrainer(device, await gpu.snapshot());
    expect(await resumed.step()).toEqual(await gpu.step());
    expect(await resumed.parameters()).toEqual(await gpu.parameters());
    for (const trainer of [gpu, wasm, resumed]) trainer.dispose();
  });

  it.runIf(process.env['MPLP_SLOW'])('keeps the rule where a meta-step is not finite', async () => {
    const from = await freshRule(tinySpec());
    const broken = { ...from, parameters: from.parameters.map(() => 1e30) };
    const gpu = gpuTrainer(device, broken);
    await expect(gpu.step()).rejects.toThrow('is not a number');
    expect(await gpu.parameters()).toEqual(broken.parameters);
    gpu.dispose();
  });

  it.runIf(process.env['MPLP_SLOW'])('takes one 5x10 meta-step in at most 250 dispatches and 6 submits', async () => {
    const { spec } = PRESETS['5x10'];
    const from = await freshRule({ ...spec, recipe: { ...spec.recipe, tasks: 1, batch: 2, standardiserBatches: 1 } });
    const gpu = gpuTrainer(device, from);
    work.dispatches = work.submits = 0;
    const result = await gpu.step();
    expect(work.dispatches).toBeGreaterThan(100);
    expect(work.dispatches).toBeLessThanOrEqual(250);
    expect(work.submits).toBeLessThanOrEqual(6);
    const wasm = wasmTrainer(from, []);
    expect(result.metaLoss).toBeCloseTo((await wasm.step()).metaLoss, 6);
    gpu.dispose();
  });

  it('is refused with the limit and the setting to change', () => {
    const limits = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 };
    const { spec } = PRESETS['5x10'];
    expect(refuseForGpu(spec, limits).ok).toBe(true);
    expect(refuseForGpu({ ...spec, recipe: { ...spec.recipe, warmUpSteps: 5 } }, limits)).toMatchObject({
      ok: false,
      failure: { where: 'recipe.warmUpSteps' },
    });
    const wide = refuseForGpu({ ...spec, recipe: { ...spec.recipe, tasks: 256 } }, limits);
    expect(wide).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/128 MiB.*recipe\.tasks/) as unknown },
    });
  });
});
