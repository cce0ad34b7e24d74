// An experiment whose rule is written by hand.

import type { ExperimentSpec, RuleSpec } from './types.ts';

/** The same task, network and batches under a formula: one message channel, nothing standardised. */
export function withFormula(
  spec: ExperimentSpec,
  formula: string,
  aggregation: RuleSpec['aggregation'] = 'sum',
): ExperimentSpec {
  const off = { stateful: false, standardiseInputs: false, centreOutputs: false, learnOutputScale: false };
  return {
    ...spec,
    rule: { ...spec.rule, ...off, messageSize: 1, hiddenSize: 0, sharing: 'none', aggregation, formula },
    recipe: { ...spec.recipe, learnedPrior: false, ownStepSizes: 0 },
  };
}
