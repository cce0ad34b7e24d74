// Helper threads for training in Node.

import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { TaskPort, TaskReply } from '../training/taskPool.ts';

// Node 20 has relaxed SIMD, a quarter faster, but behind a flag; later versions have it without.
if (/^2[01]\./.test(process.versions.node)) setFlagsFromString('--experimental-wasm-relaxed-simd');

function taskPort(): TaskPort {
  const worker = new Worker(new URL('./taskThread.mjs', import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    listen(heard, failed) {
      worker.on('message', (reply: TaskReply) => heard(reply));
      worker.on('error', (error) => failed(error.message));
      worker.on('exit', (code) => failed(`exit code ${code}`));
    },
    close: () => void worker.terminate(),
  };
}

/** Ports to `threads - 1` helpers: the asking thread works too. */
export function taskPorts(threads: number): TaskPort[] {
  return Array.from({ length: threads - 1 }, taskPort);
}
