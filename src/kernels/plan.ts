// What the fused kernels need to know of an experiment: sizes, and where every number of a rule lies in its flat
// vector. Pure bookkeeping; the wasm and the WebGPU kernels read the same plan.

import { assert } from '../lib/assert.ts';
import { layoutOf, type AgentGroup, type RuleLayout } from '../experiment/layout.ts';
import { aggregatorOf } from '../experiment/aggregators.ts';
import type { ExperimentSpec, RuleSpec } from '../experiment/types.ts';
import { topologyOf, type Topology } from '../experiment/topology.ts';

/** One group of agents, its offsets in floats from the start of the flat vector [P]. */
export interface GroupPlan {
  readonly group: AgentGroup;
  /** Channels of the learner's input: message, then one for each stored state. */
  readonly inputWidth: number;
  /** The group's learner is one contiguous piece of the flat vector; groups that share it name the same piece. */
  readonly learner: { readonly offset: number; readonly size: number };
  /** Offset of one of the learner's tensors by its name after the learner's, such as `gru.updateInput`. */
  readonly leaf: (name: string) => number;
  /** Offsets of the standardiser's shifts and scales, one each for the message and for every stored state. */
  readonly shift: number;
  readonly scale: number;
  /** Offsets of the centre and scale of the update (Eq. 8); undefined for agents without a parameter. */
  readonly outputMean: number | undefined;
  readonly outputScale: number | undefined;
  /** Offset of the group's own parameter in the learned prior; undefined without one. */
  readonly start: number | undefined;
  /** Offset of the group's step sizes, [S, each], one a step or one for every agent; undefined without them. */
  readonly stepSizes: { readonly offset: number; readonly each: number } | undefined;
  /** Indices in the plan of the group whose message this one hears, and of the one that hears it. */
  readonly sender: number | undefined;
  readonly listener: number | undefined;
}

/** An experiment as the fused kernels see it. */
export interface KernelPlan {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  /** In forward order, the loss last. */
  readonly groups: readonly GroupPlan[];
  readonly topology: Topology;
}

/** The plan of an experiment. */
export function kernelPlan(spec: ExperimentSpec): KernelPlan {
  const layout = layoutOf(spec);
  const offsets = new Map(layout.parameters.map((view) => [view.name, view.offset]));
  const offset = (name: string): number => {
    const found = offsets.get(name);
    assert(found !== undefined, `the rule has no parameter ${name}`);
    return found;
  };
  const topology = topologyOf(spec);
  const places = new Map(layout.groups.map(({ id }, at) => [id, at]));
  const indexOf = (group: AgentGroup | undefined) => group && places.get(group.id);
  const groups = layout.groups.map((group): GroupPlan => {
    const sizes = layout.parameters.find(({ name }) => name === `stepSizes.${group.id}`);
    const own = layout.parameters.filter((view) => view.name.startsWith(`${group.learner}.`));
    return {
      group,
      inputWidth: group.messageIn + group.states.length,
      learner: { offset: own[0]?.offset ?? 0, size: own.reduce((sum, { size }) => sum + size, 0) },
      leaf: (name) => offset(`${group.learner}.${name}`),
      shift: offset(`${group.standardiser}.shift`),
      scale: offset(`${group.standardiser}.scale`),
      outputMean: group.output === undefined ? undefined : offset(`${group.output}.mean`),
      outputScale: group.output === undefined ? undefined : offset(`${group.output}.scale`),
      start: offsets.get(`start.${group.id}`),
      stepSizes: sizes && { offset: sizes.offset, each: sizes.size / spec.recipe.ownStepSizes },
      sender: indexOf(topology.senderTo(group.id)),
      listener: indexOf(topology.listenerOf(group.id)),
    };
  });
  return { spec, layout, groups, topology };
}

/**
 * What the kernels multiply every message by before they add it up.
 * Only aggregators without parameters of their own are known to them.
 */
export function fixedFactor(rule: RuleSpec, count: number): number {
  const { factor, name } = aggregatorOf(rule);
  assert(factor !== undefined, `the kernels do not know the aggregator ${name}`);
  return factor(count);
}
