// Evaluations read back from JSON: every field checked, refusals in words.

import { anyNumber, listOf, numberFrom, objectOf, orNull, textUpTo, wholeFrom, type Fields } from '../lib/schema.ts';
import type { EvaluationReport, EvaluationStatistics, ShapeStatistics } from './evaluation.ts';

const MOST_STEPS = 10_000;
const count = wholeFrom(0, 2 ** 31);
const text = textUpTo(1000);
/** JSON has no infinity: a loss that was not finite is written null there, and as it is in the browser's storage. */
const loss = orNull(anyNumber, Infinity);
const losses = listOf(loss, 1, MOST_STEPS + 1);
const counts = listOf(count, 1, MOST_STEPS + 1);

const statistics: Fields<EvaluationStatistics> = {
  meanLoss: losses,
  medianLoss: losses,
  lowerQuartile: losses,
  upperQuartile: losses,
  worstPercentile: losses,
  sdLoss: losses,
  diverged: count,
  shape: objectOf<ShapeStatistics>({ stuck: counts, explainedInside: losses, explainedOutside: losses }),
  meanAccuracy: losses,
};
const OPTIONAL = ['shape', 'meanAccuracy', 'worstPercentile'] as const;
export const statisticsSchema = objectOf<EvaluationStatistics>(statistics, OPTIONAL);

const report: Fields<EvaluationReport> = {
  backend: text,
  tasks: count,
  steps: count,
  seed: count,
  trainedSteps: count,
  changes: listOf(text, 0, 100),
  ...statistics,
  wallMs: numberFrom(0, Number.MAX_VALUE),
};
export const reportSchema = objectOf<EvaluationReport>(report, OPTIONAL);

/** A report with more fields beside its own. */
export function reportWith<T extends EvaluationReport>(more: Fields<Omit<T, keyof EvaluationReport>>) {
  return objectOf<T>({ ...report, ...more } as unknown as Fields<T>, OPTIONAL); // the fields of both halves
}
