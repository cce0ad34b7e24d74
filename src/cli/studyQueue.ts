// The cells of a study through a queue: handed out a few at a time, and their runs taken back into the study's store.

import type { Job, Queue } from 'bullmq';
import type { TrainedRun } from '../record/trainedRun.ts';
import type { RunStore } from '../runs/store.ts';
import { isComplete } from '../runs/complete.ts';
import { TRIES, type PoolEvents } from './cellPool.ts';
import { connectionOf, packed, QUEUE, unpacked, type CellProgress, type QueuedCell } from './cellQueue.ts';
import type { CellJob } from './cellRunner.ts';

const POLL_MS = 300;
/** Cells of one study in the queue at a time, or twice as many as there are workers: Redis holds no more than these. */
const LEAST_QUEUED = 256;
/** Cells taken in at the same time, each a run in memory. */
const AT_ONCE = 16;
/** Cells under way are asked for again this often: a job that is there is left as it is, one that Redis lost comes back. */
const AGAIN_MS = 10_000;

type CellsQueue = Queue<QueuedCell, string>;

export interface QueueHooks {
  readonly events: PoolEvents & {
    /** The first cell is under way: until then they waited for a worker. */
    readonly onBegin: () => void;
  };
  readonly stopped: () => boolean;
}

/** A run's job. BullMQ refuses an id that is a whole number, as one digest in two thousand is. */
const jobIdOf = ({ id }: Pick<TrainedRun, 'id'>) => `cell-${id}`;

async function dataOf({ run, evaluation }: CellJob, store: RunStore): Promise<QueuedCell> {
  const there = await store.read(run.id);
  return { run, evaluation, ...(there === undefined ? {} : { there: await packed(store, there) }) };
}

/** The cells of a study that are in the queue. */
class Handed {
  /** By the ids of their jobs. */
  readonly under = new Map<string, CellJob>();
  private readonly queue: CellsQueue;
  private readonly store: RunStore;
  private readonly hooks: QueueHooks;
  private begun = false;

  constructor(queue: CellsQueue, store: RunStore, hooks: QueueHooks) {
    this.queue = queue;
    this.store = store;
    this.hooks = hooks;
  }

  /** Puts cells into the queue; those that are there already stay as they are. */
  async add(jobs: readonly CellJob[]): Promise<void> {
    const opts = (jobId: string) => ({ jobId, attempts: TRIES });
    const cells = await Promise.all(
      jobs.map(async (job) => ({
        ...{ name: 'cell', data: await dataOf(job, this.store), opts: opts(jobIdOf(job.run)) },
      })),
    );
    if (cells.length > 0) await this.queue.addBulk(cells);
    for (const job of jobs) this.under.set(jobIdOf(job.run), job);
  }

  /** Forgets what a run of before failed of: it is tried anew. */
  async forgetFailures(jobs: readonly CellJob[]): Promise<void> {
    const failed = new Set(await this.queue.getRanges(['failed'], 0, -1));
    for (const id of jobs.map(({ run }) => jobIdOf(run))) if (failed.has(id)) await this.queue.remove(id);
  }

  /** What a worker said of a cell; without a run it has just begun. */
  hear(id: string, said?: CellProgress): void {
    const cell = this.under.get(id);
    if (cell === undefined) return;
    if (!this.begun) this.hooks.events.onBegin();
    this.begun = true;
    if (said === undefined) return;
    const run = { ...cell.run, ...said };
    if (said.status === 'failed') this.hooks.events.onRetry(run);
    else this.hooks.events.onStep(run);
  }

  /** Takes every run that came to an end into the store, then out of the queue; several at a time, since each waits for Redis. */
  async take(): Promise<void> {
    for (const state of ['completed', 'failed'] as const) {
      const ids = (await this.queue.getRanges([state], 0, -1)).filter((id) => this.under.has(id));
      for (let at = 0; at < ids.length; at += AT_ONCE)
        await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => this.takeOne(id, state === 'failed')));
    }
  }

  private async takeOne(id: string, failed: boolean): Promise<void> {
    const job = await this.queue.getJob(id);
    const cell = this.under.get(id);
    if (cell !== undefined && job !== undefined) await this.end(cell, job, failed);
  }

  private async end(cell: CellJob, job: Job<QueuedCell, string>, failed: boolean): Promise<void> {
    if (failed) {
      const cause = job.failedReason.slice(0, 10_000);
      const run = { ...cell.run, status: 'failed', cause, attempts: cell.run.attempts + TRIES } as const;
      await this.store.save(run);
      this.hooks.events.onEnd(run);
    } else {
      const { run, parts } = unpacked(job.returnvalue);
      if (!isComplete(run, cell.evaluation)) {
        // Of a study that asked for another evaluation: the cell is handed out again, as far as it is.
        await this.store.save(run, parts);
        await job.remove();
        return this.add([{ ...cell, run }]);
      }
      await this.store.save(run, parts);
      this.hooks.events.onEnd(run);
    }
    this.under.delete(jobIdOf(cell.run));
    await job.remove();
  }
}

/** The queue; whoever opens it closes it. */
async function queueAt(url: string): Promise<CellsQueue> {
  const { Queue } = await import('bullmq');
  const queue: CellsQueue = new Queue<QueuedCell, string>(QUEUE, { connection: connectionOf(url) });
  // Each attempt to connect again fails aloud; the queue goes on by itself.
  queue.on('error', () => undefined);
  return queue;
}

/** Cells that workers of the queue train at a time. */
export async function placesOf(url: string): Promise<number> {
  const queue = await queueAt(url);
  try {
    return await queue.getWorkersCount();
  } finally {
    await queue.close();
  }
}

const mostQueued = async (queue: CellsQueue) => Math.max(LEAST_QUEUED, 2 * (await queue.getWorkersCount()));

/** Resolves when every cell came to its end, or the study is stopped: what is in the queue then stays for the workers. */
export async function trainByQueue(
  url: string,
  jobs: readonly CellJob[],
  store: RunStore,
  hooks: QueueHooks,
): Promise<void> {
  const { QueueEvents } = await import('bullmq');
  const queue = await queueAt(url);
  const said = new QueueEvents(QUEUE, { connection: connectionOf(url) });
  said.on('error', () => undefined);
  const handed = new Handed(queue, store, hooks);
  said.on('active', ({ jobId }) => handed.hear(jobId));
  said.on('progress', ({ jobId, data }) => handed.hear(jobId, data as CellProgress));
  try {
    const waiting = [...jobs];
    await handed.forgetFailures(jobs);
    let saidMs = performance.now();
    let most = await mostQueued(queue);
    while (!hooks.stopped() && (waiting.length > 0 || handed.under.size > 0)) {
      await handed.add(waiting.splice(0, Math.max(0, most - handed.under.size)));
      if (performance.now() - saidMs > AGAIN_MS) {
        saidMs = performance.now();
        most = await mostQueued(queue);
        await handed.add([...handed.under.values()]);
      }
      await handed.take();
      if (handed.under.size > 0) await new Promise((resume) => setTimeout(resume, POLL_MS));
    }
  } finally {
    await Promise.all([said.close(), queue.close()]);
  }
}
