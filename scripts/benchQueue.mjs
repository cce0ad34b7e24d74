// What a queue costs: a study of small cells without one, then through a Redis of its own on loopback with 1, 2 and 4
// workers; and how fast a study takes in cells that are done, which is where many machines would wait for it.
// `npm run --silent bench:queue -- [--cells 200] [--meta-steps 20] [--json]`; needs redis-server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Redis } from 'ioredis';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '200' },
    'meta-steps': { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const [cells, metaSteps] = [Number(values.cells), Number(values['meta-steps'])];
// More would not be in the queue at once.
if (!(Number.isInteger(cells) && cells >= 8 && cells <= 256 && Number.isInteger(metaSteps) && metaSteps >= 1)) {
  console.error('allowed: --cells from 8 to 256, --meta-steps from 1');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'mplp-bench-'));
const at = (/** @type {string} */ name) => join(folder, name);
/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Writes, as a process ends, what all its threads took. */
const COUNT_CPU = at('cpu.mjs');
writeFileSync(
  COUNT_CPU,
  `import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => writeFileSync(process.env.MPLP_CPU, JSON.stringify(process.cpuUsage())));
`,
);
let started = 0;

/** @param {string} program @param {readonly string[]} args */
function start(program, args) {
  const cpu = at(`cpu-${++started}`);
  const env = { ...process.env, NODE_OPTIONS: `--import=${COUNT_CPU}`, MPLP_CPU: cpu };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  running.add(child);
  let words = '';
  const heard = new Promise((_, reject) => {
    child.once('error', () =>
      reject(new Error(`${program} cannot be started; install it (Debian: apt install redis-server)`)),
    );
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (words += String(bytes)));
  const ended = Promise.race([once(child, 'exit'), heard]).then(() => running.delete(child));
  return {
    child,
    ended,
    /** Resolves once it wrote so. @param {string} text */
    async until(text) {
      await this.while(`it said "${text}"`, () => !words.includes(text), 5);
      return performance.now();
    },
    /** Waits as long as something holds and the program goes on. @param {string} what @param {() => boolean | Promise<boolean>} holds */
    async while(what, holds, everyMs = 50) {
      while (await holds()) {
        if (child.exitCode !== null) throw new Error(`${program} ended before ${what}:\n${words}`);
        await Promise.race([sleep(everyMs), heard]);
      }
    },
    /** Seconds of processor, once it has ended. */
    cpuS() {
      const { user, system } = JSON.parse(readFileSync(cpu, 'utf8'));
      return (user + system) / 1e6;
    },
  };
}

const mplp = (/** @type {readonly string[]} */ ...args) => start(process.execPath, ['scripts/mplp.mjs', ...args]);

/** @param {string} name @param {number} first seed @param {number} count */
function studyFile(name, first, count) {
  const study = {
    ...{ studyFormat: 1, name, preset: '2x10', axes: {}, budget: { metaSteps } },
    set: { 'rule.learnerHidden': [4, 4], 'recipe.tasks': 2, 'recipe.standardiserBatches': 1 },
    seeds: Array.from({ length: count }, (_, i) => first + i),
    evaluation: { tasks: 4, steps: 2, seed: 0 },
  };
  writeFileSync(at(`${name}.json`), JSON.stringify(study));
  return at(`${name}.json`);
}

/** A study from its start of work to its end. @param {string} name @param {readonly string[]} more */
async function timed(name, ...more) {
  const study = mplp('study', at('cells.json'), '--out', at(name), ...more);
  const begun = await study.until(' to train: ');
  await study.ended;
  return { wallS: (performance.now() - begun) / 1000, cpuS: study.cpuS() };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Cells through the queue with so many trained at a time. @param {string} url @param {Redis} redis @param {number} places */
async function throughQueue(url, redis, places) {
  const worker = mplp('worker', '--queue', url, '--workers', String(places));
  await worker.until('at a time');
  const warm = mplp(
    'study',
    studyFile('warm', 100_000 * (places + 1), 2 * places),
    '--out',
    at(`warm-${places}`),
    '--queue',
    url,
  );
  await warm.ended;
  const before = await redisS(redis);
  const study = await timed(`queue-${places}`, '--queue', url);
  const redisCpuS = (await redisS(redis)) - before;
  worker.child.kill('SIGTERM');
  await worker.ended;
  return { ...study, redisCpuS };
}

/** Seconds of processor that Redis took. @param {Redis} redis */
async function redisS(redis) {
  const text = await redis.info('cpu');
  const of = (/** @type {string} */ key) => Number(new RegExp(`${key}:([\\d.]+)`).exec(text)?.[1]);
  return of('used_cpu_user') + of('used_cpu_sys');
}

/** Seconds for which a study takes in cells that are all done: it is stopped while they are trained. @param {string} url @param {Redis} redis */
async function takeInS(url, redis) {
  const study = mplp('study', at('cells.json'), '--out', at('take-in'), '--queue', url);
  const count = async (/** @type {string} */ state) => {
    const [key] = await redis.keys(`bull:mplp-cells-*:${state}`);
    if (key === undefined) return 0;
    return state === 'wait' ? redis.llen(key) : redis.zcard(key);
  };
  await study.while('its cells were in the queue', async () => (await count('wait')) < cells);
  study.child.kill('SIGSTOP');
  const worker = mplp('worker', '--queue', url, '--workers', '2');
  await worker.while('all cells were done', async () => (await count('completed')) < cells);
  worker.child.kill('SIGTERM');
  await worker.ended;
  const begun = performance.now();
  study.child.kill('SIGCONT');
  await study.ended;
  return (performance.now() - begun) / 1000;
}

/** Seconds of processor of a study that trains nothing. @param {readonly string[]} more */
async function cpuOf(...more) {
  const study = mplp('study', at('cells.json'), ...more);
  await study.ended;
  return study.cpuS();
}

async function measured() {
  studyFile('cells', 1, cells);
  // Bundled and compiled before anything is timed.
  await mplp('help').ended;
  const startS = await cpuOf('--out', at('none'), '--estimate');
  const alone = [];
  for (const workers of [1, 2])
    alone.push({ workers, ...(await timed(`alone-${workers}`, '--workers', String(workers))) });
  const port = await freePort();
  const data = ['--dir', folder, '--appendonly', 'yes', '--save', ''];
  const server = start('redis-server', ['--bind', '127.0.0.1', '--port', String(port), ...data]);
  await server.until('Ready to accept connections');
  const redis = new Redis({ host: '127.0.0.1', port });
  const url = `redis://127.0.0.1:${port}`;
  const queued = [];
  for (const workers of [1, 2, 4]) queued.push({ workers, ...(await throughQueue(url, redis, workers)) });
  // What a study of which nothing is left takes: the same, but for what a queue needs to begin with.
  const [left, queueLeft] = [
    await cpuOf('--out', at('alone-1'), '--resume'),
    await cpuOf('--out', at('queue-1'), '--resume', '--queue', url),
  ];
  const intakeS = await takeInS(url, redis);
  redis.disconnect();
  server.child.kill('SIGTERM');
  await server.ended;
  return { cells, metaSteps, startS, queueStartS: startS + queueLeft - left, alone, queued, intakeS };
}

/** @param {Awaited<ReturnType<typeof measured>>} found */
function table({ startS, queueStartS, alone, queued, intakeS }) {
  const ms = (/** @type {number} */ seconds) => ((1000 * seconds) / cells).toFixed(1);
  const row = (/** @type {readonly (string | number)[]} */ parts) => `| ${parts.join(' | ')} |`;
  const line = (name, startCpuS, { workers, wallS, cpuS, redisCpuS }) =>
    row([
      name,
      workers,
      (cells / wallS).toFixed(1),
      ms(wallS),
      ms(Math.max(0, cpuS - startCpuS)),
      redisCpuS === undefined ? '' : ms(redisCpuS),
    ]);
  const [one, first] = [queued[0], alone[0]];
  return [
    row(['', 'at a time', 'cells a second', 'ms a cell', 'ms of processor: study', 'Redis']),
    row(Array.from({ length: 6 }, () => '---')),
    ...alone.map((each) => line('without a queue', startS, each)),
    ...queued.map((each) => line('with a queue', queueStartS, each)),
    '',
    `Overhead with one at a time: ${ms((one?.wallS ?? NaN) - (first?.wallS ?? NaN))} ms a cell.`,
    `A study takes in ${(cells / intakeS).toFixed(0)} cells a second that are done; Redis has processor time for ${(cells / (queued.at(-1)?.redisCpuS ?? NaN)).toFixed(0)} a second.`,
  ].join('\n');
}

try {
  const found = await measured();
  console.log(values.json ? JSON.stringify(found) : table(found));
} finally {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
