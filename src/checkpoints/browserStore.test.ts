import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteRule, listRules, loadRule, saveRule, type RuleToStore } from './browserStore.ts';

/** What fake-indexeddb adds to a store: undoing its transaction for a reason. */
type FakeStore = IDBObjectStore & { readonly transaction: { _abort(reason: string): void } };

const bytes = Uint8Array.of(1, 2, 3).buffer;
const rule: RuleToStore = { id: 'a', label: 'First', savedAtMs: 1000, metaSteps: 10, bytes };

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('rules kept in the browser', () => {
  it('come back as they were saved', async () => {
    expect(await saveRule(rule)).toEqual({ ok: true, value: undefined });
    const loaded = await loadRule('a');
    if (!loaded.ok) throw new Error(loaded.failure.message);
    expect([...new Uint8Array(loaded.value)]).toEqual([1, 2, 3]);
    expect(loaded.value).not.toBe(bytes);
  });

  it('are listed the newest first, without their files', async () => {
    expect(await listRules()).toEqual({ ok: true, value: [] });
    await saveRule(rule);
    await saveRule({ ...rule, id: 'b', savedAtMs: 2000 });
    const about = { label: 'First', metaSteps: 10, byteLength: 3 };
    expect(await listRules()).toEqual({
      ok: true,
      value: [
        { ...about, id: 'b', savedAtMs: 2000 },
        { ...about, id: 'a', savedAtMs: 1000 },
      ],
    });
  });

  it('are replaced under the same id, and forgotten', async () => {
    await saveRule(rule);
    await saveRule({ ...rule, label: 'Again', bytes: new ArrayBuffer(8) });
    expect(await listRules()).toMatchObject({ ok: true, value: [{ label: 'Again', byteLength: 8 }] });
    expect(await deleteRule('a')).toEqual({ ok: true, value: undefined });
    expect(await deleteRule('a')).toEqual({ ok: true, value: undefined });
    expect(await listRules()).toEqual({ ok: true, value: [] });
    expect(await loadRule('a')).toEqual({
      ok: false,
      failure: { where: 'browser storage', message: 'no rule with the id a is kept in this browser' },
    });
  });
});

describe('storage that fails', () => {
  const message = async (result: ReturnType<typeof saveRule | typeof listRules>) => {
    const settled = await result;
    return settled.ok ? 'no failure' : settled.failure.message;
  };

  it('says so when it is full, and keeps what it had', async () => {
    await saveRule(rule);
    // As a browser does it: the second write is accepted, then the transaction is undone.
    const put = Reflect.get<IDBObjectStore, 'put'>(IDBObjectStore.prototype, 'put');
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: FakeStore, value, key) {
      const request = put.call(this, value, key);
      if (this.name === 'rules') this.transaction._abort('QuotaExceededError');
      return request;
    });
    expect(await message(saveRule({ ...rule, label: 'Larger', bytes: new ArrayBuffer(8) }))).toBe(
      "the browser's storage is full; delete kept rules or download the rule instead",
    );
    full.mockRestore();
    const kept = await loadRule('a');
    expect(kept.ok && kept.value.byteLength).toBe(3);
    expect(await listRules()).toMatchObject({ ok: true, value: [{ label: 'First' }] });
  });

  it('asks the browser once not to clear what is kept, when something first is', async () => {
    const persist = vi.fn(() => Promise.resolve(true));
    const texts = new Map<string, string>();
    vi.stubGlobal('navigator', { storage: { persist } });
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => texts.get(key) ?? null,
      setItem: (key: string, value: string) => texts.set(key, value),
    });
    await listRules();
    expect(persist).not.toHaveBeenCalled();
    await saveRule(rule);
    await saveRule({ ...rule, id: 'b' });
    expect(persist).toHaveBeenCalledOnce();
  });

  it('says so when there is none', async () => {
    vi.stubGlobal('indexedDB', undefined);
    expect(await message(saveRule(rule))).toBe('this browser has no storage for the page; download the rule instead');
  });

  it.each([
    ['InvalidStateError', 'a private window?'],
    ['SecurityError', 'does not let the page use storage'],
    ['UnknownError', "the browser's storage failed (UnknownError: why)"],
  ])('says so when opening fails with %s', async (name, words) => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('why', name);
    });
    expect(await message(listRules())).toContain(words);
  });

  it('says so when a newer lab wrote it', async () => {
    (await openDB('mplp-lab', 99)).close();
    expect(await message(listRules())).toContain('a newer version of the lab');
  });

  it('does not wait for another tab that holds an older version', async () => {
    const held = await openDB('mplp-lab', 1, {
      upgrade(database) {
        database.createObjectStore('rules', { keyPath: 'id' });
        database.createObjectStore('files');
      },
    });
    expect(await message(saveRule(rule))).toContain('another tab of the lab holds');
    held.close();
    expect(await message(saveRule(rule))).toBe('no failure');
  });

  it('passes on what it has no words for', async () => {
    const detached = new ArrayBuffer(8);
    structuredClone(detached, { transfer: [detached] });
    expect(await message(saveRule({ ...rule, bytes: detached }))).toContain('DataCloneError');
    expect(await listRules()).toEqual({ ok: true, value: [] });
  });
});
