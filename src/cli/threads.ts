// Helper threads in Node: for training, for one run of a measurement, and for what the machine can do at most.

import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { multiplyAddGflops } from './peak.ts';
import { Evaluation } from '../training/evaluate.ts';
import type { MeasuredRun } from '../training/measure.ts';
import type { TaskPort, TaskReply } from '../training/taskPool.ts';
import type { RunReply, RunRequest } from './runThread.ts';

// Node 20 has relaxed SIMD, a quarter faster, but behind a flag; later versions have it without.
if (/^2[01]\./.test(process.versions.node)) setFlagsFromString('--experimental-wasm-relaxed-simd');

function taskPort(): TaskPort {
  const worker = new Worker(new URL('./taskThread.mjs', import.meta.url));
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(heard, failed) {
      worker.on('message', (reply: TaskReply) => heard(reply));
      worker.on('error', (error) => failed(error.message));
      worker.on('exit', (code) => failed(`exit code ${code}`));
    },
    close: () => void worker.terminate(),
  };
}

/** A run on a thread of its own, from now on; what the thread does not deliver is computed here. */
class RunOnThread implements MeasuredRun {
  private readonly request: RunRequest;
  private readonly worker: Worker;
  private readonly done: (readonly number[])[] = [];
  private here: Evaluation | undefined;
  private ended = false;
  private waiting: (() => void) | undefined;
  private read = 0;

  constructor(request: RunRequest) {
    this.request = request;
    this.worker = new Worker(new URL('./runThread.mjs', import.meta.url), { workerData: request });
    const wake = () => this.waiting?.();
    this.worker.on('message', (losses: RunReply) => {
      this.done.push(...losses);
      wake();
    });
    this.worker.on('error', () => (this.ended = true));
    this.worker.on('exit', () => {
      this.ended = true;
      wake();
    });
  }

  get tasksDone(): number {
    return this.here?.tasksDone ?? this.read;
  }

  get finished(): boolean {
    return this.tasksDone >= this.request.options.tasks;
  }

  async advance(): Promise<void> {
    while (this.here === undefined && this.done.length === this.read && !this.ended)
      await new Promise<void>((resolve) => (this.waiting = resolve));
    if (this.done.length > this.read && this.here === undefined) {
      this.read = this.done.length;
      return;
    }
    const { spec, parameters, options } = this.request;
    this.here ??= new Evaluation(spec, parameters, options);
    await this.here.advance();
  }

  losses(): readonly (readonly number[])[] {
    return this.here?.losses() ?? this.done.slice(0, this.read);
  }

  dispose(): void {
    this.here?.dispose();
    void this.worker.terminate();
  }
}

export const runOnThread = (request: RunRequest): MeasuredRun => new RunOnThread(request);

/**
 * Multiply-adds of so many threads at once, this one included, in GFLOP/s: `multiplyAddGflops` of each, summed. Threads
 * are kept between two measurements, until `dispose`.
 */
export class PeakMeter {
  private readonly helpers: readonly Worker[];

  constructor(threads: number) {
    this.helpers = Array.from({ length: threads - 1 }, () => new Worker(new URL('./peakThread.mjs', import.meta.url)));
  }

  async measure(durationMs: number): Promise<number> {
    const others = this.helpers.map(async (worker): Promise<number> => {
      const answer = once(worker, 'message');
      worker.postMessage(durationMs);
      const [gflops] = (await answer) as [number];
      return gflops;
    });
    const own = await multiplyAddGflops(durationMs);
    return (await Promise.all(others)).reduce((sum, gflops) => sum + gflops, own);
  }

  dispose(): void {
    for (const worker of this.helpers) void worker.terminate();
  }
}

/** Ports to `threads - 1` helpers: the asking thread works too. */
export function taskPorts(threads: number): TaskPort[] {
  return Array.from({ length: threads - 1 }, taskPort);
}
