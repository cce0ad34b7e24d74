// From the numbers of every task to statistics over tasks. Pure.

import { mean, median, quantile, standardDeviation } from '../../lib/statistics.ts';
import type { EvaluationStatistics, ShapeStatistics } from '../../record/evaluation.ts';
import { isStuck, type ArcFit } from './stuck.ts';

/** How many tasks had a loss above `limit` (`TaskFamily.diverged`), or one that is not finite, at any step. */
export function countDiverged(tasks: readonly (readonly number[])[], limit: number): number {
  return tasks.filter((losses) => losses.some((loss) => !(loss <= limit))).length;
}

/** What one task gave; index = inner step, 0 first. */
export interface TaskOutcome {
  readonly losses: readonly number[];
  readonly fits?: readonly ArcFit[];
  readonly accuracy?: readonly number[];
}

/** Column `step` of the rows, smallest first; what is not a number counts as infinite. */
function sortedColumn(rows: readonly (readonly number[])[], step: number): number[] {
  return rows.map((row) => (Number.isNaN(row[step]!) ? Infinity : row[step]!)).sort((a, b) => a - b);
}

function shapeOf(fits: readonly (readonly ArcFit[])[]): ShapeStatistics {
  const steps = Array.from(fits[0]?.keys() ?? []);
  const explained = (step: number, key: 'inside' | 'outside') =>
    median(fits.map((row) => row[step]![key]).filter((share) => !Number.isNaN(share)));
  return {
    stuck: steps.map((step) => fits.filter((row) => isStuck(row[step]!)).length),
    explainedInside: steps.map((step) => explained(step, 'inside')),
    explainedOutside: steps.map((step) => explained(step, 'outside')),
  };
}

/**
 * Statistics over tasks.
 *
 * @param outcomes one for each task, all with the same number of steps and the same optional lists.
 * @param limit the loss above which a task has diverged.
 */
export function statisticsOf(outcomes: readonly TaskOutcome[], limit: number): EvaluationStatistics {
  const losses = outcomes.map((outcome) => outcome.losses);
  const fits = outcomes.flatMap((outcome) => (outcome.fits === undefined ? [] : [outcome.fits]));
  const accuracies = outcomes.flatMap((outcome) => (outcome.accuracy === undefined ? [] : [outcome.accuracy]));
  const steps = Array.from(losses[0]?.keys() ?? []);
  const sorted = steps.map((step) => sortedColumn(losses, step));
  const finite = sorted.map((column) => column.filter(Number.isFinite));
  return {
    meanLoss: finite.map((column) => mean(column)),
    medianLoss: sorted.map((column) => quantile(column, 0.5)),
    lowerQuartile: sorted.map((column) => quantile(column, 0.25)),
    upperQuartile: sorted.map((column) => quantile(column, 0.75)),
    worstPercentile: sorted.map((column) => quantile(column, 0.99)),
    sdLoss: finite.map(standardDeviation),
    diverged: countDiverged(losses, limit),
    ...(fits.length === 0 ? {} : { shape: shapeOf(fits) }),
    ...(accuracies.length === 0
      ? {}
      : { meanAccuracy: steps.map((step) => mean(accuracies.map((row) => row[step]!))) }),
  };
}
