// The rules there are to choose from, as rows of a table. Pure.

import { startOfShipped, type FarFigures } from '../../checkpoints/types.ts';
import { PRESET_IDS, PRESETS, startOf, type PresetId, type StartKind } from '../../experiment/presets.ts';
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
  /** What it is trained on, and from which weights; undefined where only its file says. */
  readonly setting: string | undefined;
  /** Inner steps it was trained for; undefined where only its file says. */
  readonly horizon: number | undefined;
  readonly metaSteps: number;
  /** Mean and median held-out loss after the horizon over so many tasks; undefined where nobody measured. */
  readonly loss: number | undefined;
  readonly median: number | undefined;
  readonly tasks: number | undefined;
  /** Undefined where nobody measured. */
  readonly far: FarFigures | undefined;
}

export type RuleColumn = keyof Pick<RuleRow, 'title' | 'horizon' | 'metaSteps' | 'loss' | 'median'> | keyof FarFigures;

/** What a column shows and sorts by. */
export function ruleValue(row: RuleRow, column: RuleColumn): string | number | undefined {
  const { title, horizon, metaSteps, loss, median, far } = row;
  return { title, horizon, metaSteps, loss, median, ...far }[column];
}

const STUDIES = new Map<string | undefined, string>([
  [undefined, 'shipped'],
  ['steady', 'shipped, steady past the horizon'],
  ['ablations', 'shipped, an ablation'],
  ['robust', 'shipped, on every phase'],
  ['prior', 'shipped, from a learned start'],
]);

const UNMEASURED = { far: undefined, loss: undefined, median: undefined, tasks: undefined };

const settingOf = (preset: PresetId, start: StartKind) => `${preset}, ${start} start`;

/** Shipped ones, in the manifest's order; untrained ones; those that this browser keeps. */
export function ruleRows({ manifest, saved }: Pick<ExperimentSlice, 'manifest' | 'saved'>): readonly RuleRow[] {
  const shipped = manifest.rules.map((rule): RuleRow => {
    const { title, metaSteps, far } = rule;
    const choice = { kind: 'shipped', id: rule.id } as const;
    const { steps: horizon, meanLoss, medianLoss, tasks } = rule.evaluation;
    const group = STUDIES.get(rule.study) ?? `shipped, ${rule.study ?? ''}`;
    const figures = { horizon, metaSteps, loss: meanLoss[horizon], median: medianLoss[horizon], tasks, far };
    return {
      key: keyOf(choice),
      choice,
      title,
      group,
      setting: settingOf(rule.preset, startOfShipped(rule)),
      ...figures,
    };
  });
  const untrained = PRESET_IDS.map((id): RuleRow => {
    const choice = freshChoice(id);
    const { title, spec } = PRESETS[id];
    const known = { horizon: spec.recipe.innerSteps, metaSteps: 0, setting: settingOf(id, startOf(id)) };
    return { key: keyOf(choice), choice, title, group: 'untrained', ...known, ...UNMEASURED };
  });
  const kept = saved.map(({ id, title, metaSteps }): RuleRow => {
    const choice = { kind: 'saved', id, title } as const;
    const known = { horizon: undefined, metaSteps, setting: undefined };
    return { key: keyOf(choice), choice, title, group: 'kept here', ...known, ...UNMEASURED };
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
  return by === undefined ? rows : sortedBy(rows, (row) => ruleValue(row, by), down);
}
