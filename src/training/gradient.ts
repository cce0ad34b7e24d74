// Value and gradient of the meta-loss with respect to views of the flat rule vector.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export interface Gradients {
  readonly value: tf.Tensor;
  /** One per view asked for; zeros where the loss does not depend on it. */
  readonly gradients: readonly tf.Tensor[];
}

/**
 * Gradient by reverse mode through everything `loss` computes.
 * A view the loss does not depend on (say, the message a first layer sends nowhere) gets zeros.
 */
export function valueAndGradients(loss: () => tf.Tensor, views: readonly tf.Tensor[]): Gradients {
  const { value, grads } = tf.engine().gradients(loss, [...views], undefined, true);
  // With allowNoGradients the engine leaves null for views without influence, whatever its types say.
  const found = grads as readonly (tf.Tensor | null)[];
  return { value, gradients: found.map((gradient, i) => gradient ?? tf.zerosLike(views[i]!)) };
}
