// How other learners are drawn beside the rule: a colour and a dash each, and what is said of them.

import type { BaselineStart } from '../../record/baselines.ts';
import type { Lane, LaneId } from '../../record/lanes.ts';

/** A lane with its look. */
export interface DrawnLane extends Lane {
  readonly name: string;
  /** What it is called at the end of its line, where that is shorter. */
  readonly label?: string;
  /** Where it began: fresh random weights, or learned ones. */
  readonly start: BaselineStart['kind'];
  /** A CSS colour, the theme's. */
  readonly colour: string;
  readonly dash: string;
  /** Mean held-out loss over the evaluation's tasks by inner step, where it was measured. */
  readonly measured: Measured | undefined;
  /** Milliseconds of an inner step, where it was measured. */
  readonly stepMs?: number | undefined;
  /** Inner steps its rates, and its start, were found for; undefined for a rule. */
  readonly tunedFor?: number;
  /** The rule whose learned start it has, where that is another one than the rule in use. */
  readonly startOf?: string | undefined;
}

/** An evaluation over many tasks. */
export interface Measured {
  readonly meanLoss: readonly number[];
  readonly tasks: number;
  readonly seed: number;
}

/** Look of each lane, by its id. */
export const LANE_LOOKS: Readonly<Record<string, Pick<DrawnLane, 'colour' | 'dash'>>> = {
  sgd: { colour: 'var(--sgd)', dash: '1.5 3' },
  adam: { colour: 'var(--adam)', dash: '6 3' },
  maml: { colour: 'var(--maml)', dash: '7 2.5 1.5 2.5' },
  metaSgd: { colour: 'var(--meta-sgd)', dash: '10 3' },
  metaCurvature: { colour: 'var(--meta-curvature)', dash: '10 2.5 1.5 2.5' },
  before: { colour: 'var(--ink3)', dash: '' },
  intact: { colour: 'var(--ink2)', dash: '' },
  rival: { colour: 'var(--rival)', dash: '3 2' },
};

export const LANE_NAMES: Readonly<Record<LaneId, string>> = {
  sgd: 'SGD',
  adam: 'Adam',
  maml: 'MAML',
  metaSgd: 'Meta-SGD',
  metaCurvature: 'Meta-Curvature',
};

/** Its predictions on the grid after so many inner steps, or its last ones. */
export function laneAfter({ predictions }: Lane, step: number): Float32Array | undefined {
  return predictions[Math.min(step, predictions.length - 1)];
}

/** Of a rule's name what tells it from another's: `steady` of `Learned prior 2x10, steady` beside `Learned prior 2x10`. */
export function toldFrom(name: string, other: string): string {
  return name.startsWith(`${other}, `) ? name.slice(other.length + 2) : name;
}
