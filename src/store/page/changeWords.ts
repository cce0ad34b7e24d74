// What an entry of the history changed, in words: what Undo and Redo say.

import { fieldsOf } from '../../experiment/diff.ts';
import type { ProbeSpec } from '../../experiment/types.ts';
import type { LabLink } from '../../link/link.ts';

const WORDS: Readonly<Record<keyof ProbeSpec, string>> = {
  taskSeed: 'new task',
  networkSeed: 'net seed',
  steps: 'inner steps',
  amplitude: 'amplitude',
  phase: 'phase',
  frequency: 'frequency',
  noise: 'noise',
  curve: 'drawn target',
  support: 'moved points',
  layers: 'network',
  interventions: 'interventions',
};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** `phase`, `rule`, `settings`: what makes one experiment of the other. */
function changeText(before: LabLink, after: LabLink): string {
  if (before.ruleId !== after.ruleId) return 'rule';
  if (!same([...fieldsOf(before.spec)], [...fieldsOf(after.spec)])) return 'settings of the rule';
  const fields = (Object.keys(WORDS) as (keyof ProbeSpec)[]).filter(
    (name) => !same(before.probe[name], after.probe[name]),
  );
  // A new task is drawn anew, whatever of the last one was set by hand.
  if (fields.includes('taskSeed')) return WORDS.taskSeed;
  return fields.length === 0 ? 'rule' : fields.map((name) => WORDS[name]).join(' and ');
}

/** Of an entry that was made in an earlier visit. */
const UNKNOWN = 'change';

/** What each entry of the history changed, by its depth. */
export class Changes {
  private names: readonly string[] = [];

  /** A new entry takes the place of those that could be done again. */
  add(depth: number, before: LabLink | undefined, after: LabLink): void {
    const known = Array.from({ length: depth }, (_, at) => this.names[at] ?? UNKNOWN);
    this.names = [...known, before === undefined ? UNKNOWN : changeText(before, after)];
  }

  around(depth: number): { readonly undo: string | undefined; readonly redo: string | undefined } {
    return { undo: depth === 0 ? undefined : (this.names[depth] ?? UNKNOWN), redo: this.names[depth + 1] };
  }
}
