import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, it } from 'vitest';
import type { Finding } from '../record/finding.ts';
import { browserFindings } from './findingStore.ts';

const FINDING = {
  ...{ format: 1, id: 'a', name: 'A', note: '', keptMs: 1, version: '1.0.0', link: '#', command: 'mplp' },
  rule: { label: 'Rule', metaSteps: 0, key: 'fresh:2x10' },
  found: { kind: 'changes', words: 'silence', report: {} },
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
  await browserFindings.put({ ...FINDING, name: 'Other' });
  await browserFindings.remove('b');
  await browserFindings.remove('b');
  expect(await list()).toEqual([['a'], ['c']]);
  expect(await browserFindings.list()).toMatchObject({ value: { findings: [{ name: 'Other' }] } });
});
