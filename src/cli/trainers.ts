// Which trainer runs where.

import * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { GpuTrainer, refuseForGpu } from '../training/gpuTrainer.ts';
import { MetaTrainer, refuseWasmOnly, type Trainer } from '../training/trainer.ts';
import { WasmTrainer } from '../training/wasmTrainer.ts';
import { taskPorts } from './threads.ts';
import { expectUsable, UsageError } from './usage.ts';

export const IMPLEMENTATIONS = ['stock', 'fused'] as const;
export type Implementation = (typeof IMPLEMENTATIONS)[number];

/** Fused kernels where there are any. */
export function defaultImplementation(backend: NodeBackend): Implementation {
  return backend === 'cpu' ? 'stock' : 'fused';
}

export interface TrainerOptions {
  readonly backend: NodeBackend;
  readonly implementation: Implementation;
  /** Threads of the fused wasm kernels, this one included. */
  readonly threads: number;
}

/** @throws UsageError where the backend has no fused kernels. */
export function startTrainer(from: RuleCheckpoint, options: TrainerOptions): Trainer {
  const { backend, implementation, threads } = options;
  if (implementation === 'stock') {
    expectUsable(refuseWasmOnly(from.spec));
    return new MetaTrainer(from);
  }
  if (backend === 'cpu') throw new UsageError('--implementation fused: there are no fused kernels for cpu');
  if (backend === 'webgpu') {
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    expectUsable(refuseForGpu(from.spec, device.limits));
    return new GpuTrainer(device, from);
  }
  return new WasmTrainer(from, taskPorts(Math.min(threads, from.spec.recipe.tasks)));
}
