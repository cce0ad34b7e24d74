// How many inner steps a meta-step scores, and from where: functions of the seed and the number of the step only.

import { rngFrom } from '../lib/rng.ts';
import type { ExperimentSpec } from '../experiment/types.ts';

/** Whole number from `low` to `high`, both included. */
function whole(uniform: number, low: number, high: number): number {
  return Math.min(low + Math.floor(uniform * (high - low + 1)), high);
}

/** Scored inner steps of a meta-step: innerSteps, or first shortestHorizon and then drawn from there to innerSteps. */
export function horizonAt(spec: Pick<ExperimentSpec, 'recipe' | 'seeds'>, metaStep: number): number {
  const { innerSteps, shortestHorizon, lengthenFrom } = spec.recipe;
  if (shortestHorizon === 0) return innerSteps;
  if (metaStep < lengthenFrom) return shortestHorizon;
  return whole(rngFrom(spec.seeds.training, 'horizon', metaStep).uniform(0, 1), shortestHorizon, innerSteps);
}

/**
 * Inner steps of one task before those that are scored. Half of the tasks start where every task starts, the others
 * after 1..warmUpSteps steps, so that a rule also learns what to do long after its horizon.
 */
export function warmUpAt(spec: Pick<ExperimentSpec, 'recipe' | 'seeds'>, metaStep: number, task: number): number {
  const { warmUpSteps, lengthenFrom } = spec.recipe;
  if (warmUpSteps === 0 || metaStep < lengthenFrom) return 0;
  const rng = rngFrom(spec.seeds.training, 'warm-up', metaStep, task);
  return rng.uniform(0, 1) < 0.5 ? 0 : whole(rng.uniform(0, 1), 1, warmUpSteps);
}
