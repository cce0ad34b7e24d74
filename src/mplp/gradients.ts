// True gradients of the batch's loss: what the messages would be if they were back-propagation. maths.md section 10.
// Whoever asks for them registers tfjs's gradients.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import { topologyOf } from '../experiment/topology.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { layerForward, lossOf, type NetworkParameters } from './network.ts';

/** Gradients of one task's mean loss over samples and outputs, for every task, by group of agents. */
export interface TrueGradients {
  /** By weight [T, I, O] or bias [T, O]. */
  readonly parameter: ReadonlyMap<string, tf.Tensor>;
  /** By what the group receives going forward, for each sample: [T, B, n]. Weights: w_ij times that by z_j, [T, B, I, O]. */
  readonly input: ReadonlyMap<string, tf.Tensor>;
  /** By what the group gives, [T, B, n]; weights: by z_j. The loss gives the loss itself, so it has none. */
  readonly output: ReadonlyMap<string, tf.Tensor>;
}

/** Vector-Jacobian product: the gradients by `xs` where that by f(...xs) is `dy`. */
function pulledBack(f: (...xs: tf.Tensor[]) => tf.Tensor, xs: tf.Tensor[], dy: tf.Tensor): readonly tf.Tensor[] {
  const { grads } = tf.engine().gradients(() => tf.clone(f(...xs)), xs, dy, true);
  return grads;
}

/**
 * Reverse mode through the inner network alone.
 *
 * @param parameters the network of the forward pass.
 * @param input [T, B, inputs], `target` [T, B, outputs].
 */
export function trueGradients(
  spec: Pick<ExperimentSpec, 'network' | 'rule'>,
  parameters: NetworkParameters,
  input: tf.Tensor,
  target: tf.Tensor,
): TrueGradients {
  const { layers, loss } = spec.network;
  const given = [input];
  layers.forEach((layer, i) => given.push(layerForward(layer, parameters.get(i), given[i]!).y));
  const [parameter, byInput, byOutput] = [0, 1, 2].map(() => new Map<string, tf.Tensor>()) as [
    Map<string, tf.Tensor>,
    Map<string, tf.Tensor>,
    Map<string, tf.Tensor>,
  ];
  const last = given.at(-1)!;
  const [tasks = 1] = input.shape;
  const each = tf.fill(last.shape, tasks / last.size);
  let [dy] = pulledBack((x) => lossOf(loss, x, target).loss, [last], each);
  assert(dy !== undefined, 'the loss has a gradient');
  byInput.set(topologyOf(spec).groups.at(-1)!.id, dy);
  for (const { index, layer } of topologyOf(spec).layersBack) {
    const own = parameters.get(index);
    const x = given[index]!;
    if (own === undefined) {
      const id = `${index}.${layer.kind}`;
      byOutput.set(id, dy);
      [dy] = pulledBack((at) => layerForward(layer, undefined, at).y, [x], dy);
      assert(dy !== undefined, `${id} has a gradient`);
      byInput.set(id, dy);
      continue;
    }
    // A bias adds, so the gradients by its input and its output are one; weights give z.
    for (const id of [`${index}.bias`, `${index}.weight`]) byOutput.set(id, dy);
    byInput.set(`${index}.bias`, dy);
    byInput.set(`${index}.weight`, tf.mul(tf.expandDims(own.weight, 1), tf.expandDims(dy, 2)));
    parameter.set(`${index}.weight`, tf.matMul(x, dy, true));
    parameter.set(`${index}.bias`, tf.sum(dy, 1));
    dy = tf.matMul(dy, own.weight, false, true);
  }
  return { parameter, input: byInput, output: byOutput };
}
