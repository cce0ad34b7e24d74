// The learners beside each other, best first: what each reached here, over many tasks, and at what cost.

import type { BaselineStart } from '../../record/baselines.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { optimiserCost, ruleCost } from './innerCost.ts';
import type { DrawnLane, Measured } from './laneStyle.ts';

export interface RankedLane {
  readonly id: string;
  readonly name: string;
  readonly start: BaselineStart['kind'];
  readonly colour: string;
  readonly dash: string;
  readonly losses: readonly number[];
  readonly here: number;
  /** Mean over the evaluation's tasks at the same step. */
  readonly measured: number | undefined;
  /** Why there is none. */
  readonly unmeasured: string;
  readonly tunedFor: DrawnLane['tunedFor'];
  readonly startOf: DrawnLane['startOf'];
  /** Lowest of what was measured over the same tasks. */
  readonly best: boolean;
  /** Multiplications of an inner step, SGD's being one; undefined beside a formula, which is not counted. */
  readonly cost: number | undefined;
  /** Milliseconds of an inner step, measured on this machine; undefined where it was not. */
  readonly stepMs: number | undefined;
}

/** The rule in use as a lane. */
export interface OwnLane {
  readonly name: string;
  readonly losses: readonly number[];
  readonly measured: Measured | undefined;
  readonly stepMs?: number | undefined;
  /** It is changed while it learns: what was measured is of the intact one. */
  readonly changed?: boolean;
}

const CHANGED = 'the rule is changed here, its figure is of the intact one; Measure compares the two over many tasks';

const same = (a: Measured, b: Measured) => a.tasks === b.tasks && a.seed === b.seed;

function whyNot(measured: Measured | undefined, step: number, tunedFor: number | undefined): string {
  if (measured === undefined && tunedFor !== undefined) return "none were measured for this rule's horizon";
  return measured === undefined ? 'not evaluated' : `not evaluated at step ${step} over the same tasks`;
}

/** In what the optimisers are not the equals of the rule: the step they were tuned for, and whose start they have. */
export function unlike(lanes: readonly RankedLane[], step: number): string | undefined {
  const tuned = lanes.find(({ tunedFor }) => tunedFor !== undefined)?.tunedFor;
  const borrowed = lanes.filter(({ startOf }) => startOf !== undefined);
  const words = [
    ...(tuned === undefined || tuned === step ? [] : [`The optimisers were tuned for step ${tuned}.`]),
    ...(borrowed.length === 0
      ? []
      : [`Start of ${borrowed.map(({ name }) => name).join(' and ')}: that of ${borrowed[0]?.startOf}.`]),
  ];
  return words.length === 0 ? undefined : words.join(' ');
}

/** All learners on show after `step`, the lowest loss of this task first. */
export function rankedLanes(
  own: OwnLane,
  lanes: readonly DrawnLane[],
  spec: ExperimentSpec,
  step: number,
): readonly RankedLane[] {
  const sgd = optimiserCost(spec, false);
  const mine: DrawnLane = {
    ...{ id: 'own', predictions: [], colour: 'var(--mplp)', dash: '' },
    start: spec.recipe.learnedPrior ? 'learned' : 'random',
    ...own,
  };
  const reference = own.measured ?? lanes.find(({ measured }) => measured !== undefined)?.measured;
  const rows = [mine, ...lanes].map((lane): Omit<RankedLane, 'best'> => {
    const { measured, tunedFor } = lane;
    const fits = measured !== undefined && reference !== undefined && same(measured, reference);
    const cost = ['own', 'intact', 'rival'].includes(lane.id)
      ? spec.rule.formula === undefined
        ? ruleCost(spec)
        : undefined
      : optimiserCost(spec, lane.id === 'adam');
    return {
      ...lane,
      tunedFor,
      startOf: lane.startOf,
      here: lane.losses[step] ?? NaN,
      measured: fits ? measured.meanLoss[step] : undefined,
      unmeasured: lane.id === 'own' && own.changed === true ? CHANGED : whyNot(measured, step, tunedFor),
      cost: cost && cost / sgd,
      stepMs: lane.stepMs,
    };
  });
  const least = Math.min(...rows.map(({ measured }) => measured ?? Infinity));
  const order = (loss: number) => (Number.isNaN(loss) ? Infinity : loss);
  return rows.map((row) => ({ ...row, best: row.measured === least })).sort((a, b) => order(a.here) - order(b.here));
}
