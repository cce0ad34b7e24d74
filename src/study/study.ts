// A study as a file: a grid over fields of the spec times seeds, an equal budget for every cell, and an evaluation.

import { PRESET_IDS, PRESETS, type PresetId } from '../experiment/presets.ts';
import { withFields, type Settings } from '../experiment/settings.ts';
import { MOST_INNER_STEPS, type ExperimentSpec } from '../experiment/types.ts';
import { refuseForTraining } from '../experiment/validate.ts';
import { refuseNewer } from '../lib/newer.ts';
import { failure, success, type Result } from '../lib/result.ts';
import {
  anyJson,
  checked,
  exactly,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  parse,
  recordOf,
  textUpTo,
  wholeFrom,
  type Fault,
} from '../lib/schema.ts';
import type { Budget } from '../record/run.ts';

export const STUDY_FORMAT = 1;
const MOST_AXES = 12;
const MOST_VALUES = 100;
const MOST_SEEDS = 1000;
const MOST_RUNS = 100_000;
/** Each is laid out and checked as the file is read. */
const MOST_CELLS = 2000;

/** How long each cell trains: so many meta-steps, for which its schedule is laid out, or so many minutes. */
export type CellBudget = Pick<Budget, 'metaSteps' | 'minutes'>;

/** What every run is judged by when it is done. */
export interface StudyEvaluation {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
}

/** A study as it stands in its file. */
export interface Study {
  readonly studyFormat: typeof STUDY_FORMAT;
  readonly name: string;
  readonly preset: PresetId;
  /** What differs from the preset in every cell. */
  readonly set?: Settings;
  /** Values of fields; every combination is a cell. */
  readonly axes: Readonly<Record<string, readonly unknown[]>>;
  /** Settings one at a time, crossed with the axes; `{}` is the cell without any. */
  readonly variants?: readonly Settings[];
  /** A run of each cell: rule seed and training seed. */
  readonly seeds: readonly number[];
  readonly budget: CellBudget;
  readonly evaluation: StudyEvaluation;
}

/** What a study varies, and one combination of it. */
export interface Cell {
  /** In the order of the axes; without what is as in every cell. */
  readonly settings: Settings;
  readonly spec: ExperimentSpec;
}

const seed = wholeFrom(0, 2 ** 31 - 1);
const settings = recordOf(anyJson, MOST_VALUES);
const fields = objectOf<Study>(
  {
    studyFormat: exactly(STUDY_FORMAT),
    name: textUpTo(200),
    preset: oneOf(PRESET_IDS),
    set: settings,
    axes: recordOf(listOf(anyJson, 1, MOST_VALUES), MOST_AXES),
    variants: listOf(settings, 1, MOST_VALUES),
    seeds: listOf(seed, 1, MOST_SEEDS),
    budget: objectOf<CellBudget>({ metaSteps: wholeFrom(1, 1_000_000), minutes: numberFrom(0, 100_000, 'above') }, [
      'metaSteps',
      'minutes',
    ]),
    evaluation: objectOf<StudyEvaluation>({
      tasks: wholeFrom(1, 1_000_000),
      steps: wholeFrom(1, MOST_INNER_STEPS),
      seed,
    }),
  },
  ['set', 'variants'],
);

/** The index of the first value that stands in the list before. */
function repeated(values: readonly unknown[]): number {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.findIndex((text, i) => texts.indexOf(text) < i);
}

function twiceFault({ seeds, axes, variants = [] }: Study): Fault | undefined {
  const lists: (readonly [string, readonly unknown[]])[] = [
    ['seeds', seeds],
    ...Object.entries(axes).map(([field, values]) => [`axes.${field}`, values] as const),
    ['variants', variants],
  ];
  for (const [at, values] of lists) {
    const twice = repeated(values);
    if (twice >= 0)
      return { at: `${at}.${twice}`, says: `is ${JSON.stringify(values[twice])} again; allowed: each once` };
  }
  return undefined;
}

function budgetFault({ budget }: Study): Fault | undefined {
  if (Object.keys(budget).length === 1) return undefined;
  return { at: 'budget', says: `has ${Object.keys(budget).length} limits; allowed: metaSteps or minutes` };
}

/** Every place where fields are named, with the fields. */
const namesOf = ({ set = {}, axes, variants = [] }: Study): readonly (readonly [string, readonly string[]])[] => [
  ['set', Object.keys(set)],
  ['axes', Object.keys(axes)],
  ...variants.map((variant, i) => [`variants.${i}`, Object.keys(variant)] as const),
];

/** Fields that the study itself sets, and those that two places set. */
function fieldFault(study: Study): Fault | undefined {
  const before = new Set<string>();
  for (const [place, names] of namesOf(study)) {
    for (const name of names) {
      const at = `${place}.${name}`;
      if (name.startsWith('seeds.')) return { at, says: "is set by the study's seeds; leave it out here" };
      if (name === 'recipe.metaSteps' && study.budget.metaSteps !== undefined)
        return { at, says: 'is set by the budget; leave it out here, or give the budget in minutes' };
      if (before.has(name)) return { at, says: 'is set in another place of the study too; allowed: in one' };
    }
    // Variants stand in place of each other.
    if (!place.startsWith('variants')) for (const name of names) before.add(name);
  }
  return undefined;
}

function sizeFault({ axes, variants, seeds }: Study): Fault | undefined {
  const cells = Object.values(axes).reduce((product, values) => product * values.length, variants?.length ?? 1);
  if (cells > MOST_CELLS) return { at: 'axes', says: notAllowed(cells, `at most ${MOST_CELLS} cells in all`) };
  const runs = cells * seeds.length;
  return runs <= MOST_RUNS ? undefined : { at: 'axes', says: notAllowed(runs, `at most ${MOST_RUNS} runs in all`) };
}

const schema = checked(fields, twiceFault, budgetFault, fieldFault, sizeFault);

/** Every combination of the axes' values, the last axis fastest. */
function combinations(axes: Study['axes']): Settings[] {
  return Object.entries(axes).reduce<Settings[]>(
    (cells, [field, values]) => cells.flatMap((cell) => values.map((value) => ({ ...cell, [field]: value }))),
    [{}],
  );
}

/** Where in the file a refused cell got the value from: that of the field, or else one of its section. */
function placeOf({ axes, variants = [], set = {} }: Study, cell: Settings, where: string): string {
  const text = (value: unknown) => JSON.stringify(value);
  const places = [
    ...Object.keys(axes).map((name) => {
      const index = axes[name]?.findIndex((value) => text(value) === text(cell[name])) ?? 0;
      return { name, place: `axes.${name}.${index}` };
    }),
    ...variants.flatMap((variant, i) =>
      Object.keys(variant)
        .filter((name) => text(variant[name]) === text(cell[name]))
        .map((name) => ({ name, place: `variants.${i}.${name}` })),
    ),
    ...Object.keys(set).map((name) => ({ name, place: `set.${name}` })),
  ];
  const section = (path: string) => path.split('.')[0];
  const at =
    places.find(({ name }) => where === name || where.startsWith(`${name}.`)) ??
    places.find(({ name }) => section(name) === section(where));
  return at?.place ?? 'axes';
}

/** Settings as they are said: `rule.messageSize=8, rule.sharing=none`. */
const said = (cell: Settings) =>
  Object.entries(cell)
    .map(([field, value]) => `${field}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** A study's cells, each with the spec of seed 0. */
function cellsIn(study: Study): Result<readonly Cell[]> {
  const { metaSteps } = study.budget;
  const fixed = { ...study.set, ...(metaSteps === undefined ? {} : { 'recipe.metaSteps': metaSteps }) };
  const cells: Cell[] = [];
  for (const combination of combinations(study.axes)) {
    for (const variant of study.variants ?? [{}]) {
      const settings = { ...combination, ...variant };
      const set = withFields(PRESETS[study.preset].spec, { ...fixed, ...settings });
      const spec = set.ok ? refuseForTraining(set.value) : set;
      if (!spec.ok) {
        const { where, message } = spec.failure;
        const place = placeOf(study, settings, where);
        const cell = Object.keys(settings).length === 0 ? 'every cell' : `the cell ${said(settings)}`;
        return failure(place, `${place}: ${message} (${cell})`);
      }
      cells.push({ settings, spec: spec.value });
    }
  }
  return success(cells);
}

/** A study from outside, with its cells; or the first refusal: where in the file, and what is allowed. */
export function parseStudy(value: unknown): Result<{ readonly study: Study; readonly cells: readonly Cell[] }> {
  const study = refuseNewer(value, 'studyFormat', STUDY_FORMAT, 'the study') ?? parse(schema, value);
  if (!study.ok) return study;
  const cells = cellsIn(study.value);
  return cells.ok ? success({ study: study.value, cells: cells.value }) : cells;
}
