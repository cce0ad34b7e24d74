// The inner network going forward: every operation keeps what its agents will need going back.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import type { ActivationName, AgentKind, LayerSpec, LossName, NetworkSpec } from '../experiment/types.ts';
import { CLIP } from '../numbers/functions.ts';

/** Weights [T, I, O] and biases [T, O] of the dense layers, by layer index. */
export type NetworkParameters = ReadonlyMap<number, { readonly weight: tf.Tensor; readonly bias: tf.Tensor }>;

/** Stored states by group id, in the order of maths.md section 1; a parameter's own value is not repeated here. */
export type StoredStates = Map<string, readonly tf.Tensor[]>;

const ACTIVATE: Record<ActivationName, (x: tf.Tensor) => tf.Tensor> = {
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  step: (x) => tf.step(x, 0),
  linear: (x) => x,
};

/** One layer going forward: its output, and what each of its groups stores. */
export function layerForward(
  layer: LayerSpec,
  own: { readonly weight: tf.Tensor; readonly bias: tf.Tensor } | undefined,
  x: tf.Tensor,
): { y: tf.Tensor; stored: readonly (readonly [group: AgentKind, states: readonly tf.Tensor[]])[] } {
  if (layer.kind === 'dense') {
    assert(own !== undefined, 'a dense layer has weights');
    const z = tf.matMul(x, own.weight);
    return {
      y: tf.add(z, tf.expandDims(own.bias, 1)),
      stored: [
        ['weight', [x]],
        ['bias', [z]],
      ],
    };
  }
  if (layer.kind === 'activation') return { y: ACTIVATE[layer.name](x), stored: [['activation', [x]]] };
  const shifted = tf.sub(x, tf.max(x, -1, true));
  const exp = tf.exp(shifted);
  const sum = tf.sum(exp, -1, true);
  const states = [x, shifted, exp, tf.add(sum, tf.zerosLike(exp))];
  return { y: tf.div(exp, sum), stored: [['softmax', states]] };
}

/**
 * Forward phase.
 *
 * @param x input [T, B, inputs].
 * @param stored filled with what each group stores, if given.
 * @returns predictions [T, B, outputs].
 */
export function forward(
  network: NetworkSpec,
  parameters: NetworkParameters,
  x: tf.Tensor,
  stored?: StoredStates,
): tf.Tensor {
  let y = x;
  network.layers.forEach((layer, index) => {
    const after = layerForward(layer, parameters.get(index), y);
    for (const [kind, states] of after.stored) stored?.set(`${index}.${kind}`, states);
    y = after.y;
  });
  return y;
}

/**
 * Loss of every output: L2 `(target - x)^2 / 2`, L1 `|target - x|`, cross-entropy `-target log q`.
 *
 * @returns loss [T, B, outputs] and the loss agents' stored states, each [T, B, outputs].
 */
export function lossOf(
  name: LossName,
  prediction: tf.Tensor,
  target: tf.Tensor,
): { loss: tf.Tensor; states: readonly tf.Tensor[] } {
  if (name === 'crossEntropy') {
    const q = tf.clipByValue(prediction, CLIP, 1 - CLIP);
    const log = tf.log(q);
    return { loss: tf.neg(tf.mul(target, log)), states: [q, target, log] };
  }
  const error = tf.sub(target, prediction);
  if (name === 'l1') return { loss: tf.abs(error), states: [prediction, target] };
  return { loss: tf.mul(tf.square(error), 0.5), states: [prediction, target, error] };
}
