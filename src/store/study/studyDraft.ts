// A study as it is typed into a form: texts, read into a study or refused at a field.

import { fieldsOf, type SpecValue } from '../../experiment/diff.ts';
import { PRESETS, type PresetId } from '../../experiment/presets.ts';
import { failure, success, type Result } from '../../lib/result.ts';
import { valueTyped } from '../../link/keys.ts';
import { parseStudy, STUDY_FORMAT, type Study } from '../../study/study.ts';

/** A field of the spec and what is typed for it. */
export interface DraftField {
  readonly field: string;
  readonly values: string;
}

export interface StudyDraft {
  readonly name: string;
  readonly preset: PresetId;
  /** Values with commas between. */
  readonly axes: readonly DraftField[];
  /** One value each. */
  readonly set: readonly DraftField[];
  /** `1, 2, 5-9`. */
  readonly seeds: string;
  readonly limit: 'metaSteps' | 'minutes';
  readonly length: string;
  readonly tasks: string;
  readonly steps: string;
  readonly evaluationSeed: string;
  /** As they stood in a file; the form does not change them. */
  readonly variants?: Study['variants'];
}

/** What a refusal stands at: a text, or `axes.0`, a row of fields. */
export type DraftPlace = keyof StudyDraft | `${'axes' | 'set'}.${number}`;

export const FIRST_DRAFT: StudyDraft = {
  ...{ name: 'Message size', preset: '2x10', axes: [{ field: 'rule.messageSize', values: '1, 8' }], set: [] },
  ...{ seeds: '1-3', limit: 'metaSteps', length: '200', tasks: '100', steps: '2', evaluationSeed: '0' },
};

/** Fields that a study may vary or set: its seeds it sets itself. */
export const draftFields = (preset: PresetId): readonly string[] =>
  [...fieldsOf(PRESETS[preset].spec).keys()].filter((field) => !field.startsWith('seeds.'));

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

export function draftOf({ name, preset, set = {}, axes, variants, seeds, budget, evaluation }: Study): StudyDraft {
  return {
    ...{ name, preset, seeds: seeds.join(', '), ...(variants === undefined ? {} : { variants }) },
    axes: Object.entries(axes).map(([field, values]) => ({ field, values: values.map(textOf).join(', ') })),
    set: Object.entries(set).map(([field, value]) => ({ field, values: textOf(value) })),
    limit: budget.metaSteps === undefined ? 'minutes' : 'metaSteps',
    length: String(budget.metaSteps ?? budget.minutes ?? ''),
    ...{ tasks: String(evaluation.tasks), steps: String(evaluation.steps), evaluationSeed: String(evaluation.seed) },
  };
}

/** Parts between commas, but for those within brackets. */
const listed = (text: string) =>
  text
    .split(/,(?![^[]*\])/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** A number, or the text where it is none, which is refused with its place. */
const number = (text: string) => (text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text));

/** `5-9` as five numbers. */
function numbersOf(part: string): readonly unknown[] {
  const [, from = '', to = ''] = /^(\d+)\s*-\s*(\d+)$/.exec(part) ?? [];
  const count = Number(to) - Number(from) + 1;
  if (to === '' || count < 1 || count > 1000) return [number(part)];
  return Array.from({ length: count }, (_, i) => Number(from) + i);
}

const PLACES: readonly (readonly [begin: string, place: DraftPlace])[] = [
  ...(['name', 'preset', 'seeds', 'variants'] as const).map((place) => [place, place] as const),
  ['budget', 'length'],
  ['evaluation.tasks', 'tasks'],
  ['evaluation.steps', 'steps'],
  ['evaluation.seed', 'evaluationSeed'],
];

/** The row or text that a place in a study's file was read from. */
function placeOf(draft: StudyDraft, where: string): DraftPlace {
  for (const list of ['axes', 'set'] as const) {
    const at = draft[list].findIndex(({ field }) => where.startsWith(`${list}.${field}`));
    if (at >= 0) return `${list}.${at}`;
  }
  return PLACES.find(([begin]) => where.startsWith(begin))?.[1] ?? (where.startsWith('set') ? 'set' : 'axes');
}

/** The study, or the first refusal: `where` is a place of the draft. */
export function studyOf(draft: StudyDraft): Result<Study> {
  const like = fieldsOf(PRESETS[draft.preset].spec) as ReadonlyMap<string, SpecValue>;
  const refuse = (place: DraftPlace, words: string): Result<Study> => failure(place, words);
  for (const list of ['axes', 'set'] as const)
    for (const [at, { field }] of draft[list].entries())
      if (draft[list].findIndex((other) => other.field === field) < at)
        return refuse(`${list}.${at}`, `${field} stands above already`);
  const typed =
    (field: string) =>
    (text: string): unknown =>
      valueTyped(text, like.get(field));
  const set = draft.set.map(({ field, values }) => [field, typed(field)(values.trim())] as const);
  const value = {
    ...{ studyFormat: STUDY_FORMAT, name: draft.name.trim(), preset: draft.preset },
    ...(set.length === 0 ? {} : { set: Object.fromEntries(set) }),
    axes: Object.fromEntries(draft.axes.map(({ field, values }) => [field, listed(values).map(typed(field))])),
    ...(draft.variants === undefined ? {} : { variants: draft.variants }),
    seeds: listed(draft.seeds).flatMap(numbersOf),
    budget: { [draft.limit]: number(draft.length) },
    evaluation: { tasks: number(draft.tasks), steps: number(draft.steps), seed: number(draft.evaluationSeed) },
  };
  if (value.name === '') return refuse('name', 'name is empty; give it one');
  const read = parseStudy(value);
  if (read.ok) return success(read.value.study);
  return refuse(placeOf(draft, read.failure.where), read.failure.message);
}
