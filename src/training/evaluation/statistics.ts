// From the numbers of every task to statistics over tasks. Pure.

import type { EvaluationStatistics, ShapeStatistics } from '../../record/evaluation.ts';
import { isStuck, type ArcFit } from './stuck.ts';

/** A task whose loss passes this at any step has diverged. */
const DIVERGED_ABOVE = 1;

/** What one task gave; index = inner step, 0 first. */
export interface TaskOutcome {
  readonly losses: readonly number[];
  readonly fits?: readonly ArcFit[];
  readonly accuracy?: readonly number[];
}

/** Value below which a share of the sorted numbers lies, straight between neighbours; NaN of none. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  // Not by a weighted sum alone: a neighbour at infinity with weight 0 would give NaN.
  return below === above || at % 1 === 0 ? below : below + (above - below) * (at % 1);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sdOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** Column `step` of the rows, smallest first; what is not a number counts as infinite. */
function sortedColumn(rows: readonly (readonly number[])[], step: number): number[] {
  return rows.map((row) => (Number.isNaN(row[step]!) ? Infinity : row[step]!)).sort((a, b) => a - b);
}

function shapeOf(fits: readonly (readonly ArcFit[])[]): ShapeStatistics {
  const steps = Array.from(fits[0]?.keys() ?? []);
  const median = (step: number, key: 'inside' | 'outside') =>
    quantile(
      fits
        .map((row) => row[step]![key])
        .filter((share) => !Number.isNaN(share))
        .sort((a, b) => a - b),
      0.5,
    );
  return {
    stuck: steps.map((step) => fits.filter((row) => isStuck(row[step]!)).length),
    explainedInside: steps.map((step) => median(step, 'inside')),
    explainedOutside: steps.map((step) => median(step, 'outside')),
  };
}

/**
 * Statistics over tasks.
 *
 * @param outcomes one for each task, all with the same number of steps and the same optional lists.
 */
export function statisticsOf(outcomes: readonly TaskOutcome[]): EvaluationStatistics {
  const losses = outcomes.map((outcome) => outcome.losses);
  const fits = outcomes.flatMap((outcome) => (outcome.fits === undefined ? [] : [outcome.fits]));
  const accuracies = outcomes.flatMap((outcome) => (outcome.accuracy === undefined ? [] : [outcome.accuracy]));
  const steps = Array.from(losses[0]?.keys() ?? []);
  const sorted = steps.map((step) => sortedColumn(losses, step));
  const finite = sorted.map((column) => column.filter(Number.isFinite));
  return {
    meanLoss: finite.map(meanOf),
    medianLoss: sorted.map((column) => quantile(column, 0.5)),
    lowerQuartile: sorted.map((column) => quantile(column, 0.25)),
    upperQuartile: sorted.map((column) => quantile(column, 0.75)),
    sdLoss: finite.map(sdOf),
    diverged: losses.filter((row) => row.some((loss) => !(loss <= DIVERGED_ABOVE))).length,
    ...(fits.length === 0 ? {} : { shape: shapeOf(fits) }),
    ...(accuracies.length === 0
      ? {}
      : { meanAccuracy: steps.map((step) => meanOf(accuracies.map((row) => row[step]!))) }),
  };
}
