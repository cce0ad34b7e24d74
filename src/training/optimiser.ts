// Adam over the flat rule vector, on gradients scaled to unit norm per tensor. Spec.md section 7.

import * as tf from '@tensorflow/tfjs-core';
import type { RuleLayout } from '../experiment/layout.ts';
import type { RecipeSpec } from '../experiment/types.ts';

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-8;
/** The cosine schedule ends at this share of the rate, and stays there. */
const FINAL_RATE = 0.01;

/** Learning rate of a meta-step counted from 0. */
export function rateAt(recipe: Pick<RecipeSpec, 'learningRate' | 'schedule' | 'metaSteps'>, metaStep: number): number {
  if (recipe.schedule === 'constant') return recipe.learningRate;
  const progress = Math.min(metaStep / recipe.metaSteps, 1);
  return recipe.learningRate * (FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** `g / max(norm, 1e-12)`: a scalar becomes its sign, a zero stays zero. */
export function unitNorm(gradient: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.div(gradient, tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), 1e-12)));
}

/** Parameters and Adam's moments, each [P]. */
export type OptimiserTensors = {
  readonly parameters: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
};

/** Rate factor of every parameter [P]: 0 where frozen, `outputScaleRate` for output scales, else 1. */
export function rateFactors(layout: RuleLayout, recipe: Pick<RecipeSpec, 'outputScaleRate'>): Float32Array {
  const factors = new Float32Array(layout.size);
  for (const view of layout.parameters) {
    const factor = !view.trained ? 0 : view.role === 'outputScale' ? recipe.outputScaleRate : 1;
    factors.fill(factor, view.offset, view.offset + view.size);
  }
  return factors;
}

/**
 * One step of Adam.
 *
 * @param gradient [P], `factors` [P], `step` counted from 1.
 * @returns new tensors, owned by the caller's tidy.
 */
export function adam(
  state: OptimiserTensors,
  gradient: tf.Tensor,
  factors: tf.Tensor,
  rate: number,
  step: number,
): OptimiserTensors {
  const firstMoment = tf.add(tf.mul(state.firstMoment, BETA1), tf.mul(gradient, 1 - BETA1));
  const secondMoment = tf.add(tf.mul(state.secondMoment, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
  const mean = tf.div(firstMoment, 1 - BETA1 ** step);
  const root = tf.add(tf.sqrt(tf.div(secondMoment, 1 - BETA2 ** step)), EPSILON);
  const parameters = tf.sub(state.parameters, tf.mul(tf.mul(tf.div(mean, root), factors), rate));
  return { parameters, firstMoment, secondMoment };
}
