// Which curves stand beside an evaluation: measured optimisers, and the other evaluations of this visit.

import type { BaselineReport } from '../../record/baselines.ts';
import { LANE_IDS } from '../../record/lanes.ts';
import { comparable, type FinishedEvaluation } from '../../store/evaluation/evaluation.ts';
import { methodOf, reportFor } from '../../store/fit/lanes.ts';
import type { OtherCurve } from '../../viz/evaluation/evaluationGeometry.ts';
import { LANE_LOOKS, LANE_NAMES } from '../../viz/fit/laneStyle.ts';

const PLAIN = { colour: 'var(--ink2)', dash: '' };

/** Optimisers only where their rates were found for its network, batches and horizon; rules by their number. */
export function othersBeside(
  finished: FinishedEvaluation,
  kept: readonly FinishedEvaluation[],
  reports: readonly BaselineReport[] | undefined,
): readonly OtherCurve[] {
  const found = reportFor(reports, finished.spec);
  const optimisers = LANE_IDS.flatMap((id): OtherCurve[] => {
    const method = found?.fits === true ? methodOf(found.report, id, finished.spec) : undefined;
    if (method === undefined) return [];
    return [{ name: LANE_NAMES[id], ...(LANE_LOOKS[id] ?? PLAIN), medianLoss: method.evaluation.medianLoss }];
  });
  const rules = kept
    .filter((other) => other.number !== finished.number && comparable(other, finished))
    .map(({ number, report }): OtherCurve => ({ name: String(number), ...PLAIN, medianLoss: report.medianLoss }));
  return [...optimisers, ...rules];
}
