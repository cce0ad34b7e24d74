import { expect, it } from 'vitest';

import { exportRuns } from '../../runs/archive.ts';
import { memoryRuns } from '../../runs/testing/memoryRuns.ts';
import { ruleAt, sampleRun } from '../../runs/testing/storeTests.ts';
import { budgetFrom, deleteRuns, dropCheckpoints, readRuns, renameRun, takeIn } from './keptRuns.ts';

const run = { ...sampleRun, metaSteps: 20, checkpoints: [16] };

async function filled() {
  const store = memoryRuns();
  const values = Float32Array.from({ length: 80 }, (_, i) => i);
  await store.save(run, { rows: { from: 0, values }, rule: ruleAt(20), checkpoints: new Map([[16, ruleAt(16)]]) });
  return store;
}

const locks = (names: readonly string[]) =>
  ({ locks: { query: () => Promise.resolve({ held: names.map((name) => ({ name })) }) } }) as unknown as Navigator;

it('reads what is kept, and which of it a tab trains', async () => {
  const store = await filled();
  const { runs } = await readRuns(store, locks(['mplp-lab.a-run', 'another']));
  expect(runs).toMatchObject([{ run, going: true, bytes: (await store.sizes()).get('a-run') }]);
  expect((await readRuns(store, {} as Navigator)).runs[0]?.going).toBe(false);
});

it('brings back what was deleted, the same to the bit', async () => {
  const store = await filled();
  const before = new Uint8Array(await exportRuns(store, [run]));
  const back = await deleteRuns(store, [run]);
  expect((await store.list()).runs).toEqual([]);
  await back();
  expect(new Uint8Array(await exportRuns(store, [run]))).toEqual(before);
  const backAgain = await dropCheckpoints(store, [run]);
  expect(await store.rule(run, 16)).toBeUndefined();
  expect(await store.rule(run, 20)).toBeDefined();
  await backAgain();
  expect(new Uint8Array(await exportRuns(store, [run]))).toEqual(before);
});

it('renames a run as the store has it by now', async () => {
  const store = await filled();
  await store.save({ ...run, metaSteps: 21 });
  await renameRun(store, 'a-run', { name: 'Mine', tags: ['night'] });
  expect(await store.read('a-run')).toMatchObject({ name: 'Mine', tags: ['night'], metaSteps: 21 });
});

it('refuses a file that is none with its name, and takes nothing in', async () => {
  const store = await filled();
  await expect(takeIn(store, new File(['no'], 'x.zip'))).rejects.toThrow(/^x\.zip is no file of runs: /);
  const file = new File([await exportRuns(store, [run])], 'runs.zip');
  expect(await takeIn(store, file)).toEqual({ taken: [], kept: [run] });
});

it('trains on for what was left of a run that broke off, else for as long as it was', () => {
  const off = { ...run, status: 'paused', budget: { metaSteps: 50 } } as const;
  expect(budgetFrom(off, 20)).toEqual({ metaSteps: 30 });
  expect(budgetFrom(off, 16)).toEqual({ metaSteps: 50 });
  expect(budgetFrom({ ...off, status: 'done' }, 20)).toEqual({ metaSteps: 50 });
});
