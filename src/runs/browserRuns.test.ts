import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listRules } from '../checkpoints/browserStore.ts';
import { browserRuns } from './browserRuns.ts';
import { memoryRuns } from './testing/memoryRuns.ts';
import { sampleRun, storeTests } from './testing/storeTests.ts';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

storeTests('runs in the browser', () => browserRuns);
// What other tests take for a store is one.
storeTests('runs in memory', memoryRuns);

/** The browser's storage at a version, as another version of the lab left it. */
async function databaseOf(version: number): Promise<void> {
  const database = await openDB('mplp-lab', version, {
    upgrade(opened) {
      opened.createObjectStore('rules', { keyPath: 'id' });
      opened.createObjectStore('files');
    },
  });
  await database.put('rules', { id: 'old', label: 'Old', savedAtMs: 1, metaSteps: 3, byteLength: 0 });
  database.close();
}

it('keeps the rules of a storage from before there were runs', async () => {
  await databaseOf(1);
  await browserRuns.save(sampleRun);
  expect((await browserRuns.list()).runs).toEqual([sampleRun]);
  expect(await listRules()).toMatchObject({ ok: true, value: [{ id: 'old' }] });
});

it('refuses a storage of a newer lab and leaves it as it is', async () => {
  await databaseOf(9);
  await expect(browserRuns.save(sampleRun)).rejects.toThrow('written by a newer version of the lab');
  const database = await openDB('mplp-lab');
  expect(database.version).toBe(9);
  expect(await database.getAllKeys('rules')).toEqual(['old']);
  database.close();
});

it('says where the browser has no storage', async () => {
  vi.stubGlobal('indexedDB', undefined);
  await expect(browserRuns.list()).rejects.toThrow('this browser has no storage for the page; export the run instead');
});
