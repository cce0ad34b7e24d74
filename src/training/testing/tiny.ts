// An experiment of fixture size: every part of the real thing, in milliseconds.

import { PRESETS } from '../../experiment/presets.ts';
import type { ExperimentSpec, RecipeSpec, RuleSpec } from '../../experiment/types.ts';

/** 1-3-2-1 ReLU network, M = 2, learners 5/4; settings on top. */
export function tinySpec(rule: Partial<RuleSpec> = {}, recipe: Partial<RecipeSpec> = {}): ExperimentSpec {
  const base = PRESETS['5x10'].spec;
  return {
    ...base,
    network: {
      ...base.network,
      layers: [
        { kind: 'dense', units: 3 },
        { kind: 'activation', name: 'relu' },
        { kind: 'dense', units: 2 },
        { kind: 'activation', name: 'relu' },
        { kind: 'dense', units: 1 },
      ],
    },
    rule: { ...base.rule, messageSize: 2, hiddenSize: 3, learnerHidden: [5, 4], ...rule },
    recipe: {
      ...base.recipe,
      innerSteps: 2,
      batch: 4,
      tasks: 2,
      heldOutPoints: 5,
      standardiserBatches: 2,
      metaSteps: 200,
      ...recipe,
    },
  };
}
