import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';

import { until } from '../lib/testing/until.ts';
import { curveWidth, type TrainedRun } from '../record/trainedRun.ts';
import { memoryRuns } from '../runs/testing/memoryRuns.ts';
import { sampleRun } from '../runs/testing/storeTests.ts';
import type { CellJob } from './cellRunner.ts';
import { packed } from './cellQueue.ts';
import { placesOf, trainByQueue } from './studyQueue.ts';

/** A queue in memory: what was put into it, and what a worker made of it. */
const fake = vi.hoisted(() => ({
  added: [] as { readonly opts: { readonly jobId: string } }[],
  ended: new Map<string, string>(),
  places: 0,
  events: undefined as EventEmitter | undefined,
}));

vi.mock('bullmq', () => ({
  Queue: class extends EventEmitter {
    addBulk = (jobs: typeof fake.added) => {
      // As the real one does.
      if (jobs.some(({ opts }) => `${parseInt(opts.jobId, 10)}` === opts.jobId)) throw new Error('an integer as an id');
      return Promise.resolve(void fake.added.push(...jobs));
    };
    getWorkersCount = () => Promise.resolve(fake.places);
    // By its own defaults it gives two of them.
    getRanges = (states: readonly string[], from = 0, to = 1) =>
      Promise.resolve(
        states.includes('completed') ? [...fake.ended.keys()].slice(from, to < 0 ? undefined : to + 1) : [],
      );
    getJob = (id: string) =>
      Promise.resolve({
        returnvalue: fake.ended.get(id),
        remove: () => Promise.resolve(void fake.ended.delete(id)),
      });
    close = () => Promise.resolve();
  },
  QueueEvents: class extends EventEmitter {
    constructor() {
      super();
      fake.events = this;
    }
    close = () => Promise.resolve();
  },
}));

const URL = 'redis://127.0.0.1:1';
const { cause: _none, ...waiting } = { ...sampleRun, id: 'cell', status: 'waiting' as const, metaSteps: 0 };
const job: CellJob = { run: waiting, evaluation: { tasks: 1, steps: 1, seed: 0 }, folder: '' };

beforeEach(() => {
  fake.added = [];
  fake.ended.clear();
});

it('tells of cells that are trained elsewhere as of those here: begun, how far, tried again, done', async () => {
  const store = memoryRuns();
  const told: (readonly [what: string, status?: string, metaSteps?: number])[] = [];
  const tell = (what: string) => (run?: TrainedRun) =>
    void told.push(run === undefined ? [what] : [what, run.status, run.metaSteps]);
  const events = { onBegin: tell('begin'), onStep: tell('step'), onRetry: tell('retry'), onEnd: tell('end') };
  const training = trainByQueue(URL, [job], store, { events, stopped: () => false });
  await until(() => expect(fake.added.map(({ opts }) => opts.jobId)).toEqual(['cell-cell']));
  fake.events?.emit('active', { jobId: 'cell-cell' });
  // Of another study on the same queue.
  fake.events?.emit('progress', { jobId: 'other', data: { status: 'running', metaSteps: 3, trainedMs: 1 } });
  fake.events?.emit('progress', { jobId: 'cell-cell', data: { status: 'running', metaSteps: 7, trainedMs: 1 } });
  fake.events?.emit('progress', {
    jobId: 'cell-cell',
    data: { status: 'failed', metaSteps: 7, trainedMs: 1, cause: 'no luck' },
  });
  const done = { ...waiting, status: 'diverged' as const, metaSteps: 9 };
  const elsewhere = memoryRuns();
  await elsewhere.save(done, { rows: { from: 0, values: new Float32Array(9 * curveWidth(done.spec)) } });
  fake.ended.set('cell-cell', await packed(elsewhere, done));
  await training;
  expect(told).toEqual([['begin'], ['step', 'running', 7], ['retry', 'failed', 7], ['end', 'diverged', 9]]);
  expect((await store.read('cell'))?.status).toBe('diverged');
});

it('holds as many cells in the queue as its workers can take, however many they are', async () => {
  const jobs = Array.from({ length: 1000 }, (_, i) => ({ ...job, run: { ...waiting, id: `cell-${i}` } }));
  const events = { onBegin: vi.fn(), onStep: vi.fn(), onRetry: vi.fn(), onEnd: vi.fn() };
  for (const [places, held] of [
    [0, 256],
    [300, 600],
  ] as const) {
    fake.places = places;
    fake.added = [];
    expect(await placesOf(URL)).toBe(places);
    await trainByQueue(URL, jobs, memoryRuns(), { events, stopped: () => fake.added.length > 0 });
    expect(fake.added).toHaveLength(held);
  }
});

it('takes cells whose digests have no letter in them', async () => {
  const digits = { ...job, run: { ...waiting, id: '1234567890123456' } };
  const events = { onBegin: vi.fn(), onStep: vi.fn(), onRetry: vi.fn(), onEnd: vi.fn() };
  await trainByQueue(URL, [digits], memoryRuns(), { events, stopped: () => fake.added.length > 0 });
  expect(fake.added).toHaveLength(1);
});

it('takes in everything that is done at once', async () => {
  const jobs = Array.from({ length: 40 }, (_, i) => ({ ...job, run: { ...waiting, id: `cell-${i}` } }));
  const elsewhere = memoryRuns();
  for (const { run } of jobs) {
    const done = { ...run, status: 'diverged' as const, metaSteps: 0 };
    await elsewhere.save(done);
    fake.ended.set(`cell-${run.id}`, await packed(elsewhere, done));
  }
  const events = { onBegin: vi.fn(), onStep: vi.fn(), onRetry: vi.fn(), onEnd: vi.fn() };
  let asked = 0;
  await trainByQueue(URL, jobs, memoryRuns(), { events, stopped: () => asked++ > 0 });
  expect(events.onEnd).toHaveBeenCalledTimes(40);
});
