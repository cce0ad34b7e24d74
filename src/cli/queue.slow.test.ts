// Studies through a queue, on a Redis of the test's own, with workers as processes.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32Text } from '../lib/checksum.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import { LAB_VERSION } from '../record/version.ts';
import { openStudy } from './study.ts';

const REDIS = '/usr/bin/redis-server';
const here = existsSync(REDIS);
if (!here) process.stderr.write(`${REDIS} is missing: the tests of the queue are skipped\n`);

const STUDY = {
  studyFormat: 1,
  name: 'Small',
  preset: '2x10',
  set: { 'rule.learnerHidden': [4, 4], 'recipe.tasks': 2, 'recipe.standardiserBatches': 1 },
  axes: { 'rule.messageSize': [1, 2] },
  seeds: [1, 2],
  budget: { metaSteps: 400 },
  evaluation: { tasks: 3, steps: 2, seed: 0 },
};
const PASSWORD = 'secret';

const folder = mkdtempSync(join(tmpdir(), 'mplp-queue-'));
const at = (name: string) => join(folder, name);
const running = new Set<ChildProcess>();

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Everything it wrote. */
  readonly said: () => string;
}

function start(program: string, args: readonly string[]): Started {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (words += String(bytes)));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  return { child, ended, said: () => words };
}

const mplp = (...args: readonly string[]) => start(process.execPath, ['scripts/mplp.mjs', ...args]);

/** @throws Error after five minutes, or once a program that it takes has ended, with what that said. */
async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  of: readonly Started[] = [],
): Promise<void> {
  const begun = Date.now();
  while (!(await holds())) {
    const ended = of.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (ended !== undefined || Date.now() - begun > 300_000)
      throw new Error([`waited in vain until ${what}`, ...of.map(({ said }) => said())].join('\n'));
    await sleep(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

let port = 0;
let url = '';
async function startRedis(): Promise<Started> {
  const data = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const redis = start(REDIS, ['--bind', '127.0.0.1', '--port', String(port), '--requirepass', PASSWORD, ...data]);
  await until('Redis answers', () => redis.said().includes('Ready to accept connections'));
  return redis;
}

/** The runs of a folder, without what depends on the clock. */
async function results(name: string) {
  const { there, store } = await openStudy(at(name));
  const timeless = async (run: TrainedRun) => ({
    ...{ ...run, trainedMs: 0, createdMs: 0, updatedMs: 0 },
    evaluations: run.evaluations.map((report) => ({ ...report, wallMs: 0 })),
    curve: crc32Text(new Uint8Array((await store.curve(run)).values.buffer)),
    rules: await Promise.all(
      [...run.checkpoints, run.metaSteps].map(async (step) => [
        step,
        crc32Text(new Uint8Array((await store.rule(run, step))!)),
      ]),
    ),
  });
  return Promise.all([...there.values()].map(timeless));
}

async function asked<T>(ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
const active = () => asked((redis) => redis.lrange(`bull:mplp-cells-${LAB_VERSION}:active`, 0, -1));

beforeAll(async () => {
  port = await freePort();
  url = `redis://:${PASSWORD}@127.0.0.1:${port}`;
  writeFileSync(at('study.json'), JSON.stringify(STUDY));
});

afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await until('all processes ended', () => running.size === 0);
  rmSync(folder, { recursive: true });
});

describe.skipIf(!here)('a queue on Redis', () => {
  it('gives the store of a study without it, bit for bit, past a killed worker and a Redis started again', async () => {
    const alone = mplp('study', at('study.json'), '--out', at('alone'), '--workers', '1');
    expect(await alone.ended, alone.said()).toBe(0);

    let redis = await startRedis();
    const workers = [1, 2, 3].map(() => mplp('worker', '--queue', url, '--workers', '1'));
    await until('the workers are there', () => workers.every(({ said }) => said().includes('1 at a time')), workers);
    const study = mplp('study', at('study.json'), '--out', at('queue'), '--queue', url);
    await until('three cells are under way', async () => (await active()).length === 3, [study, ...workers]);
    workers[0]!.child.kill('SIGKILL');
    await workers[0]!.ended;
    const cut = await active();
    expect(cut).toHaveLength(3);
    redis.child.kill('SIGTERM');
    await redis.ended;
    redis = await startRedis();
    expect(await study.ended, study.said()).toBe(0);
    expect(study.said()).toContain('4 of 4 runs are done, 0 of them diverged');

    expect(await results('queue')).toEqual(await results('alone'));
    // Every cell was counted once, and nothing is left in the queue.
    expect(study.said().match(/: done, median loss/g)).toHaveLength(4);
    const left = (id: string) => asked((client) => client.exists(`bull:mplp-cells-${LAB_VERSION}:${id}`));
    for (const id of cut) expect(await left(id)).toBe(0);

    // Interrupted, a worker gives its cell back, and a study leaves its cells; --resume takes them in.
    workers[1]!.child.kill('SIGTERM');
    expect(await workers[1]!.ended).toBe(130);
    const args = ['study', at('study.json'), '--out', at('again'), '--queue', url];
    const first = mplp(...args);
    await until('a cell is under way', async () => (await active()).length === 1);
    first.child.kill('SIGINT');
    await first.ended;
    expect(first.said()).toContain('what is handed out stays with the workers');
    workers[2]!.child.kill('SIGTERM');
    expect(await workers[2]!.ended, workers[2]!.said()).toBe(130);
    expect(workers[2]!.said()).toContain('given back');
    const other = mplp('worker', '--queue', url, '--workers', '2');
    const resumed = mplp(...args, '--resume');
    expect(await resumed.ended, resumed.said()).toBe(0);
    const attempts = (runs: Awaited<ReturnType<typeof results>>) => runs.map((run) => ({ ...run, attempts: 0 }));
    expect(attempts(await results('again'))).toEqual(attempts(await results('alone')));
    other.child.kill('SIGTERM');
    await other.ended;

    const wrong = mplp('worker', '--queue', url.replace(PASSWORD, 'wrong'));
    expect(await wrong.ended).toBe(1);
    expect(wrong.said()).toMatch(/^mplp: the queue redis:\/\/127\.0\.0\.1:\d+ cannot be used: WRONGPASS[^\n]*\n$/);
    await asked((client) => client.set('mplp-cells-version', '0.9.0'));
    const older = mplp('worker', '--queue', url);
    expect(await older.ended).toBe(1);
    expect(older.said()).toContain(`are of version 0.9.0, this worker is version ${LAB_VERSION}`);
    redis.child.kill('SIGTERM');
    await redis.ended;
  });
});
