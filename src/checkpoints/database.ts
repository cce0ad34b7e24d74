// The browser's database: one for kept rules, runs, findings and evaluations, opened for one piece of work at a time.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { failure, success, type Result } from '../lib/result.ts';
import type { Finding } from '../record/finding.ts';
import type { KeptEvaluation } from '../record/keptEvaluation.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import { askToStay } from './staying.ts';

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

/** A run's id and a meta-step, or -1 for its last rule. */
export type RunRuleKey = [id: string, metaStep: number];

interface LabSchema extends DBSchema {
  readonly rules: { readonly key: string; readonly value: StoredRule };
  readonly files: { readonly key: string; readonly value: ArrayBuffer };
  readonly runs: { readonly key: string; readonly value: TrainedRun };
  readonly curves: { readonly key: string; readonly value: Float32Array };
  readonly runRules: { readonly key: RunRuleKey; readonly value: ArrayBuffer };
  readonly findings: { readonly key: string; readonly value: Finding };
  readonly evaluations: { readonly key: string; readonly value: KeptEvaluation };
}

const DATABASE = 'mplp-lab';
/** 1: rules and files. 2: runs beside them. 3: findings too. 4: and evaluations. */
const VERSION = 4;
export const WHERE = 'browser storage';

export type Database = IDBPDatabase<LabSchema>;
export type Writing<S extends readonly StoreNames<LabSchema>[]> = IDBPTransaction<LabSchema, S, 'readwrite'>;

/** Seconds until the database is open: a browser whose storage is damaged may never answer. */
const ANSWERS_S = 5;

/** Opens the database; rejects rather than wait for another tab, or for ever. */
function open(): Promise<Database> {
  return new Promise((resolve, reject) => {
    const giveUp = (message: string, name: string) => {
      reject(new DOMException(message, name));
      // It may open yet; nobody waits for it then.
      opening.then((database) => database.close(), reject);
    };
    const opening = openDB<LabSchema>(DATABASE, VERSION, {
      upgrade(database, before) {
        if (before < 1) {
          database.createObjectStore('rules', { keyPath: 'id' });
          database.createObjectStore('files');
        }
        if (before < 2) {
          database.createObjectStore('runs', { keyPath: 'id' });
          database.createObjectStore('curves');
          database.createObjectStore('runRules');
        }
        if (before < 3) database.createObjectStore('findings', { keyPath: 'id' });
        database.createObjectStore('evaluations', { keyPath: 'id' });
      },
      blocked() {
        giveUp('another tab holds the database', 'BlockedError');
      },
    });
    const late = setTimeout(() => giveUp('no answer', 'TimeoutError'), 1000 * ANSWERS_S);
    opening.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

/** What to tell a person, by the name of the DOMException; what to do instead follows. */
const WORDS: Readonly<Record<string, string>> = {
  QuotaExceededError: "the browser's storage is full; delete kept rules or",
  BlockedError: "another tab of the lab holds the browser's storage; close it and try again, or",
  TimeoutError: `the browser's storage did not answer for ${ANSWERS_S} s; restart the browser, or`,
  InvalidStateError: 'this browser lends the page no storage (a private window?);',
  SecurityError: 'this browser does not let the page use storage (a setting?);',
};

/** A failure of the storage in words. @param instead what a person can do. */
function explained(error: unknown, instead: string): Result<never> {
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : new Error(String(error));
  return failure(WHERE, `${WORDS[name] ?? `the browser's storage failed (${name}: ${message});`} ${instead}`);
}

const isNewer = (error: unknown) => error instanceof DOMException && error.name === 'VersionError';

/** What a newer lab wrote is left as it is. */
async function newer(instead: string): Promise<Result<never>> {
  const all = await indexedDB.databases().catch(() => []);
  const found = all.find(({ name }) => name === DATABASE)?.version;
  const versions = found === undefined ? '' : ` (in version ${found}; this page reads ${VERSION})`;
  return failure(
    WHERE,
    `the browser's storage was written by a newer version of the lab${versions}; reload the page, or ${instead}`,
  );
}

/** Runs one piece of work with the database open, and turns what goes wrong into words. */
export async function withDatabase<T>(
  instead: string,
  work: (database: Database) => Promise<Result<T>>,
): Promise<Result<T>> {
  if (typeof indexedDB === 'undefined') {
    return failure(WHERE, `this browser has no storage for the page; ${instead}`);
  }
  let database: Database | undefined;
  try {
    database = await open();
    return await work(database);
  } catch (error) {
    return isNewer(error) ? await newer(instead) : explained(error, instead);
  } finally {
    database?.close();
  }
}

/** Waits for a write. Why a transaction was undone stands in its `error`; its requests only say that it was. */
export async function finished<S extends readonly StoreNames<LabSchema>[]>(
  instead: string,
  transaction: Writing<S>,
  requests: readonly Promise<unknown>[],
): Promise<Result<void>> {
  try {
    await Promise.all([...requests, transaction.done]);
    askToStay();
    return success(undefined);
  } catch (error) {
    return explained(transaction.error ?? error, instead);
  }
}
