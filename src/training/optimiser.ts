// The schedule of a recipe, and Adam on tensors over the flat rule vector, on gradients scaled to unit norm per tensor.
// maths.md section 7; the same on plain numbers: numbers/optimiser.ts.

import * as tf from '@tensorflow/tfjs-core';
import type { ParameterRole, RuleLayout } from '../experiment/layout.ts';
import type { RecipeSpec } from '../experiment/types.ts';
import { BETA1, BETA2, biasCorrections, cosineShare, EPSILON, SMALLEST_NORM } from '../numbers/optimiser.ts';

/** Learning rate of a meta-step counted from 0. */
export function rateAt(recipe: Pick<RecipeSpec, 'learningRate' | 'schedule' | 'metaSteps'>, metaStep: number): number {
  if (recipe.schedule === 'constant') return recipe.learningRate;
  return recipe.learningRate * cosineShare(metaStep / recipe.metaSteps);
}

/** `g / max(norm, 1e-12)`: a scalar becomes its sign, a zero stays zero. */
export function unitNorm(gradient: tf.Tensor): tf.Tensor {
  return tf.tidy(() => tf.div(gradient, tf.maximum(tf.sqrt(tf.sum(tf.square(gradient))), SMALLEST_NORM)));
}

/** Parameters and Adam's moments, each [P]. */
export type OptimiserTensors = {
  readonly parameters: tf.Tensor;
  readonly firstMoment: tf.Tensor;
  readonly secondMoment: tf.Tensor;
};

/** Step sizes begin at 1 and are factors; other parameters are much smaller. */
const STEP_SIZE_RATE = 10;

/** Rate factor of every parameter [P]: 0 where frozen, `outputScaleRate` for output scales, 10 for step sizes, else 1. */
export function rateFactors(layout: RuleLayout, recipe: Pick<RecipeSpec, 'outputScaleRate'>): Float32Array {
  const factors = new Float32Array(layout.size);
  const own: Partial<Record<ParameterRole, number>> = {
    outputScale: recipe.outputScaleRate,
    stepSizes: STEP_SIZE_RATE,
  };
  for (const { trained, role, offset, size } of layout.parameters)
    factors.fill(trained ? (own[role] ?? 1) : 0, offset, offset + size);
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
  const correction = biasCorrections(step);
  const mean = tf.div(firstMoment, correction.first);
  const root = tf.add(tf.sqrt(tf.div(secondMoment, correction.second)), EPSILON);
  const parameters = tf.sub(state.parameters, tf.mul(tf.mul(tf.div(mean, root), factors), rate));
  return { parameters, firstMoment, secondMoment };
}
