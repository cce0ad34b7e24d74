// How a study's numbers and cells are said: the page, the report and docs/study.md say the same.

import { cellName } from './cells.ts';
import type { CellSummary, Question } from './analysis.ts';
import type { Cell, Study } from './study.ts';

/** Two digits without the leading zero: `.0051`. */
export function lossText(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return (value < 1 ? value.toPrecision(2) : String(Number(value.toPrecision(2)))).replace(/^0\./, '.');
}

/** A factor: `4.1`, `1.0`, `.53`. */
export const factorText = (value: number) =>
  Number.isFinite(value) ? (value < 1 ? value.toFixed(2).replace(/^0/, '') : value.toFixed(1)) : '–';

export const percentText = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');

const FIELDS: Readonly<Record<string, string>> = {
  'rule.messageSize': 'channels',
  'rule.sharing': 'sharing',
  'rule.stateful': 'memory',
};
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'rule.sharing': { none: 'own rules', rules: 'rules shared', rulesAndStandardisers: 'all shared' },
  'rule.stateful': { false: 'no memory', true: 'memory kept' },
  'rule.standardiseInputs': { false: 'inputs not standardised', true: 'inputs standardised' },
  'rule.centreOutputs': { false: 'outputs not centred', true: 'outputs centred' },
  'rule.learnOutputScale': { false: 'output scale fixed', true: 'output scale learned' },
  'rule.aggregation': { mean: 'mean of messages', sum: 'sum of messages' },
};

/** What an axis is called. */
const fieldText = (field: string) => FIELDS[field] ?? field.split('.')[1] ?? field;

/** A value of an axis, by itself. */
export function valueText(field: string, value: unknown): string {
  if (value === undefined) return 'as the preset';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const word = VALUES[field]?.[text];
  if (word !== undefined) return word;
  if (field === 'rule.learnerActivation') return `${text} in the learner`;
  if (field === 'rule.messageSize') return `${text} channel${text === '1' ? '' : 's'}`;
  return typeof value === 'number' || typeof value === 'boolean' ? `${fieldText(field)} ${text}` : text;
}

/** A cell in words: `8 channels, own rules, no memory`. */
export function cellText(cell: Cell): string {
  const parts = Object.entries(cell.settings).map(([field, value]) => valueText(field, value));
  return parts.length === 0 ? cellName(cell) : parts.join(', ');
}

/** N, and what happened to those that are not in it. */
export function countText(summary: CellSummary, { seeds }: Study): string {
  const { ends, stuck, diverged, failed } = summary;
  return [
    ends.length + diverged + failed < seeds.length ? `${ends.length} of ${seeds.length}` : `N ${ends.length}`,
    ...(stuck > 0 ? [`${stuck} stuck`] : []),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}

/** The answer to a question: yes with the factor, or cannot tell and what it would take. */
export function answerText({ differs, factor, seeds, needed }: Question): string {
  if (seeds === 0) return 'No seed has both yet';
  if (seeds === 1) return 'Cannot tell with 1 seed';
  if (differs)
    return factor < 1 ? `Yes, ${factorText(1 / factor)} times lower` : `Yes, ${factorText(factor)} times higher`;
  if (needed === undefined) return `Cannot tell with ${seeds} seeds`;
  return `Cannot tell with ${seeds} seeds; ${Math.max(1, needed - seeds)} more would`;
}

/** The interval of a question's factor, in the direction of its answer. */
export function intervalText({ differs, factor, interval: { low, high }, seeds }: Question): string {
  if (seeds < 2) return '';
  const [from, to] = differs && factor < 1 ? [1 / high, 1 / low] : [low, high];
  return `${factorText(from)} to ${factorText(to)}`;
}
