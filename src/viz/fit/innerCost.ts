// What one inner step costs, counted in multiplications from the spec: for a rule and for ordinary optimisers.

import { agentsIn, layoutOf } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';

/** Multiplications of the inner network for one sample: forward, and back to all weights and all but the first units. */
function networkPass({ groups }: ReturnType<typeof layoutOf>): { readonly forward: number; readonly back: number } {
  const weights = groups.filter(({ kind }) => kind === 'weight').map(agentsIn);
  const forward = weights.reduce((sum, count) => sum + count, 0);
  return { forward, back: 2 * forward - (weights[0] ?? 0) };
}

/** Every agent runs its learner's matrices once for every sample. */
export function ruleCost(spec: ExperimentSpec): number {
  const layout = layoutOf(spec);
  const matrices = layout.parameters.filter(({ role, shape }) => role === 'learner' && shape.length === 2);
  const learners = layout.groups.reduce((sum, group) => {
    const own = matrices.filter(({ name }) => name.startsWith(`${group.learner}.`));
    return sum + agentsIn(group) * own.reduce((entries, { size }) => entries + size, 0);
  }, 0);
  return spec.recipe.batch * (networkPass(layout).forward + learners);
}

/** Multiplications a parameter's own update takes: one rate; Adam has two moments, their corrections and a root. */
const UPDATE = { sgd: 1, adam: 8 } as const;

/** @param adam whether the gradient goes through Adam's moments. */
export function optimiserCost(spec: ExperimentSpec, adam: boolean): number {
  const layout = layoutOf(spec);
  const { forward, back } = networkPass(layout);
  const parameters = layout.groups.reduce((sum, group) => sum + (group.ownsParameter ? agentsIn(group) : 0), 0);
  return spec.recipe.batch * (forward + back) + parameters * UPDATE[adam ? 'adam' : 'sgd'];
}
