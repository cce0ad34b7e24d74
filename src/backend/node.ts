// tfjs backends in Node: the command line's and the tests'.

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fixMatmulProgram } from './webgpuMatmul.ts';
import { fasterCuts } from './wasmCuts.ts';
import { failure, success, type Result } from '../lib/result.ts';

export const NODE_BACKENDS = ['cpu', 'wasm', 'webgpu'] as const;
export type NodeBackend = (typeof NODE_BACKENDS)[number];

/** Dawn as `navigator.gpu`, which Node lacks, before tfjs looks for it. */
async function installWebgpu(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  if ((await gpu.requestAdapter()) === null) throw new Error('there is no GPU adapter');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  fixMatmulProgram();
}

/** Start one backend, or say why it is not to be had. Never another one in its place. */
export async function startNodeBackend(name: NodeBackend): Promise<Result<NodeBackend>> {
  try {
    if (name === 'wasm') {
      const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
      setWasmPaths(`${dirname(entry)}/dist/`);
      fasterCuts();
    }
    if (name === 'webgpu') await installWebgpu();
    const started = await tf.setBackend(name);
    await tf.ready();
    if (!started || tf.getBackend() !== name) return failure('backend', `tfjs could not start ${name} on this machine`);
    return success(name);
  } catch (error) {
    return failure('backend', `${name} did not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}
