// An experiment whose rule is written by hand.

import type { ExperimentSpec } from './types.ts';

/** The same task, network and batches under a formula: one message channel, summed up, nothing standardised. */
export function withFormula(spec: ExperimentSpec, formula: string): ExperimentSpec {
  const off = { stateful: false, standardiseInputs: false, centreOutputs: false, learnOutputScale: false };
  return {
    ...spec,
    rule: { ...spec.rule, ...off, messageSize: 1, hiddenSize: 0, sharing: 'none', aggregation: 'sum', formula },
    recipe: { ...spec.recipe, learnedPrior: false },
  };
}
