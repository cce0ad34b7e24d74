// Which curves stand beside an evaluation: measured optimisers, and other evaluations.

import type { BaselineReport } from '../../record/baselines.ts';
import { LANE_IDS } from '../../record/lanes.ts';
import type { KeptEvaluation } from '../../record/keptEvaluation.ts';
import type { Listed } from '../../store/evaluation/evaluations.ts';
import { methodOf, reportFor } from '../../store/fit/lanes.ts';
import type { OtherCurve } from '../../viz/evaluation/evaluationGeometry.ts';
import { LANE_LOOKS, LANE_NAMES } from '../../viz/fit/laneStyle.ts';

const PLAIN = { colour: 'var(--ink2)', dash: '' };

/** Optimisers only where their rates were found for its network, batches and horizon; rules by their number. */
export function othersBeside(
  finished: KeptEvaluation,
  all: readonly Listed[],
  reports: readonly BaselineReport[] | undefined,
): readonly OtherCurve[] {
  const found = reportFor(reports, finished.spec);
  const optimisers = LANE_IDS.flatMap((id): OtherCurve[] => {
    const method = found?.fits === true ? methodOf(found.report, id, finished.spec) : undefined;
    if (method === undefined) return [];
    return [{ name: LANE_NAMES[id], ...(LANE_LOOKS[id] ?? PLAIN), medianLoss: method.evaluation.medianLoss }];
  });
  const rules = all
    .filter(({ beside }) => beside)
    .map(({ number, evaluation: { report } }): OtherCurve => ({
      ...{ name: String(number), medianLoss: report.medianLoss },
      ...PLAIN,
    }));
  return [...optimisers, ...rules];
}
