import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, expect, it, vi } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import type { Finding } from '../record/finding.ts';
import type { KeptEvaluation } from '../record/keptEvaluation.ts';
import { browserKept } from './keptStores.ts';

const { findings, evaluations } = browserKept;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

const EFFECT = { mean: NaN, low: NaN, high: NaN };
const REPORT = {
  ...{ backend: 'wasm', tasks: 2, steps: 1, seed: 0, worse: 1, verdict: 'matters', wallMs: 3 },
  interventions: [{ what: 'silence', at: [{ kind: 'all', of: 'weight' }], from: 1, to: null }],
  ...{ intact: [1, 0.5], changed: [1, NaN], difference: [{ mean: 0, low: 0, high: 0 }, EFFECT] },
  diverged: { intact: 0, changed: 2 },
};

const FINDING = {
  ...{ format: 1, id: 'a', name: 'A', note: '', keptMs: 1, version: '1.0.0', link: '#', command: 'mplp' },
  rule: { label: 'Rule', metaSteps: 0, key: 'fresh:2x10' },
  found: { kind: 'changes', words: 'silence', report: REPORT },
} as unknown as Finding;

it('keeps findings in a storage from before there were any, the newest first, and says what cannot be read', async () => {
  const before = await openDB('mplp-lab', 2, {
    upgrade(database) {
      for (const name of ['rules', 'runs']) database.createObjectStore(name, { keyPath: 'id' });
      for (const name of ['files', 'curves', 'runRules']) database.createObjectStore(name);
    },
  });
  before.close();
  await findings.put(FINDING);
  await findings.put({ ...FINDING, id: 'b', keptMs: 2 });
  await findings.put({ ...FINDING, id: 'c', format: 7 } as unknown as Finding);
  const list = async () => {
    const read = await findings.list();
    return read.ok ? [read.value.kept.map(({ id }) => id), read.value.refused.map(({ where }) => where)] : read;
  };
  expect(await list()).toEqual([['b', 'a'], ['c']]);
  const wrong = { ...REPORT, difference: [{ mean: 'a', low: 0, high: 0 }] };
  await findings.put({ ...FINDING, id: 'd', found: { ...FINDING.found, report: wrong } } as unknown as Finding);
  expect(await findings.list()).toMatchObject({
    value: { refused: [{ where: 'c' }, { message: 'd: found.report.difference.0.mean is "a"; allowed: a number' }] },
  });
  await findings.remove('d');
  await findings.put({ ...FINDING, name: 'Other' });
  await findings.remove('b');
  await findings.remove('b');
  expect(await list()).toEqual([['a'], ['c']]);
  expect(await findings.list()).toMatchObject({ value: { kept: [{ name: 'Other' }] } });
});

const EVALUATION: KeptEvaluation = {
  ...{ format: 1, id: 'a', keptMs: 1, version: '1.0.0', spec: PRESETS['2x10'].spec },
  rule: { label: 'Rule', metaSteps: 0, key: 'fresh:2x10' },
  report: {
    ...{ backend: 'wasm', tasks: 2, steps: 1, seed: 0, trainedSteps: 2, changes: [], wallMs: 3, diverged: 2 },
    ...{ meanLoss: [1, NaN], medianLoss: [1, Infinity], lowerQuartile: [1, 2], upperQuartile: [1, Infinity] },
    sdLoss: [0, NaN],
  },
};

it('keeps evaluations beside the findings of a storage from before there were any, whatever their losses came to', async () => {
  const before = await openDB('mplp-lab', 3, {
    upgrade(database) {
      for (const name of ['rules', 'runs', 'findings']) database.createObjectStore(name, { keyPath: 'id' });
      for (const name of ['files', 'curves', 'runRules']) database.createObjectStore(name);
    },
  });
  await before.put('findings', FINDING);
  before.close();
  await evaluations.put(EVALUATION);
  await evaluations.put({ ...EVALUATION, id: 'b', keptMs: 2 });
  expect(await evaluations.list()).toEqual({
    ok: true,
    value: { kept: [{ ...EVALUATION, id: 'b', keptMs: 2 }, EVALUATION], refused: [] },
  });
  expect(await findings.list()).toMatchObject({ value: { kept: [{ id: 'a', name: 'A' }] } });
  await evaluations.remove('a');
  expect(await evaluations.list()).toMatchObject({ value: { kept: [{ id: 'b' }] } });
  expect(await findings.list()).toMatchObject({ value: { kept: [{ id: 'a' }] } });
});

it('leaves evaluations of a newer version and damaged ones as they are, and says so', async () => {
  const newer = { ...EVALUATION, id: 'n', format: 2, more: 'of it' } as unknown as KeptEvaluation;
  const damaged = { ...EVALUATION, id: 'd', report: { ...EVALUATION.report, meanLoss: ['low'] } };
  await evaluations.put(newer);
  await evaluations.put(damaged as unknown as KeptEvaluation);
  await evaluations.put(EVALUATION);
  expect(await evaluations.list()).toMatchObject({
    value: {
      kept: [{ id: 'a' }],
      refused: [
        { message: 'd: report.meanLoss.0 is "low"; allowed: a number' },
        { message: 'n: the evaluation is in format 2, a newer version; this lab reads format 1' },
      ],
    },
  });
  await evaluations.remove('a');
  const database = await openDB('mplp-lab');
  expect(await database.getAll('evaluations')).toEqual([damaged, newer]);
  database.close();
});
