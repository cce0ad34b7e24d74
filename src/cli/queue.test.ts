import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { runCommand } from './commands.ts';

const loaded = vi.hoisted(() => new Set<string>());
vi.mock('bullmq', async (original) => (loaded.add('bullmq'), original()));
vi.mock('ioredis', async (original) => (loaded.add('ioredis'), original()));

const folder = mkdtempSync(join(tmpdir(), 'mplp-queue-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'study.json');
const study = (name: string, ...words: readonly string[]) =>
  runCommand(['study', file, '--out', join(folder, name), '--workers', '1', ...words]);

// Port 1 answers nowhere.
const NOWHERE = 'redis://someone:secret@127.0.0.1:1';

let err = '';
beforeEach(() => {
  vi.restoreAllMocks();
  err = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  writeFileSync(
    file,
    JSON.stringify({
      ...{ studyFormat: 1, name: 'Small', preset: '2x10', axes: {}, seeds: [1], budget: { metaSteps: 1 } },
      set: { 'rule.learnerHidden': [4, 4], 'recipe.tasks': 2, 'recipe.standardiserBatches': 1 },
      evaluation: { tasks: 3, steps: 2, seed: 0 },
    }),
  );
});

it('loads nothing of the queue for a study without one', async () => {
  expect(await study('alone')).toBe(0);
  expect([...loaded]).toEqual([]);
});

it.each([
  ['study', () => study('queue', '--queue', NOWHERE)],
  ['worker', () => runCommand(['worker', '--queue', NOWHERE])],
])('%s says in one line where no Redis answers, without the password', async (_, run) => {
  expect(await run()).toBe(1);
  expect(err).toBe('mplp: the queue redis://127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1\n');
  expect([...loaded]).toContain('ioredis');
});

it.each(['http://host', 'redis', 'redis://host/name', 'redis://'])('refuses the address %s', async (url) => {
  await expect(runCommand(['worker', '--queue', url])).rejects.toThrow('--queue is no address of a Redis; allowed');
});
