// How the messages of a unit's outgoing weights become one (Eq. 9): each way described once.

import type { Aggregation, RuleSpec } from './types.ts';
import type { LearnerTensor } from './ruleKinds.ts';

export interface Aggregator {
  readonly name: Aggregation;
  /** Parameters of its own for each layer of weights, named below the group: none for the fixed ones. */
  readonly parameters: (rule: RuleSpec) => readonly LearnerTensor[];
  /** What every message is multiplied by before they are summed up over `count` weights; undefined for one that learns. */
  readonly factor: ((count: number) => number) | undefined;
}

const none = () => [];

const AGGREGATORS: Readonly<Record<Aggregation, Aggregator>> = {
  mean: { name: 'mean', parameters: none, factor: (count) => 1 / count },
  sum: { name: 'sum', parameters: none, factor: () => 1 },
};

export function aggregatorOf({ aggregation }: Pick<RuleSpec, 'aggregation'>): Aggregator {
  return AGGREGATORS[aggregation];
}
