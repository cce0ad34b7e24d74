// Other learners on the same task, start and batches as a record: what the Fit figure draws beside the rule in use.

import type { BaselineId, BaselineRule, BaselineStart } from './baselines.ts';

/** Optimisers that can be drawn beside a rule. */
export const LANE_IDS = ['sgd', 'adam', 'maml', 'metaSgd', 'metaCurvature'] as const satisfies readonly BaselineId[];
export type LaneId = (typeof LANE_IDS)[number];

/** An ordinary optimiser, ready to run. */
export interface LaneMethod {
  readonly rule: BaselineRule;
  readonly start: BaselineStart;
}

/** Learners adapted beside each other, and the milliseconds an inner step of each took here; `own`: the rule in use. */
export interface Compared {
  readonly lanes: readonly Lane[];
  readonly stepMs: Readonly<Record<string, number>>;
}

/** One learner's way through an episode; index = inner step, 0 before learning. */
export interface Lane {
  readonly id: string;
  /** [K+1]: loss on the evaluation points, as `heldOutLoss` of the record. */
  readonly losses: readonly number[];
  /** [K+1][G * outputs]: predictions on the record's grid. */
  readonly predictions: readonly Float32Array[];
}
