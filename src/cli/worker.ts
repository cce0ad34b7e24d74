// mplp worker: trains cells that studies put into a queue, on this machine, until it is interrupted.

import type { Job, Worker } from 'bullmq';
import { availableParallelism, tmpdir } from 'node:os';
import { LAB_VERSION } from '../record/version.ts';
import { thread, TRIES, type Place } from './cellPool.ts';
import {
  connectionOf,
  inFolder,
  openForWorker,
  packed,
  placeOf,
  QUEUE,
  QUEUE_VALUE,
  unpacked,
  withQueueErrors,
  type CellProgress,
  type QueuedCell,
} from './cellQueue.ts';
import { thisMachine } from './cellRunner.ts';
import { MOST, readOptions, text, whole } from './options.ts';
import { expectFolder } from './output.ts';
import { INTERRUPTED } from './usage.ts';

/** A worker that is silent for so long has lost its cell to the others. */
const LOCK_MS = 10_000;
/** How often a cell under way says how far it is: thousands of workers speak to one Redis. */
const REPORT_EVERY_MS = 5_000;
/** A cell that took so many workers down with it is given up. */
const MOST_STALLS = 5;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const WORKER_OPTIONS = {
  queue: text({ value: QUEUE_VALUE, about: 'the Redis from which cells come', needed: true }),
  workers: whole(
    { value: 'N', about: 'cells trained at a time; as many as there are cores by default' },
    1,
    MOST.threads,
  ),
};

/** Tells the study how far the cell is; where Redis is away, it hears the next report. */
function report(job: Job<QueuedCell, string>, { status, metaSteps, trainedMs, cause }: CellProgress): void {
  const said: CellProgress = { status, metaSteps, trainedMs, ...(cause === undefined ? {} : { cause }) };
  job.updateProgress(said).catch(() => undefined);
}

/**
 * Trains the cell of a job.
 *
 * @returns the run as text; undefined where it was stopped: the job holds then how far it came.
 * @throws Error with the cause where it failed.
 */
function cellOf(job: Job<QueuedCell, string>, place: Place): Promise<string | undefined> {
  const { run, evaluation, there } = job.data;
  return inFolder(async (folder, store) => {
    if (there !== undefined) {
      const before = unpacked(there);
      await store.save(before.run, before.parts);
    }
    const here = { ...run, machine: thisMachine(), attempts: run.attempts + job.attemptsMade };
    let saidMs = performance.now();
    const ended = await place.train({ run: here, evaluation, folder }, (now) => {
      if (performance.now() - saidMs < REPORT_EVERY_MS) return;
      saidMs = performance.now();
      report(job, now);
    });
    if (ended.status === 'failed') {
      if (job.attemptsMade + 1 < TRIES) report(job, ended);
      throw new Error(ended.cause ?? 'no cause is known');
    }
    const file = await packed(store, ended);
    if (ended.status !== 'paused') return file;
    await job.updateData({ run: ended, evaluation, there: file });
    return undefined;
  });
}

const say = (words: string) => process.stderr.write(`${words}\n`);

/** One cell at a time from the queue. */
async function workerOn(url: string, place: Place): Promise<Worker<QueuedCell, string>> {
  const { WaitingError, Worker } = await import('bullmq');
  const worker = new Worker<QueuedCell, string>(
    QUEUE,
    async (job, token) => {
      const file = await cellOf(job, place);
      say(`${job.data.run.name}: ${file === undefined ? 'given back' : 'done'}`);
      if (file !== undefined) return file;
      await job.moveToWait(token);
      throw new WaitingError();
    },
    {
      ...{ connection: connectionOf(url), lockDuration: LOCK_MS, stalledInterval: LOCK_MS },
      maxStalledCount: MOST_STALLS,
    },
  );
  worker.on('failed', (job, error) => say(`${job?.data.run.name ?? 'a cell'}: failed: ${error.message}`));
  // Each attempt to connect again fails aloud; the worker goes on by itself.
  worker.on('error', () => undefined);
  worker.on('ioredis:close', () => say(`the connection to ${placeOf(url)} is lost; waiting for it`));
  return worker;
}

export function workerCommand(args: readonly string[]): Promise<number> {
  const { queue, workers = availableParallelism() } = readOptions(WORKER_OPTIONS, args);
  return withQueueErrors(async () => {
    expectFolder('TMPDIR', tmpdir());
    await openForWorker(queue);
    const places = Array.from({ length: workers }, thread);
    const running = await Promise.all(places.map((place) => workerOn(queue, place)));
    say(`version ${LAB_VERSION}, ${workers} at a time, cells from ${placeOf(queue)}`);
    await new Promise<void>((resolve) => {
      for (const signal of SIGNALS) process.once(signal, () => resolve());
    });
    say('interrupted: giving back what is under way');
    const closed = running.map((worker) => worker.close());
    for (const place of places) place.stop();
    await Promise.all(closed);
    for (const place of places) place.close();
    return INTERRUPTED;
  });
}
