// What an evaluation changes against how a rule was meta-trained: tasks, batch, network. Pure.

import { failure, success, type Result } from '../../lib/result.ts';
import { networkChanges, variedNetwork, type NetworkChange } from '../../experiment/otherNetwork.ts';
import type { ExperimentSpec, Range } from '../../experiment/types.ts';
import { LARGEST_NOISE, validateSpec } from '../../experiment/validate.ts';
import { familyOf } from '../../tasks/families.ts';
import { ruleOnNetwork, type RuleNumbers } from './ruleOnNetwork.ts';

/** Settings that differ from those of training; a missing one stays. */
export interface Variation extends NetworkChange {
  readonly amplitude?: Range;
  /** Radians. */
  readonly phase?: Range;
  /** Support points of each inner step. */
  readonly batch?: number;
  /** Standard deviation of normal noise on the support targets, of sinusoids only. */
  readonly noise?: number;
}

export interface VariedRule extends RuleNumbers {
  /** What differs from training, one sentence each. */
  readonly changes: readonly string[];
}

const rangeText = ([low, high]: Range) => `${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`;

/** Sentences on tasks and batch. */
function taskChanges(before: ExperimentSpec, after: ExperimentSpec): string[] {
  const ranges = (['amplitude', 'phase'] as const).flatMap((name) => {
    const [from, to] = [before.task[name], after.task[name]];
    return from.join() === to.join() ? [] : [`${name} ${rangeText(to)}; trained on ${rangeText(from)}`];
  });
  const [from, to] = [before.recipe.batch, after.recipe.batch];
  return from === to ? ranges : [...ranges, `batches of ${to} points; trained on ${from}`];
}

/**
 * A rule as an evaluation under changed settings needs it.
 *
 * @param rule left as it is.
 * @returns spec and flat vector to evaluate with, and what changed in words; or why the rule cannot be used so.
 */
export function variedRule(rule: RuleNumbers, variation: Variation): Result<VariedRule> {
  const { amplitude, phase, batch, noise } = variation;
  const { spec } = rule;
  const network = variedNetwork(spec.network, variation);
  if (!network.ok) return network;
  const moved = ruleOnNetwork(rule, network.value);
  if (!moved.ok) return moved;
  if (noise !== undefined && !familyOf(spec.task).ownFields.includes('noise'))
    return failure('noise', `noise is for targets that are numbers; these tasks have classes`);
  if (noise !== undefined && !(noise >= 0 && noise <= LARGEST_NOISE))
    return failure('noise', `noise is ${noise}; allowed: 0 to ${LARGEST_NOISE}`);
  const checked = validateSpec({
    ...moved.value.spec,
    task: { ...spec.task, ...(amplitude && { amplitude }), ...(phase && { phase }) },
    recipe: { ...spec.recipe, ...(batch === undefined ? {} : { batch }) },
  });
  if (!checked.ok) return checked;
  return success({
    spec: checked.value,
    parameters: moved.value.parameters,
    changes: [
      ...taskChanges(spec, checked.value),
      ...(noise === undefined ? [] : [`noise of sd ${noise} on the support targets; trained without`]),
      ...networkChanges(spec.network, network.value, moved.value.reused),
    ],
  });
}
