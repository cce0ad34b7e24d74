import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import type { Finding } from '../record/finding.ts';
import { browserFindings } from './findingStore.ts';

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
  await browserFindings.put(FINDING);
  await browserFindings.put({ ...FINDING, id: 'b', keptMs: 2 });
  await browserFindings.put({ ...FINDING, id: 'c', format: 7 } as unknown as Finding);
  const list = async () => {
    const read = await browserFindings.list();
    return read.ok ? [read.value.findings.map(({ id }) => id), read.value.refused.map(({ where }) => where)] : read;
  };
  expect(await list()).toEqual([['b', 'a'], ['c']]);
  const wrong = { ...REPORT, difference: [{ mean: 'a', low: 0, high: 0 }] };
  await browserFindings.put({ ...FINDING, id: 'd', found: { ...FINDING.found, report: wrong } } as unknown as Finding);
  expect(await browserFindings.list()).toMatchObject({
    value: { refused: [{ where: 'c' }, { message: 'd: found.report.difference.0.mean is "a"; allowed: a number' }] },
  });
  await browserFindings.remove('d');
  await browserFindings.put({ ...FINDING, name: 'Other' });
  await browserFindings.remove('b');
  await browserFindings.remove('b');
  expect(await list()).toEqual([['a'], ['c']]);
  expect(await browserFindings.list()).toMatchObject({ value: { findings: [{ name: 'Other' }] } });
});
