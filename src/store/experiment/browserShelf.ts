// The shelf of rules in this browser: IndexedDB, with failures as exceptions in plain words.

import { deleteRule, listRules, loadRule, saveRule } from '../../checkpoints/browserStore.ts';
import type { Result } from '../../lib/result.ts';
import type { RuleShelf } from '../context.ts';

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failure.message);
}

/** @param clockMs milliseconds since 1970. */
export function browserShelf(clockMs: () => number): RuleShelf {
  return {
    async list() {
      return valueOf(await listRules()).map(({ id, label, metaSteps }) => ({ id, title: label, metaSteps }));
    },
    async keep({ id, title, metaSteps }, bytes) {
      valueOf(await saveRule({ id, label: title, metaSteps, savedAtMs: clockMs(), bytes }));
    },
    async load(id) {
      return valueOf(await loadRule(id));
    },
    async remove(id) {
      valueOf(await deleteRule(id));
    },
  };
}
