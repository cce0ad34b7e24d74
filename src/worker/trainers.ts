// Which trainer runs where: the fused kernels of the running backend, on as many threads as there are cores.

import * as tf from '@tensorflow/tfjs-core';
import type { BackendReport } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { chooseEngine, startEngine } from '../training/engines.ts';
import { TaskPool, type TaskPort, type TaskReply } from '../training/taskPool.ts';
import type { Trainer } from '../training/trainer.ts';
import { accepted } from './rules.ts';

function taskPort(): TaskPort {
  const worker = new Worker(new URL('./taskThread.ts', import.meta.url), { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    listen(heard, failed) {
      worker.onmessage = ({ data }: MessageEvent<TaskReply>) => heard(data);
      worker.onerror = ({ message }) => failed(message);
    },
    close: () => worker.terminate(),
  };
}

/** Ports to helper threads for so many tasks: one thread a core, this one included. */
function taskPorts(tasks: number): TaskPort[] {
  const threads = Math.min(navigator.hardwareConcurrency, tasks);
  return Array.from({ length: Math.max(threads - 1, 0) }, taskPort);
}

/**
 * Trains on the backend of the report.
 *
 * @throws RefusedRequest where neither its kernels nor stock operations can.
 */
export function startTrainer(rule: RuleCheckpoint, { backend }: BackendReport): Trainer {
  const gpu = backend === 'webgpu' ? (tf.backend() as unknown as { device: GPUDevice }).device : undefined;
  const machine = { backend, gpu, ports: taskPorts };
  return startEngine(rule, accepted(chooseEngine(rule.spec, machine)), machine);
}

/** Adapts so many tasks at a time on the wasm kernels, where those are the backend's own and the rule is learned. */
export function startPool(spec: ExperimentSpec, tasks: number, report: BackendReport): TaskPool | undefined {
  return report.backend === 'wasm' && isLearned(spec.rule) ? new TaskPool(spec, taskPorts(tasks)) : undefined;
}
