// The rules there are to choose from, as rows of a table. Pure.

import { PRESET_IDS, PRESETS } from '../../experiment/presets.ts';
import { sortedBy } from '../../lib/sorted.ts';
import type { ExperimentSlice } from './experiment.ts';
import { freshChoice, keyOf, type RuleChoice } from './ruleChoice.ts';
import type { RuleKey } from './ruleKey.ts';

export interface RuleRow {
  readonly key: RuleKey;
  readonly choice: RuleChoice;
  readonly title: string;
  /** What it is one of: shipped rules, a study's, untrained ones, those kept here. */
  readonly group: string;
  /** Inner steps it was trained for; undefined where only its file says. */
  readonly horizon: number | undefined;
  /** The inner step until which it stays good; undefined where nobody measured. */
  readonly holds: number | undefined;
  readonly metaSteps: number;
  /** Mean held-out loss after the horizon over so many tasks; undefined where nobody measured. */
  readonly loss: number | undefined;
  readonly tasks: number | undefined;
}

export type RuleColumn = 'title' | 'horizon' | 'holds' | 'metaSteps' | 'loss';

const STUDIES = new Map<string | undefined, string>([
  [undefined, 'shipped'],
  ['steady', 'shipped, steady past the horizon'],
  ['ablations', 'shipped, an ablation'],
  ['robust', 'shipped, on every phase'],
]);

const UNMEASURED = { holds: undefined, loss: undefined, tasks: undefined };

/** Shipped ones, in the manifest's order; untrained ones; those that this browser keeps. */
export function ruleRows({ manifest, saved }: Pick<ExperimentSlice, 'manifest' | 'saved'>): readonly RuleRow[] {
  const shipped = manifest.rules.map(({ id, title, study, metaSteps, evaluation, holdsUntil: holds }): RuleRow => {
    const choice = { kind: 'shipped', id } as const;
    const { steps: horizon, meanLoss, tasks } = evaluation;
    const group = STUDIES.get(study) ?? `shipped, ${study ?? ''}`;
    return { key: keyOf(choice), choice, title, group, horizon, holds, metaSteps, loss: meanLoss[horizon], tasks };
  });
  const untrained = PRESET_IDS.map((id): RuleRow => {
    const choice = freshChoice(id);
    const { title, spec } = PRESETS[id];
    const horizon = spec.recipe.innerSteps;
    return { key: keyOf(choice), choice, title, group: 'untrained', horizon, metaSteps: 0, ...UNMEASURED };
  });
  const kept = saved.map(({ id, title, metaSteps }): RuleRow => {
    const choice = { kind: 'saved', id, title } as const;
    return { key: keyOf(choice), choice, title, group: 'kept here', horizon: undefined, metaSteps, ...UNMEASURED };
  });
  return [...shipped, ...untrained, ...kept];
}

/** The rows that every word of a search begins a word of. */
export function foundRows(rows: readonly RuleRow[], search: string): readonly RuleRow[] {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
  const wanted = words(search);
  return rows.filter(({ title, group }) => {
    const has = words(`${title} ${group}`);
    return wanted.every((word) => has.some((other) => other.startsWith(word)));
  });
}

/** In the order of a column, what is not known last; as they came where no column is named. */
export function sortedRows(rows: readonly RuleRow[], by: RuleColumn | undefined, down = false): readonly RuleRow[] {
  return by === undefined ? rows : sortedBy(rows, (row) => row[by], down);
}
