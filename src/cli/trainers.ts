// Which trainer runs where.

import * as tf from '@tensorflow/tfjs-core';
import type { NodeBackend } from '../backend/node.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { chooseEngine, startEngine } from '../training/engines.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import type { Trainer } from '../training/trainer.ts';
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

/** @throws UsageError where the engine asked for cannot train the rule, or no engine can. */
export function startTrainer(from: RuleCheckpoint, options: TrainerOptions): Trainer {
  const { backend, implementation, threads } = options;
  if (implementation === 'stock') return stockTrainer(from);
  if (backend === 'cpu') throw new UsageError('--implementation fused: there are no fused kernels for cpu');
  const gpu = backend === 'webgpu' ? (tf.backend() as unknown as { device: GPUDevice }).device : undefined;
  const machine = { backend, gpu, ports: (tasks: number) => taskPorts(Math.min(threads, tasks)) };
  return startEngine(from, expectUsable(chooseEngine(from.spec, machine)), machine);
}
