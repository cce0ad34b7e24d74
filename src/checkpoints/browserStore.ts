// Rules kept in this browser, in IndexedDB. What is listed and the files themselves stand in two stores, so that
// listing reads no file.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { failure, success, type Result } from '../lib/result.ts';

/** A kept rule, without its file. */
export interface StoredRule {
  readonly id: string;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly savedAtMs: number;
  readonly metaSteps: number;
  /** Size of its file. */
  readonly byteLength: number;
}

/** A rule to keep. */
export interface RuleToStore extends Omit<StoredRule, 'byteLength'> {
  /** A `.mplp` file; copied. */
  readonly bytes: ArrayBuffer;
}

interface RuleSchema extends DBSchema {
  readonly rules: { readonly key: string; readonly value: StoredRule };
  readonly files: { readonly key: string; readonly value: ArrayBuffer };
}

const DATABASE = 'mplp-lab';
const VERSION = 1;
const WHERE = 'browser storage';
const STORES = ['rules', 'files'] as const;

type Database = IDBPDatabase<RuleSchema>;
type Writing = IDBPTransaction<RuleSchema, typeof STORES, 'readwrite'>;

/** Opens the database; rejects rather than wait for another tab. */
function open(): Promise<Database> {
  return new Promise((resolve, reject) => {
    const opening = openDB<RuleSchema>(DATABASE, VERSION, {
      upgrade(database) {
        database.createObjectStore('rules', { keyPath: 'id' });
        database.createObjectStore('files');
      },
      blocked() {
        reject(new DOMException('another tab holds the database', 'BlockedError'));
        // Opens once the other tab lets go; nobody waits for it then.
        opening.then((database) => database.close(), reject);
      },
    });
    opening.then(resolve, reject);
  });
}

/** What to tell a person, by the name of the DOMException. */
const WORDS: Readonly<Record<string, string>> = {
  QuotaExceededError: "the browser's storage is full; delete kept rules or download the rule instead",
  BlockedError:
    "another tab of the lab holds the browser's storage; close it and try again, or download the rule instead",
  VersionError:
    "the browser's storage was written by a newer version of the lab; reload the page, or download the rule instead",
  InvalidStateError: 'this browser lends the page no storage (a private window?); download the rule instead',
  SecurityError: 'this browser does not let the page use storage (a setting?); download the rule instead',
};

function explained(error: unknown): Result<never> {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  return failure(WHERE, WORDS[name] ?? `the browser's storage failed (${name}: ${message}); download the rule instead`);
}

/** Runs one piece of work with the database open, and turns what goes wrong into words. */
async function withDatabase<T>(work: (database: Database) => Promise<Result<T>>): Promise<Result<T>> {
  if (typeof indexedDB === 'undefined') {
    return failure(WHERE, 'this browser has no storage for the page; download the rule instead');
  }
  let database: Database | undefined;
  try {
    database = await open();
    return await work(database);
  } catch (error) {
    return explained(error);
  } finally {
    database?.close();
  }
}

/** Waits for a write. Why a transaction was undone stands in its `error`; its requests only say that it was. */
async function finished(transaction: Writing, requests: readonly Promise<unknown>[]): Promise<Result<void>> {
  try {
    await Promise.all([...requests, transaction.done]);
    return success(undefined);
  } catch (error) {
    return explained(transaction.error ?? error);
  }
}

/**
 * Keep a rule under its id, in place of what was kept there. All or nothing.
 *
 * @returns a failure in plain words where the storage is full, blocked or missing; nothing is changed then.
 */
export function saveRule({ bytes, ...about }: RuleToStore): Promise<Result<void>> {
  return withDatabase((database) => {
    const transaction = database.transaction(STORES, 'readwrite');
    return finished(transaction, [
      transaction.objectStore('files').put(bytes, about.id),
      transaction.objectStore('rules').put({ ...about, byteLength: bytes.byteLength }),
    ]);
  });
}

/** What is kept, the newest first, without the files. */
export function listRules(): Promise<Result<readonly StoredRule[]>> {
  return withDatabase(async (database) => {
    const rules = await database.getAll('rules');
    return success(rules.sort((a, b) => b.savedAtMs - a.savedAtMs));
  });
}

/** The file of a kept rule, the caller's to transfer; a failure if there is none. */
export function loadRule(id: string): Promise<Result<ArrayBuffer>> {
  return withDatabase(async (database) => {
    const bytes = await database.get('files', id);
    return bytes === undefined ? failure(WHERE, `no rule with the id ${id} is kept in this browser`) : success(bytes);
  });
}

/** Forget a rule; no failure if there is none of this id. */
export function deleteRule(id: string): Promise<Result<void>> {
  return withDatabase((database) => {
    const transaction = database.transaction(STORES, 'readwrite');
    return finished(
      transaction,
      STORES.map((store) => transaction.objectStore(store).delete(id)),
    );
  });
}
