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

/** Tells the person something, in a sentence. */
export type Tell = (words: string) => void;

function taskPort(tell: Tell): TaskPort {
  const worker = new Worker(new URL('./taskThread.ts', import.meta.url), { type: 'module' });
  let started = false;
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(heard, failed) {
      worker.onmessage = ({ data }: MessageEvent<TaskReply>) => {
        started = true;
        heard(data);
      };
      worker.onerror = (event) => {
        // Said and mended here: otherwise this thread would end of it.
        event.preventDefault();
        failed(event.message || 'its script could not be read');
      };
    },
    close: () => worker.terminate(),
    replace(why) {
      const instead = started ? 'another was started in its place' : 'the others do its work';
      tell(`A training thread ${why}; ${instead}. Nothing was lost`);
      // One that never came up would not come up again.
      return started ? taskPort(tell) : undefined;
    },
  };
}

/** Ports to helper threads for so many tasks: one thread a core, this one included. */
function taskPorts(tasks: number, tell: Tell): TaskPort[] {
  const threads = Math.min(navigator.hardwareConcurrency, tasks);
  return Array.from({ length: Math.max(threads - 1, 0) }, () => taskPort(tell));
}

/**
 * Trains on the backend of the report.
 *
 * @throws RefusedRequest where neither its kernels nor stock operations can.
 */
export function startTrainer(rule: RuleCheckpoint, { backend }: BackendReport, tell: Tell): Trainer {
  const gpu = backend === 'webgpu' ? (tf.backend() as unknown as { device: GPUDevice }).device : undefined;
  const machine = { backend, gpu, ports: (tasks: number) => taskPorts(tasks, tell) };
  return startEngine(rule, accepted(chooseEngine(rule.spec, machine)), machine);
}

/** Adapts so many tasks at a time on the wasm kernels, where those are the backend's own and the rule is learned. */
export function startPool(
  spec: ExperimentSpec,
  tasks: number,
  report: BackendReport,
  tell: Tell,
): TaskPool | undefined {
  return report.backend === 'wasm' && isLearned(spec.rule) ? new TaskPool(spec, taskPorts(tasks, tell)) : undefined;
}
