// Rules kept in this browser, in IndexedDB. What is listed and the files themselves stand in two stores, so that
// listing reads no file.

import { failure, success, type Result } from '../lib/result.ts';
import { finished, WHERE, withDatabase, type StoredRule } from './database.ts';

export type { StoredRule } from './database.ts';

/** A rule to keep. */
export interface RuleToStore extends Omit<StoredRule, 'byteLength'> {
  /** A `.mplp` file; copied. */
  readonly bytes: ArrayBuffer;
}

const STORES = ['rules', 'files'] as const;
const INSTEAD = 'download the rule instead';

/**
 * Keep a rule under its id, in place of what was kept there. All or nothing.
 *
 * @returns a failure in plain words where the storage is full, blocked or missing; nothing is changed then.
 */
export function saveRule({ bytes, ...about }: RuleToStore): Promise<Result<void>> {
  return withDatabase(INSTEAD, (database) => {
    const transaction = database.transaction(STORES, 'readwrite');
    return finished(INSTEAD, transaction, [
      transaction.objectStore('files').put(bytes, about.id),
      transaction.objectStore('rules').put({ ...about, byteLength: bytes.byteLength }),
    ]);
  });
}

/** What is kept, the newest first, without the files. */
export function listRules(): Promise<Result<readonly StoredRule[]>> {
  return withDatabase(INSTEAD, async (database) => {
    const rules = await database.getAll('rules');
    return success(rules.sort((a, b) => b.savedAtMs - a.savedAtMs));
  });
}

/** The file of a kept rule, the caller's to transfer; a failure if there is none. */
export function loadRule(id: string): Promise<Result<ArrayBuffer>> {
  return withDatabase(INSTEAD, async (database) => {
    const bytes = await database.get('files', id);
    return bytes === undefined ? failure(WHERE, `no rule with the id ${id} is kept in this browser`) : success(bytes);
  });
}

/** Forget a rule; no failure if there is none of this id. */
export function deleteRule(id: string): Promise<Result<void>> {
  return withDatabase(INSTEAD, (database) => {
    const transaction = database.transaction(STORES, 'readwrite');
    return finished(
      INSTEAD,
      transaction,
      STORES.map((store) => transaction.objectStore(store).delete(id)),
    );
  });
}
