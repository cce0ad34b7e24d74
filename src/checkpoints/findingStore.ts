// Findings kept in this browser, in IndexedDB beside the rules.

import { success, type Failure, type Result } from '../lib/result.ts';
import { parseFinding, type Finding } from '../record/finding.ts';
import { finished, withDatabase } from './database.ts';

const INSTEAD = 'export the findings instead';

export interface FindingList {
  /** The newest first. */
  readonly findings: readonly Finding[];
  /** What is there and cannot be read. */
  readonly refused: readonly Failure[];
}

/** What keeps findings. Failures are values, in words. */
export interface FindingStore {
  list(): Promise<Result<FindingList>>;
  /** Keep under its id, in place of what was kept there. */
  put(finding: Finding): Promise<Result<void>>;
  remove(id: string): Promise<Result<void>>;
}

/** The findings of this browser. */
export const browserFindings: FindingStore = {
  list: () =>
    withDatabase(INSTEAD, async (database) => {
      const findings: Finding[] = [];
      const refused: Failure[] = [];
      for (const value of await database.getAll('findings')) {
        const read = parseFinding(value);
        if (read.ok) findings.push(read.value);
        else refused.push({ where: value.id, message: `${value.id}: ${read.failure.message}` });
      }
      return success({ findings: findings.sort((a, b) => b.keptMs - a.keptMs), refused });
    }),
  put: (finding) =>
    withDatabase(INSTEAD, (database) => {
      const transaction = database.transaction(['findings'], 'readwrite');
      return finished(INSTEAD, transaction, [transaction.objectStore('findings').put(finding)]);
    }),
  remove: (id) =>
    withDatabase(INSTEAD, (database) => {
      const transaction = database.transaction(['findings'], 'readwrite');
      return finished(INSTEAD, transaction, [transaction.objectStore('findings').delete(id)]);
    }),
};
