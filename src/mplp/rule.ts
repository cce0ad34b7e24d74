// A rule as tensors: views into its flat vector, fresh parameters, and the state an adaptation starts from.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import { rngFrom, type Rng } from '../lib/rng.ts';
import { agentsIn, type AgentGroup, type ParameterView, type RuleLayout } from '../spec/layout.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import { standardiseWith, type InnerState, type InnerStepContext, type Observe } from './innerStep.ts';
import { parameter, withKernelPieces, type Parameters } from './learner.ts';
import type { NetworkParameters } from './network.ts';
import { broadcast } from './ops.ts';

/** The flat vector [P] as one tensor per view, in layout order. The caller's tidy owns them. */
export function splitViews(layout: RuleLayout, flat: tf.Tensor): tf.Tensor[] {
  const pieces = tf.split(
    flat,
    layout.parameters.map((view) => view.size),
  );
  return pieces.map((piece, i) => tf.reshape(piece, [...layout.parameters[i]!.shape]));
}

/** Views by name. */
export function namedViews(layout: RuleLayout, views: readonly tf.Tensor[]): Parameters {
  return new Map(layout.parameters.map((view, i) => [view.name, views[i]!]));
}

function fillGlorot(target: Float32Array, view: ParameterView, rng: Rng): void {
  const [rows = 1, columns = 1] = view.shape;
  const bound = Math.sqrt(6 / (rows + columns));
  for (let i = 0; i < view.size; i++) target[view.offset + i] = rng.uniform(-bound, bound);
}

/**
 * Fresh parameters: kernels Glorot uniform, biases 0 but gate biases -1, standardisers identity, output scales
 * 0.2 x the sd of the weight initialisation, a learned prior like a fresh network. Spec.md sections 3 and 5.
 */
export function freshParameters(spec: ExperimentSpec, layout: RuleLayout): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const view of layout.parameters) {
    const rng = rngFrom(spec.seeds.rule, view.name);
    const end = view.offset + view.size;
    if (view.role === 'outputScale') flat[view.offset] = 0.2 * spec.network.weightSd;
    else if (view.role === 'standardiser') flat.fill(view.name.endsWith('scale') ? 1 : 0, view.offset, end);
    else if (view.role === 'start' && view.name.endsWith('weight')) {
      for (let i = view.offset; i < end; i++) flat[i] = spec.network.weightSd * rng.normal();
    } else if (view.role === 'learner' && view.shape.length === 2) fillGlorot(flat, view, rng);
    else if (/\.(update|reset)Bias$/.test(view.name)) flat.fill(-1, view.offset, end);
  }
  return flat;
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

/** Networks given as plain numbers, [T, I, O] and [T, O]. */
export function startFromNumbers(
  groups: readonly AgentGroup[],
  tasks: number,
  numbers: ReadonlyMap<string, Float32Array>,
): NetworkParameters {
  const network = new Map<number, { weight: tf.Tensor; bias: tf.Tensor }>();
  for (const group of groups) {
    if (group.kind !== 'weight') continue;
    const [weight, bias] = [numbers.get(group.id), numbers.get(`${group.layer}.bias`)];
    assert(weight !== undefined && bias !== undefined, `no start for layer ${group.layer}`);
    network.set(group.layer, {
      weight: tf.tensor(weight, [tasks, group.inputs, group.outputs]),
      bias: tf.tensor(bias, [tasks, group.outputs]),
    });
  }
  return network;
}

/** The learned prior, repeated for every task; differentiable. */
export function startFromPrior(
  groups: readonly AgentGroup[],
  tasks: number,
  parameters: Parameters,
): NetworkParameters {
  const network = new Map<number, { weight: tf.Tensor; bias: tf.Tensor }>();
  for (const group of groups) {
    if (group.kind !== 'weight') continue;
    const weight = tf.expandDims(parameter(parameters, `start.${group.layer}.weight`), 0);
    const bias = tf.expandDims(parameter(parameters, `start.${group.layer}.bias`), 0);
    network.set(group.layer, {
      weight: broadcast(weight, [tasks, group.inputs, group.outputs]),
      bias: broadcast(bias, [tasks, group.outputs]),
    });
  }
  return network;
}

/** The state before the first inner step; memories are zero, which the rule is told by their absence. */
export function initialState(network: NetworkParameters): InnerState {
  return { network, carries: new Map() };
}

/** Everything an inner step needs of a rule, with its own standardisers. Its tensors live in the caller's tidy. */
export function contextOf(
  spec: ExperimentSpec,
  layout: RuleLayout,
  parameters: Parameters,
  observe?: Observe,
): InnerStepContext {
  const { groups } = layout;
  return {
    spec,
    groups,
    parameters: withKernelPieces(groups, parameters),
    standardise: standardiseWith(groups, parameters),
    ...(observe === undefined ? {} : { observe }),
  };
}
