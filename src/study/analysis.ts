// What a study says: cells ranked, and for every two values of an axis whether they differ. Pure.

import { bootstrapMedian, pairedTest, pairsNeeded, type Interval, type PairedTest } from '../lib/inference.ts';
import { mean, median, quantile } from '../lib/statistics.ts';
import type { CurveKey } from '../record/trainedRun.ts';
import type { RunCurve, StudyData, StudyRun } from './data.ts';
import type { Cell } from './study.ts';

/** A run is stuck whose loss after the last inner step is above this share of that before learning: it learns little. */
export const STUCK_ABOVE = 0.75;
/** The threshold before: the other was chosen after a look at the first runs of the study of 2x10, so reports say both. */
export const STUCK_ABOVE_BEFORE = 0.5;

/** The loss a run is judged by: after the last inner step of its evaluation; undefined where it has none. */
export function endLoss({ meanLoss }: StudyRun): number | undefined {
  const loss = meanLoss?.at(-1);
  return loss !== undefined && Number.isFinite(loss) ? loss : undefined;
}

/** Geometric mean of the held-out loss along the training: lower means lower earlier. */
export function alongLoss({ curve, status }: StudyRun): number | undefined {
  if (status !== 'done') return undefined;
  // The first point is one meta-step, the others stretches: it counts little, so it is left out.
  const loss = Math.exp(mean(curve.heldOut.slice(1).map(Math.log)));
  return Number.isFinite(loss) ? loss : undefined;
}

/** @param above the share of the loss before learning. */
export function isStuckRun(run: StudyRun, above = STUCK_ABOVE): boolean {
  const [before, after] = [run.meanLoss?.[0], endLoss(run)];
  return before !== undefined && after !== undefined && after > above * before;
}

/** One cell over its seeds. */
export interface CellSummary {
  readonly cell: number;
  /** Runs that came to their end, each with its seed, in the order of the seeds. */
  readonly ends: readonly { readonly seed: number; readonly loss: number; readonly stuck: boolean }[];
  /** Of the ends; NaN of none. */
  readonly median: number;
  /** 95 % bootstrap interval of the median. */
  readonly interval: Interval;
  readonly stuck: number;
  /** Left out of the median, and counted here. */
  readonly diverged: number;
  readonly failed: number;
  /** Share of the evaluation's tasks stuck on a centre arc, and diverged; mean over the runs, NaN of none. */
  readonly stuckTasks: number;
  readonly divergedTasks: number;
}

function summaryOf(data: StudyData, cell: number): CellSummary {
  const runs = data.runs.filter((run) => run.cell === cell);
  const ends = runs.flatMap((run) => {
    const loss = endLoss(run);
    return loss === undefined ? [] : [{ seed: run.seed, loss, stuck: isStuckRun(run) }];
  });
  const losses = ends.map(({ loss }) => loss);
  const { tasks } = data.study.evaluation;
  const share = (key: 'stuckTasks' | 'divergedTasks') =>
    mean(runs.flatMap((run) => (run[key] === undefined ? [] : [run[key] / tasks])));
  return {
    ...{ cell, ends, median: median(losses), interval: bootstrapMedian(losses, cell) },
    stuck: ends.filter(({ stuck }) => stuck).length,
    diverged: runs.filter(({ status }) => status === 'diverged').length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    ...{ stuckTasks: share('stuckTasks'), divergedTasks: share('divergedTasks') },
  };
}

/** Every cell, in the order of the study. */
export function summariesOf(data: StudyData, cells: readonly Cell[]): readonly CellSummary[] {
  return cells.map((_, cell) => summaryOf(data, cell));
}

/** Lowest median first; cells without any run at the end. */
export function ranked(summaries: readonly CellSummary[]): readonly CellSummary[] {
  const at = ({ median }: CellSummary) => (Number.isNaN(median) ? Infinity : median);
  return [...summaries].sort((a, b) => at(a) - at(b) || a.cell - b.cell);
}

/** What runs are compared in. */
export const MEASURES = { end: endLoss, along: alongLoss } as const;
export type Measure = keyof typeof MEASURES;

/** Two values of an axis, compared with everything else equal. */
export interface Question {
  readonly field: string;
  readonly a: unknown;
  readonly b: unknown;
  readonly measure: Measure;
  /** How many times b's loss is a's: the geometric mean, and its 95 % interval over seeds. */
  readonly factor: number;
  readonly interval: Interval;
  /** Seeds that stand in the test, and pairs of runs in all. */
  readonly seeds: number;
  readonly pairs: number;
  readonly differs: boolean;
  /** Seeds with which a factor as large as this would be told, with a chance of 80 %; undefined for more than 1,000. */
  readonly needed: number | undefined;
}

/** Runs of a cell's seed, by both. */
function runAt(data: StudyData): (cell: number, seed: number) => StudyRun | undefined {
  const at = new Map(data.runs.map((run) => [`${run.cell} ${run.seed}`, run]));
  return (cell, seed) => at.get(`${cell} ${seed}`);
}

/** Cells that differ in one field alone: pairs with its value a, and b. */
function pairsOf(
  cells: readonly Cell[],
  field: string,
  a: unknown,
  b: unknown,
): readonly (readonly [number, number])[] {
  const text = (cell: Cell, value: unknown) =>
    JSON.stringify(Object.entries({ ...cell.settings, [field]: value }).sort(([x], [y]) => (x < y ? -1 : 1)));
  const index = new Map(cells.map((cell, i) => [text(cell, cell.settings[field]), i]));
  return cells.flatMap((cell, i) => {
    if (JSON.stringify(cell.settings[field]) !== JSON.stringify(a)) return [];
    const other = index.get(text(cell, b));
    return other === undefined ? [] : [[i, other] as const];
  });
}

/**
 * Whether two values of a field differ. The seed is the independent repetition: the logs of the losses' ratios are
 * averaged over all other settings within each seed, and Student's paired test is taken over the seeds.
 *
 * @param only cells that take part; all by default.
 */
export function compare(
  data: StudyData,
  cells: readonly Cell[],
  { field, a, b, measure }: Pick<Question, 'field' | 'a' | 'b' | 'measure'>,
  only: (cell: Cell) => boolean = () => true,
): Question {
  const find = runAt(data);
  const pairs = pairsOf(cells, field, a, b).filter(([i]) => cells[i] !== undefined && only(cells[i]));
  const loss = (cell: number, seed: number) => {
    const run = find(cell, seed);
    return run === undefined ? undefined : MEASURES[measure](run);
  };
  const ratios = data.study.seeds.flatMap((seed) => {
    const logs = pairs.flatMap(([i, j]) => {
      const [of, to] = [loss(i, seed), loss(j, seed)];
      return of === undefined || to === undefined ? [] : [Math.log(to / of)];
    });
    // A seed that lacks a cell would weigh the others otherwise.
    return logs.length === pairs.length && logs.length > 0 ? [{ mean: mean(logs), pairs: logs.length }] : [];
  });
  const test: PairedTest = pairedTest(ratios.map((ratio) => ratio.mean));
  return {
    ...{ field, a, b, measure, factor: Math.exp(test.mean) },
    interval: { low: Math.exp(test.low), high: Math.exp(test.high) },
    ...{ seeds: test.pairs, pairs: ratios.reduce((sum, ratio) => sum + ratio.pairs, 0), differs: test.differs },
    needed: pairsNeeded(test),
  };
}

/** Every two values of every axis, and every variant of one field against what the preset has there. */
export function questionsOf(data: StudyData, cells: readonly Cell[], measure: Measure = 'end'): readonly Question[] {
  const { axes, variants = [] } = data.study;
  const asked = Object.entries(axes).flatMap(([field, values]) =>
    values.flatMap((a, i) => values.slice(i + 1).map((b) => ({ field, a, b }))),
  );
  const single = variants.map((variant) => Object.entries(variant)).filter((fields) => fields.length === 1);
  const more = single.flatMap((fields) => fields.map(([field, b]) => ({ field, a: undefined, b })));
  return [...asked, ...more].map((each) => compare(data, cells, { ...each, measure }));
}

/** Median, lowest and highest seed of a cell along its training. */
export interface Band {
  readonly at: readonly number[];
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly runs: number;
}

/** Which stretch a meta-step falls into, of those that end at `at`; -1 past the last. */
export const stretchAt = (at: readonly number[], metaStep: number): number => at.findIndex((end) => end >= metaStep);

const curveAt = (curve: RunCurve, key: CurveKey, metaStep: number): number =>
  curve[key][stretchAt(curve.at, metaStep)] ?? NaN;

/**
 * The band of a cell over the runs that came to their end. Runs of an equal time have meta-steps of their own: all are
 * read at those of the shortest, so that the band is of the same runs everywhere.
 */
export function bandOf(data: StudyData, cell: number, key: CurveKey): Band {
  const curves = data.runs.filter((run) => run.cell === cell && run.status === 'done').map(({ curve }) => curve);
  const ends = curves.map(({ at }) => at.at(-1) ?? 0);
  const at = curves[ends.indexOf(Math.min(...ends))]?.at ?? [];
  const columns = at.map((step) => curves.map((curve) => curveAt(curve, key, step)).sort((a, b) => a - b));
  return {
    at,
    median: columns.map((column) => quantile(column, 0.5)),
    low: columns.map((column) => column[0] ?? NaN),
    high: columns.map((column) => column.at(-1) ?? NaN),
    runs: curves.length,
  };
}
