// The meta-loss: adapt for K inner steps, score the learner. maths.md section 7.

import * as tf from '@tensorflow/tfjs-core';
import type { RecipeSpec } from '../experiment/types.ts';
import { innerStep, type InnerState, type InnerStepContext } from '../mplp/innerStep.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';

/** Data of one meta-step. */
export interface MetaBatch {
  /** One per inner step: input [T, B, inputs], target [T, B, outputs]. */
  readonly support: readonly { readonly input: tf.Tensor; readonly target: tf.Tensor }[];
  /** Held-out points [T, Q, ...]; undefined where the meta-loss has no held-out part. */
  readonly heldOut: { readonly input: tf.Tensor; readonly target: tf.Tensor } | undefined;
}

export interface MetaLoss {
  /** Scalar. */
  readonly total: tf.Tensor;
  /** Held-out loss before learning and after each step, mean over tasks and points: K+1 scalars, or none. */
  readonly heldOut: readonly tf.Tensor[];
}

function meanLoss(
  context: InnerStepContext,
  network: NetworkParameters,
  data: { input: tf.Tensor; target: tf.Tensor },
): tf.Tensor {
  const prediction = forward(context.spec.network, network, data.input);
  return tf.mean(lossOf(context.spec.network.loss, prediction, data.target).loss);
}

function meanOf(scalars: readonly tf.Tensor[]): tf.Tensor {
  return tf.mean(tf.stack([...scalars]));
}

/**
 * `hintWeight * mean over steps of the loss on the step's batch after its update`
 * `+ heldOutWeight * held-out loss after the last step` (or its mean over all steps).
 */
export function metaLoss(
  context: InnerStepContext,
  recipe: Pick<RecipeSpec, 'hintWeight' | 'heldOutWeight' | 'heldOutEveryStep'>,
  start: InnerState,
  batch: MetaBatch,
): MetaLoss {
  const hints: tf.Tensor[] = [];
  const heldOut: tf.Tensor[] = [];
  let state = start;
  if (batch.heldOut !== undefined) heldOut.push(meanLoss(context, state.network, batch.heldOut));
  for (const data of batch.support) {
    state = innerStep(context, state, data.input, data.target).state;
    if (recipe.hintWeight > 0) hints.push(meanLoss(context, state.network, data));
    if (batch.heldOut !== undefined) heldOut.push(meanLoss(context, state.network, batch.heldOut));
  }
  const terms: tf.Tensor[] = [];
  if (hints.length > 0) terms.push(tf.mul(meanOf(hints), recipe.hintWeight));
  if (recipe.heldOutWeight > 0 && heldOut.length > 0) {
    const scored = recipe.heldOutEveryStep ? meanOf(heldOut.slice(1)) : heldOut.at(-1)!;
    terms.push(tf.mul(scored, recipe.heldOutWeight));
  }
  return { total: tf.addN(terms.map((term) => tf.reshape(term, []))), heldOut };
}
