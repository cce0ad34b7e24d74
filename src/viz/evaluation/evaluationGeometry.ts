// Scales and paths of the evaluation's curve.

import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { EvaluationStatistics } from '../../record/evaluation.ts';
import { logScale, type Box } from '../fit/fitGeometry.ts';

export interface EvaluationCurve {
  readonly x: (step: number) => number;
  readonly y: (loss: number) => number;
  readonly ticks: readonly number[];
  /** The middle half of the tasks. */
  readonly band: string;
  readonly median: string;
  readonly mean: string;
  readonly others: readonly string[];
}

/** Another learner's median beside it, and its name. */
export interface OtherCurve {
  readonly name: string;
  readonly colour: string;
  readonly dash: string;
  readonly medianLoss: readonly number[];
}

/** Steps across, losses on a log axis; what is not finite stands at the top. */
export function evaluationCurve(
  statistics: EvaluationStatistics,
  box: Box,
  others: readonly OtherCurve[] = [],
): EvaluationCurve {
  const { meanLoss, medianLoss, lowerQuartile, upperQuartile } = statistics;
  const beside = others.flatMap((other) => other.medianLoss.slice(0, meanLoss.length));
  const { scale, ticks } = logScale([...meanLoss, ...lowerQuartile, ...upperQuartile, ...beside], box.bottom, box.top);
  const [floor = 0, ceiling = 1] = scale.domain();
  const x = scaleLinear([0, Math.max(1, meanLoss.length - 1)], [box.left, box.right]);
  const y = (loss: number) => scale(Number.isFinite(loss) ? Math.max(floor, loss) : ceiling);
  const path = line<number>()
    .x((_, step) => x(step))
    .y(y)
    .digits(1);
  const band = area<number>()
    .x((_, step) => x(step))
    .y0(y)
    .y1((_, step) => y(upperQuartile[step] ?? NaN))
    .digits(1);
  return {
    x,
    y,
    ticks,
    band: band(lowerQuartile) ?? '',
    median: path(medianLoss) ?? '',
    mean: path(meanLoss) ?? '',
    others: others.map((other) => path(other.medianLoss.slice(0, meanLoss.length)) ?? ''),
  };
}
