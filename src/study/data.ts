// What a study found, small enough to ship and to show: every run's end, and its curve in a few dozen points.

import { refuseNewer } from '../lib/newer.ts';
import { failure, success, type Result } from '../lib/result.ts';
import {
  anything,
  checked,
  exactly,
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  orNull,
  parse,
  textUpTo,
  wholeFrom,
} from '../lib/schema.ts';
import { mean } from '../lib/statistics.ts';
import { curveLosses, RUN_STATUSES, type Curve, type RunStatus, type TrainedRun } from '../record/trainedRun.ts';
import { runKey, type CellRun } from './cells.ts';
import { parseStudy, type Cell, type Study, type StudyEvaluation } from './study.ts';

export const STUDY_DATA_FORMAT = 1;
/** Points of a curve, the first meta-step not counted. */
const POINTS = 40;

/** Losses along a run: at the first meta-step, then means over equal stretches, each named by its last meta-step. */
export interface RunCurve {
  readonly at: readonly number[];
  readonly metaLoss: readonly number[];
  readonly heldOut: readonly number[];
}

/** A run of a study: what became of it. */
export interface StudyRun {
  readonly id: string;
  /** Index of its cell. */
  readonly cell: number;
  readonly seed: number;
  readonly status: RunStatus;
  readonly cause?: string;
  readonly metaSteps: number;
  readonly trainedMs: number;
  /** Of the evaluation, index = inner step; missing where the run did not come to its end. */
  readonly meanLoss?: readonly number[];
  /** Tasks of the evaluation, after its last step. */
  readonly stuckTasks?: number;
  readonly divergedTasks?: number;
  readonly curve: RunCurve;
}

/** Everything a study found. Runs that are not there yet are missing. */
export interface StudyData {
  readonly studyDataFormat: typeof STUDY_DATA_FORMAT;
  readonly study: Study;
  readonly versions: readonly string[];
  readonly machines: readonly string[];
  readonly runs: readonly StudyRun[];
}

/** Four digits: what is drawn and said has fewer. */
const short = (value: number) => Number(value.toPrecision(4));

/** A run's losses in a few dozen points; the first meta-step is never averaged away. */
export function runCurve(curve: Curve, from: number): RunCurve {
  const losses = curveLosses(curve);
  const rest = losses.length - 1;
  const stretches = Math.min(POINTS, Math.max(0, rest));
  const ends = Array.from({ length: stretches }, (_, i) => 1 + Math.round(((i + 1) * rest) / stretches));
  const points = losses.length === 0 ? [] : [1, ...ends];
  const over = (key: 'metaLoss' | 'heldOut') =>
    points.map((end, i) => short(mean(losses.slice(points[i - 1] ?? 0, end).map((each) => each[key]))));
  return { at: points.map((end) => from + end), metaLoss: over('metaLoss'), heldOut: over('heldOut') };
}

const isAsked = (asked: StudyEvaluation) => (report: StudyEvaluation) =>
  report.tasks === asked.tasks && report.steps === asked.steps && report.seed === asked.seed;

const unique = (values: readonly string[]) => [...new Set(values)].sort();

/** One run of a study, from what a store holds of it. */
function studyRun(study: Study, { id, cell, seed }: CellRun, run: TrainedRun, curve: Curve): StudyRun {
  const { status, cause, metaSteps, trainedMs } = run;
  const report = run.evaluations.find(isAsked(study.evaluation));
  const stuck = report?.shape?.stuck.at(-1);
  return {
    ...{ id, cell, seed, status, metaSteps, trainedMs: Math.round(trainedMs) },
    ...(cause === undefined || status === 'done' ? {} : { cause }),
    ...(report === undefined ? {} : { meanLoss: report.meanLoss.map(short), divergedTasks: report.diverged }),
    ...(stuck === undefined ? {} : { stuckTasks: stuck }),
    curve: runCurve(curve, run.from),
  };
}

/** The runs that a study asks for and that are there, as data. */
export async function studyData(
  study: Study,
  asked: readonly CellRun[],
  runs: readonly TrainedRun[],
  curveOf: (run: TrainedRun) => Promise<Curve>,
): Promise<StudyData> {
  const there = new Map(runs.map((run) => [runKey(run), run]));
  const found = asked.flatMap((cell) => {
    const run = there.get(cell.id);
    return run === undefined || run.status === 'waiting' ? [] : [{ cell, run }];
  });
  return {
    studyDataFormat: STUDY_DATA_FORMAT,
    study,
    versions: unique(found.flatMap(({ run }) => run.versions)),
    machines: unique(found.map(({ run }) => run.machine.name)),
    runs: await Promise.all(found.map(async ({ cell, run }) => studyRun(study, cell, run, await curveOf(run)))),
  };
}

/** Whether a run came to an end that needs no more training: done and judged, or diverged. */
export const isSettled = ({ status, meanLoss }: StudyRun) =>
  status === 'diverged' || (status === 'done' && meanLoss !== undefined);

/** Whether another study judges its runs by the same tasks and inner steps, so that their losses compare. */
export const isJudgedAs = (study: Study) => (other: Study) => isAsked(study.evaluation)(other.evaluation);

/**
 * What several sittings found of a study: of each run that it asks for the last that is settled, else the last. Runs are
 * known by their digest, so those of a study with other cells, seeds or name stand in it too; those of a study judged by
 * another evaluation do not.
 */
export function joinedData(study: Study, asked: readonly CellRun[], parts: readonly StudyData[]): StudyData {
  const usable = parts.filter((part) => isJudgedAs(study)(part.study));
  const found = new Map<string, StudyRun>();
  for (const run of usable.flatMap(({ runs }) => runs)) {
    const before = found.get(run.id);
    if (before === undefined || isSettled(run) || !isSettled(before)) found.set(run.id, run);
  }
  const used = new Set(asked.flatMap(({ id }) => found.get(id) ?? []));
  const from = usable.filter(({ runs }) => runs.some((run) => used.has(run)));
  return {
    ...{ studyDataFormat: STUDY_DATA_FORMAT, study },
    versions: unique(from.flatMap(({ versions }) => versions)),
    machines: unique(from.flatMap(({ machines }) => machines)),
    runs: asked.flatMap(({ id, cell, seed }) => {
      const run = found.get(id);
      return run === undefined ? [] : [{ ...run, cell, seed }];
    }),
  };
}

const words = textUpTo(10_000);
const count = wholeFrom(0, 2 ** 31);
const losses = listOf(orNull(numberFrom(-Number.MAX_VALUE, Number.MAX_VALUE), NaN), 0, 10_000);
const run = objectOf<StudyRun>(
  {
    id: words,
    cell: count,
    seed: count,
    status: oneOf(RUN_STATUSES),
    cause: words,
    metaSteps: count,
    trainedMs: numberFrom(0, 1e15),
    meanLoss: losses,
    stuckTasks: count,
    divergedTasks: count,
    curve: objectOf<RunCurve>({ at: listOf(count, 0, 10_000), metaLoss: losses, heldOut: losses }),
  },
  ['cause', 'meanLoss', 'stuckTasks', 'divergedTasks'],
);
type Unread = Omit<StudyData, 'study'> & { readonly study: unknown };
const schema = objectOf<Unread>({
  studyDataFormat: exactly(STUDY_DATA_FORMAT),
  study: anything,
  versions: listOf(words, 0, 1000),
  machines: listOf(words, 0, 1000),
  runs: listOf(
    checked(run, ({ curve: { at, metaLoss, heldOut } }) =>
      metaLoss.length === at.length && heldOut.length === at.length
        ? undefined
        : { at: 'curve', says: notAllowed(metaLoss, `${at.length} values each`) },
    ),
    0,
    100_000,
  ),
});

/** What a study found, read back, with its cells. */
export function parseStudyData(value: unknown): Result<{ readonly data: StudyData; readonly cells: readonly Cell[] }> {
  const read = refuseNewer(value, 'studyDataFormat', STUDY_DATA_FORMAT, "the study's data") ?? parse(schema, value);
  if (!read.ok) return read;
  const study = parseStudy(read.value.study);
  if (!study.ok) return failure('study', `study.${study.failure.message}`);
  const { cells } = study.value;
  const at = read.value.runs.findIndex(({ cell }) => cell >= cells.length);
  if (at >= 0)
    return failure('runs', `runs.${at}.cell ${notAllowed(read.value.runs[at]?.cell, `below ${cells.length}`)}`);
  return success({ data: { ...read.value, study: study.value.study }, cells });
}
