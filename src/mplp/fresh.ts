// Fresh rules and networks as plain numbers.

import { rngFrom, type Rng } from '../lib/rng.ts';
import { agentsIn, layoutOf, type AgentGroup, type ParameterView, type RuleLayout } from '../experiment/layout.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { RuleCheckpoint } from '../record/rule.ts';

function fillGlorot(target: Float32Array, view: ParameterView, rng: Rng): void {
  const [rows = 1, columns = 1] = view.shape;
  const bound = Math.sqrt(6 / (rows + columns));
  for (let i = 0; i < view.size; i++) target[view.offset + i] = rng.uniform(-bound, bound);
}

/**
 * Fresh parameters: kernels Glorot uniform, biases 0 but gate biases -1, standardisers identity, output scales
 * 0.2 x the sd of the weight initialisation, a learned prior like a fresh network, step sizes 1.
 * maths.md sections 3 and 5; step sizes, section 7.
 */
export function freshParameters(spec: ExperimentSpec, layout: RuleLayout): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const view of layout.parameters) {
    const rng = rngFrom(spec.seeds.rule, view.name);
    const end = view.offset + view.size;
    if (view.role === 'outputScale') flat[view.offset] = isLearned(spec.rule) ? 0.2 * spec.network.weightSd : 1;
    else if (view.role === 'stepSizes') flat.fill(1, view.offset, end);
    else if (view.role === 'standardiser') flat.fill(view.name.endsWith('scale') ? 1 : 0, view.offset, end);
    else if (view.role === 'start' && view.name.endsWith('weight')) {
      for (let i = view.offset; i < end; i++) flat[i] = spec.network.weightSd * rng.normal();
    } else if (view.role === 'learner' && view.shape.length === 2) fillGlorot(flat, view, rng);
    else if (/\.(update|reset)Bias$/.test(view.name)) flat.fill(-1, view.offset, end);
  }
  return flat;
}

/** The rule with Adam's moments, if it has them, each made another. */
function withMoments(rule: RuleCheckpoint, made: (flat: Float32Array) => Float32Array): RuleCheckpoint {
  const { optimiser } = rule;
  if (optimiser === undefined) return rule;
  const { firstMoment, secondMoment } = optimiser;
  return { ...rule, optimiser: { ...optimiser, firstMoment: made(firstMoment), secondMoment: made(secondMoment) } };
}

/**
 * The rule as it goes on under a spec that `refuseForContinuing` passed: step sizes of further inner steps begin as those
 * of the last one, which these steps took so far, or fresh where there were none, with Adam's moments at zero.
 */
export function continuedUnder(rule: RuleCheckpoint, spec: ExperimentSpec): RuleCheckpoint {
  const [before, after] = [layoutOf(rule.spec), layoutOf(spec)];
  if (before.size === after.size) return { ...rule, spec };
  const views = new Map(before.parameters.map((view) => [view.name, view]));
  const laidOut = (flat: Float32Array, to: Float32Array) => {
    for (const { name, offset, size, shape } of after.parameters) {
      const old = views.get(name);
      if (old === undefined) continue;
      to.set(flat.subarray(old.offset, old.offset + old.size), offset);
      const each = size / (shape[0] ?? 1);
      for (let at = offset + old.size; at < offset + size; at += each) to.copyWithin(at, at - each, at);
    }
    return to;
  };
  return {
    ...withMoments(rule, (flat) => laidOut(flat, new Float32Array(after.size))),
    spec,
    parameters: laidOut(rule.parameters, freshParameters(spec, after)),
  };
}

/**
 * The rule with step sizes of 0 in the inner steps from `step` on, counted from 1 and at most its `recipe.ownStepSizes`:
 * they change nothing until they are trained to. Adam's moments of these sizes are 0, too.
 */
export function restingFrom(rule: RuleCheckpoint, step: number): RuleCheckpoint {
  const rest = (flat: Float32Array) => {
    const out = flat.slice();
    for (const { role, offset, size, shape } of layoutOf(rule.spec).parameters)
      if (role === 'stepSizes') out.fill(0, offset + ((step - 1) * size) / (shape[0] ?? 1), offset + size);
    return out;
  };
  return { ...withMoments(rule, rest), parameters: rest(rule.parameters) };
}

/** Fresh networks, one per stream: weights N(0, weightSd), biases 0; as plain numbers by group id. */
export function freshNetworks(
  spec: Pick<ExperimentSpec, 'network'>,
  groups: readonly AgentGroup[],
  streams: readonly Rng[],
): Map<string, Float32Array> {
  const networks = new Map<string, Float32Array>();
  for (const group of groups) {
    const size = agentsIn(group);
    if (group.ownsParameter) networks.set(group.id, new Float32Array(streams.length * size));
  }
  streams.forEach((rng, task) => {
    for (const group of groups) {
      if (group.kind !== 'weight') continue;
      const size = group.inputs * group.outputs;
      const weights = networks.get(group.id)!;
      for (let i = 0; i < size; i++) weights[task * size + i] = spec.network.weightSd * rng.normal();
    }
  });
  return networks;
}
