// Cells of studies in a queue on Redis: what study and worker share. BullMQ loads only when a queue is asked for.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { unwrap } from '../lib/result.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import { LAB_VERSION } from '../record/version.ts';
import { exportRuns, runsOfFile, type ArchivedRun } from '../runs/archive.ts';
import type { RunStore } from '../runs/store.ts';
import type { EvaluateOptions } from '../training/evaluate.ts';
import { RunFolder } from './runFolder.ts';
import { UsageError } from './usage.ts';

/** A queue for each version, so that a worker never gets a cell of another one. */
export const QUEUE = `mplp-cells-${LAB_VERSION}`;
const VERSION_KEY = 'mplp-cells-version';
const CONNECT_MS = 5_000;
const RETRY_MS = 500;

/** A cell in the queue. */
export interface QueuedCell {
  readonly run: TrainedRun;
  readonly evaluation: EvaluateOptions;
  /** What is there of the run, as a file of runs in base64: where the worker goes on from. */
  readonly there?: string;
}

/** What a worker says of a cell while it trains it, and where a try failed that is not the last. */
export type CellProgress = Pick<TrainedRun, 'status' | 'metaSteps' | 'trainedMs' | 'cause'>;

/** The queue cannot be used; its message is one line for a person. */
class QueueError extends Error {}

/** How the address of a queue stands in the usage text. */
export const QUEUE_VALUE = 'redis://HOST:PORT';

/** Where a queue is, without its password. */
export function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** A connection, as both libraries take it. */
interface Connection {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: () => number;
}

/** @throws UsageError for an address that is none of a Redis. */
export function connectionOf(url: string): Connection {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const tls = parsed?.protocol === 'rediss:';
  const db = Number(parsed?.pathname.slice(1) ?? 0);
  if (parsed === undefined || !(tls || parsed.protocol === 'redis:') || parsed.hostname === '' || !Number.isInteger(db))
    throw new UsageError(`--queue is no address of a Redis; allowed: redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]`);
  const [username, password] = [parsed.username, parsed.password].map(decodeURIComponent);
  return {
    ...{ host: parsed.hostname.replace(/^\[|\]$/g, ''), port: Number(parsed.port === '' ? 6379 : parsed.port), db },
    ...(username === '' || username === undefined ? {} : { username }),
    ...(password === '' || password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    // A Redis that restarts is waited for.
    ...{ maxRetriesPerRequest: null, retryStrategy: () => RETRY_MS },
  };
}

/** What a first connection says, once. @throws QueueError in one line where Redis does not answer or refuses. */
async function once<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({
    ...connectionOf(url),
    ...{ lazyConnect: true, retryStrategy: () => null, connectTimeout: CONNECT_MS, maxRetriesPerRequest: 0 },
  });
  let cause: Error | undefined;
  redis.on('error', (error: Error) => (cause ??= error));
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    const said = cause ?? (error as Error);
    throw new QueueError(`the queue ${placeOf(url)} cannot be used: ${said.message}`);
  } finally {
    redis.disconnect();
  }
}

/** Says which version the cells are of. @throws QueueError */
export async function openForStudy(url: string): Promise<void> {
  await once(url, (redis) => redis.set(VERSION_KEY, LAB_VERSION));
}

/** @throws QueueError where Redis does not answer, or a study of another version uses the queue. */
export async function openForWorker(url: string): Promise<void> {
  const version = await once(url, (redis) => redis.get(VERSION_KEY));
  if (version === null || version === LAB_VERSION) return;
  throw new QueueError(
    `the cells in ${placeOf(url)} are of version ${version}, this worker is version ${LAB_VERSION}; use the same version on every machine`,
  );
}

/** Runs a command of a queue: what is wrong with the queue is one line, and the exit code 1. */
export async function withQueueErrors(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    process.stderr.write(`mplp: ${error.message}\n`);
    return 1;
  }
}

/** A run of a store as text. */
export async function packed(store: RunStore, run: TrainedRun): Promise<string> {
  return Buffer.from(await exportRuns(store, [run])).toString('base64');
}

/** The run in a text. @throws Error in words where it is damaged. */
export function unpacked(text: string): ArchivedRun {
  const [found] = unwrap(runsOfFile(Uint8Array.from(Buffer.from(text, 'base64')).buffer));
  if (found === undefined) throw new Error('the queue holds no run');
  return found;
}

/** Lends a folder for one cell. */
export async function inFolder<T>(work: (folder: string, store: RunStore) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mplp-cell-'));
  try {
    return await work(folder, new RunFolder(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
