// A rule as tensors: views into its flat vector, and the state an adaptation starts from.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import type { AgentGroup, RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
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
  return { network, carries: new Map(), steps: 0 };
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
