// Which trainer runs where: the fused kernels of the running backend, on as many threads as there are cores.

import type { BackendReport } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { TaskPort, TaskReply } from '../training/taskPool.ts';
import { MetaTrainer, type Trainer } from '../training/trainer.ts';
import { WasmTrainer } from '../training/wasmTrainer.ts';

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
export function taskPorts(tasks: number): TaskPort[] {
  const threads = Math.min(navigator.hardwareConcurrency, tasks);
  return Array.from({ length: Math.max(threads - 1, 0) }, taskPort);
}

/** Trains on the backend of the report. */
export function startTrainer(rule: RuleCheckpoint, report: BackendReport): Trainer {
  if (report.backend === 'wasm') return new WasmTrainer(rule, taskPorts(rule.spec.recipe.tasks));
  return new MetaTrainer(rule);
}
