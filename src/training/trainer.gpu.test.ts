import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixMatmulProgram } from '../backend/webgpuMatmul.ts';
import { tinySpec } from './testing/tiny.ts';
import { stockTrainer } from './stockEngine.ts';
import { freshRule } from './trainer.ts';

beforeAll(async () => {
  fixMatmulProgram();
  expect(await tf.setBackend('webgpu')).toBe(true);
  await tf.ready();
});

describe('MetaTrainer on webgpu', () => {
  it.runIf(process.env['MPLP_SLOW'])('repeats exactly for a seed and leaves no tensors', async () => {
    expect(tf.getBackend()).toBe('webgpu');
    const spec = tinySpec({}, { batch: 4, tasks: 2 });
    const runs = [];
    for (let run = 0; run < 2; run++) {
      const trainer = stockTrainer(await freshRule(spec));
      for (let i = 0; i < 2; i++) await trainer.step();
      runs.push(await trainer.snapshot());
      trainer.dispose();
      expect(tf.memory().numTensors).toBe(0);
    }
    expect(runs[1]).toEqual(runs[0]);
  });
});
