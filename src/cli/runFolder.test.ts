import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sampleRun, storeTests } from '../runs/testing/storeTests.ts';
import { RunFolder } from './runFolder.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-runs-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = () => join(folder, String(count++));

storeTests('runs in a folder', () => new RunFolder(fresh()));

it('lists the other runs where one is damaged, and says which', async () => {
  const path = fresh();
  const store = new RunFolder(path);
  await store.save(sampleRun);
  mkdirSync(join(path, 'b-run'));
  writeFileSync(join(path, 'b-run', 'run.json'), JSON.stringify({ ...sampleRun, metaSteps: -1 }));
  mkdirSync(join(path, 'c-run'));
  writeFileSync(join(path, 'c-run', 'run.json'), '{"runFormat": 1, "id"');
  const { runs, refused } = await store.list();
  expect(runs.map(({ id }) => id)).toEqual(['a-run']);
  expect(refused.map(({ message }) => message)).toEqual([
    'b-run: run.metaSteps is -1; allowed: a whole number from 0 to 1000000000',
    expect.stringContaining('c-run: run.json is not readable'),
  ]);
});

it('refuses a store, and a run, of a newer lab and leaves them as they are', async () => {
  const path = fresh();
  await new RunFolder(path).save(sampleRun);
  const newer = JSON.stringify({ ...sampleRun, runFormat: 2 });
  writeFileSync(join(path, 'a-run', 'run.json'), newer);
  await expect(new RunFolder(path).read('a-run')).rejects.toThrow('in format 2, a newer version');
  expect(readFileSync(join(path, 'a-run', 'run.json'), 'utf8')).toBe(newer);
  writeFileSync(join(path, 'store.json'), '{"runFormat":2}');
  expect(() => new RunFolder(path)).toThrow('the store is in format 2, a newer version; this lab reads format 1');
  expect(readdirSync(path).sort()).toEqual(['a-run', 'store.json']);
});
