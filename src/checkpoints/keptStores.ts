// What was found and is kept in this browser, in IndexedDB beside the rules: findings and evaluations.

import { success, type Failure, type Result } from '../lib/result.ts';
import { parseFinding, type Finding } from '../record/finding.ts';
import { parseKeptEvaluation, type KeptEvaluation } from '../record/keptEvaluation.ts';
import { finished, withDatabase } from './database.ts';

export interface KeptList<T> {
  /** The newest first. */
  readonly kept: readonly T[];
  /** What is there and cannot be read; it stays as it is. */
  readonly refused: readonly Failure[];
}

/** What keeps things of one kind. Failures are values, in words. */
export interface KeptStore<T> {
  list(): Promise<Result<KeptList<T>>>;
  /** Keep under its id, in place of what was kept there. */
  put(one: T): Promise<Result<void>>;
  remove(id: string): Promise<Result<void>>;
}

/** What this browser keeps of each kind. */
export interface KeptStores {
  readonly findings: KeptStore<Finding>;
  readonly evaluations: KeptStore<KeptEvaluation>;
}

function storeOf<T extends Finding | KeptEvaluation>(
  name: keyof KeptStores,
  parse: (value: unknown) => Result<T>,
): KeptStore<T> {
  const instead = `export the ${name} instead`;
  return {
    list: () =>
      withDatabase(instead, async (database) => {
        const kept: T[] = [];
        const refused: Failure[] = [];
        for (const value of await database.getAll(name)) {
          const read = parse(value);
          if (read.ok) kept.push(read.value);
          else refused.push({ where: value.id, message: `${value.id}: ${read.failure.message}` });
        }
        return success({ kept: kept.sort((a, b) => b.keptMs - a.keptMs), refused });
      }),
    put: (one) =>
      withDatabase(instead, (database) => {
        const transaction = database.transaction([name], 'readwrite');
        return finished(instead, transaction, [transaction.objectStore(name).put(one)]);
      }),
    remove: (id) =>
      withDatabase(instead, (database) => {
        const transaction = database.transaction([name], 'readwrite');
        return finished(instead, transaction, [transaction.objectStore(name).delete(id)]);
      }),
  };
}

export const browserKept: KeptStores = {
  findings: storeOf('findings', parseFinding),
  evaluations: storeOf('evaluations', parseKeptEvaluation),
};
