// A trained rule laid out for a network it was not trained on: its numbers (experiment/otherNetwork.ts says which).

import { success, type Result } from '../../lib/result.ts';
import { layoutOf, type AgentGroup, type RuleLayout } from '../../experiment/layout.ts';
import { onNetwork, probedNetwork, type ReusedRules } from '../../experiment/otherNetwork.ts';
import type { ExperimentSpec, NetworkSpec, ProbeSpec } from '../../experiment/types.ts';
import { validateSpec } from '../../experiment/validate.ts';

/** A rule as numbers: what it is made for, and its flat vector. */
export interface RuleNumbers {
  readonly spec: ExperimentSpec;
  /** [P] in the order of `layoutOf(spec)`. */
  readonly parameters: Float32Array;
}

export interface RuleOnNetwork extends RuleNumbers {
  /** Extra hidden layers, and whose rules they run; empty if every layer runs its own. */
  readonly reused: readonly ReusedRules[];
}

/** Copy what stands under one prefix of the source to the target's prefix. */
function copyViews(target: RuleLayout, source: RuleLayout, pairs: ReadonlyMap<string, string>, numbers: Float32Array) {
  const views = new Map(source.parameters.map((view) => [view.name, view]));
  const flat = new Float32Array(target.size);
  for (const view of target.parameters) {
    const prefix = [...pairs.keys()].find((key) => view.name === key || view.name.startsWith(`${key}.`));
    const name = prefix === undefined ? view.name : `${pairs.get(prefix)!}${view.name.slice(prefix.length)}`;
    const origin = views.get(name);
    if (origin?.size !== view.size) throw new Error(`no numbers for ${view.name} in the rule (${name})`);
    flat.set(numbers.subarray(origin.offset, origin.offset + origin.size), view.offset);
  }
  return flat;
}

/** Path prefixes of the target's parameters, each with the source's. */
function prefixPairs(target: RuleLayout, source: RuleLayout, layers: ReadonlyMap<number, number>): Map<string, string> {
  const origin = new Map(source.groups.map((group) => [group.id, group]));
  const pairs = new Map<string, string>();
  const put = (to: string | undefined, from: string | undefined) => {
    if (to !== undefined && from !== undefined && !pairs.has(to)) pairs.set(to, from);
  };
  for (const group of target.groups) {
    const from: AgentGroup | undefined = origin.get(`${layers.get(group.layer)!}.${group.kind}`);
    put(group.learner, from?.learner);
    put(group.standardiser, from?.standardiser);
    put(group.output, from?.output);
    if (group.ownsParameter) put(`stepSizes.${group.id}`, from && `stepSizes.${from.id}`);
  }
  return pairs;
}

/**
 * A rule laid out for another network, as `onNetwork` says.
 *
 * @param rule left as it is.
 * @param network any widths, number of hidden layers and activations; the kinds of layers must be those of the rule.
 * @returns the rule on it, its flat vector a fresh copy; a failure where the rule has no agents for a layer, or brings
 * learned starting weights of another shape.
 */
export function ruleOnNetwork(rule: RuleNumbers, network: NetworkSpec): Result<RuleOnNetwork> {
  const checked = validateSpec({ ...rule.spec, network });
  if (!checked.ok) return checked;
  const moved = onNetwork(rule.spec, network);
  if (!moved.ok) return moved;
  const [target, source] = [layoutOf(checked.value), layoutOf(rule.spec)];
  return success({
    spec: checked.value,
    parameters: copyViews(target, source, prefixPairs(target, source, moved.value.layers), rule.parameters),
    reused: moved.value.reused,
  });
}

/** The rule on the network that a probe asks for: itself where it asks for none. */
export function ruleOfProbe<R extends RuleNumbers>(rule: R, probe: ProbeSpec): Result<R> {
  if (probe.layers === undefined) return success(rule);
  const moved = ruleOnNetwork(rule, probedNetwork(rule.spec, probe));
  if (!moved.ok) return moved;
  return success({ ...rule, spec: moved.value.spec, parameters: moved.value.parameters });
}
