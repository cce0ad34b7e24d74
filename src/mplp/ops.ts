// Small differentiable operations on tfjs tensors. A tf.tidy of the caller owns every result.

import * as tf from '@tensorflow/tfjs-core';
import type { LearnerActivation } from '../experiment/types.ts';

/**
 * x W for rows x [N, in] and kernel W [in, out].
 * Its gradient transposes explicitly: the wasm backend's matmul is fast only without transposed arguments.
 */
export function linear(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  const product = tf.customGrad((...inputs) => {
    const [rows, weights, save] = inputs as unknown as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    save([rows, weights]);
    return {
      value: tf.matMul(rows, weights),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        tf.matMul(dy, tf.transpose(saved[1]!)),
        tf.matMul(tf.transpose(saved[0]!), dy),
      ],
    };
  });
  return product(x, kernel);
}

/** x sigmoid(x), with its own gradient: dy (s + y (1 - s)). */
const silu = tf.customGrad((...inputs) => {
  const [x, save] = inputs as unknown as [tf.Tensor, tf.GradSaveFunc];
  const gate = tf.sigmoid(x);
  const value = tf.mul(x, gate);
  save([gate, value]);
  return {
    value,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [s, y] = saved as [tf.Tensor, tf.Tensor];
      return tf.mul(dy, tf.add(s, tf.mul(y, tf.sub(1, s))));
    },
  };
});

export function learnerActivation(name: LearnerActivation, x: tf.Tensor): tf.Tensor {
  return name === 'relu' ? tf.relu(x) : name === 'tanh' ? tf.tanh(x) : silu(x);
}

/** Tensor viewed as rows [N, last dimension]. */
export function asRows(x: tf.Tensor): tf.Tensor2D {
  return x.rank === 2 ? (x as tf.Tensor2D) : tf.reshape(x, [-1, x.shape.at(-1) ?? 1]);
}

/**
 * `a` where the mask is above 0, else `b`, all broadcast; as columns, as not every backend chooses between tensors of
 * rank 5 or repeats truth values.
 */
export function choose(mask: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(
    tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape),
    mask.shape,
  );
  const column = (x: tf.Tensor) => tf.reshape(broadcast(x, shape), [-1]);
  return tf.reshape(tf.where(tf.greater(column(mask), 0), column(a), column(b)), shape);
}

/** Broadcast by addition: tfjs's tile has no gradient above rank 4. */
export function broadcast(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return x.rank === shape.length && x.shape.every((n, d) => n === shape[d]) ? x : tf.add(x, tf.zeros([...shape]));
}
