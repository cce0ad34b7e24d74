// Cells of a study on several threads of this machine, each tried twice.

import { Worker } from 'node:worker_threads';
import type { TrainedRun } from '../record/trainedRun.ts';
import { runCell, type CellJob, type CellReply, type CellRequest } from './cellRunner.ts';

export const TRIES = 2;

/** What is told of the work as it goes. */
export interface PoolEvents {
  /** At most once a second for each cell. */
  readonly onStep: (run: TrainedRun) => void;
  /** A cell has come to its end, or failed for the second time, or was stopped. */
  readonly onEnd: (run: TrainedRun) => void;
  /** A cell failed and is tried again. */
  readonly onRetry: (run: TrainedRun) => void;
}

/** Where cells are trained, one at a time. */
export interface Place {
  train(job: CellJob, onStep: (run: TrainedRun) => void): Promise<TrainedRun>;
  stop(): void;
  close(): void;
}

/** This thread: for one worker nothing else is started. */
function here(): Place {
  let stopped = false;
  return {
    train: (job, onStep) => runCell(job, { onStep, stopped: () => stopped }),
    stop: () => (stopped = true),
    close: () => undefined,
  };
}

/** A thread of its own; one that dies fails its cell, and another takes its place. */
export function thread(): Place {
  let worker: Worker | undefined;
  const say = (request: CellRequest) => worker?.postMessage(request);
  return {
    train(job, onStep) {
      const running = (worker ??= new Worker(new URL('./cellThread.mjs', import.meta.url)));
      say({ kind: 'train', job });
      return new Promise((resolve) => {
        const settle = (run: TrainedRun) => {
          // Without names the worker's own listeners would go too, and it would hear nothing of the next cell.
          for (const event of ['message', 'error', 'exit']) running.removeAllListeners(event);
          resolve(run);
        };
        const died = (cause: string) => {
          worker = undefined;
          settle({ ...job.run, status: 'failed', cause: `the thread ended: ${cause}` });
        };
        running.on('message', (reply: CellReply) => {
          if (reply.kind === 'step') onStep(reply.run);
          else settle(reply.run);
        });
        running.once('error', (error) => died(error.message));
        running.once('exit', (code) => died(`exit code ${code}`));
      });
    },
    stop: () => say({ kind: 'stop' }),
    close: () => void worker?.terminate(),
  };
}

/** Trains cells; those that fail go to the end of the queue once. */
export class CellPool {
  private readonly places: readonly Place[];
  private readonly events: PoolEvents;
  private stopped = false;

  constructor(workers: number, events: PoolEvents) {
    this.places = workers === 1 ? [here()] : Array.from({ length: workers }, thread);
    this.events = events;
  }

  /** Every cell that is under way is written down and paused; no other is begun. */
  stop(): void {
    this.stopped = true;
    for (const place of this.places) place.stop();
  }

  /** Resolves when every cell came to an end, or all are stopped. */
  async train(jobs: readonly CellJob[]): Promise<void> {
    const waiting = jobs.map((job) => ({ job, tries: 1 }));
    const next = () => (this.stopped ? undefined : waiting.shift());
    const work = async (place: Place) => {
      for (let cell = next(); cell !== undefined; cell = next()) {
        const run = await place.train(cell.job, this.events.onStep);
        if (run.status !== 'failed' || cell.tries >= TRIES) this.events.onEnd(run);
        else {
          this.events.onRetry(run);
          waiting.push({ job: { ...cell.job, run }, tries: cell.tries + 1 });
        }
      }
    };
    try {
      await Promise.all(this.places.map(work));
    } finally {
      for (const place of this.places) place.close();
    }
  }
}
