// Unit norm and Adam on plain numbers, spec.md section 7: the same as optimiser.ts on tensors.

import type { RuleLayout } from '../experiment/layout.ts';
import { BETA1, BETA2, EPSILON } from './optimiser.ts';

/** Parameters and Adam's moments, each [P]. */
export interface OptimiserNumbers {
  readonly parameters: Float32Array;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

function lengthOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

/** Factor of each task's gradient: 1, or what cuts it to `limit` times the median length. */
function taskFactors(gradients: readonly Float32Array[], limit: number): number[] {
  if (limit === 0) return gradients.map(() => 1);
  const lengths = gradients.map(lengthOf);
  const median = [...lengths].sort((a, b) => a - b)[gradients.length >> 1]!;
  return lengths.map((length) => Math.min(1, (limit * median) / Math.max(length, 1e-30)));
}

/** The mean of the tasks' gradients, summed in the order given; longer ones cut to `limit` times the median length. */
export function meanGradient(gradients: readonly Float32Array[], limit: number): Float32Array {
  const factors = taskFactors(gradients, limit).map((factor) => factor / gradients.length);
  const mean = new Float32Array(gradients[0]!.length);
  gradients.forEach((gradient, task) => {
    const factor = factors[task]!;
    for (let i = 0; i < mean.length; i++) mean[i]! += factor * gradient[i]!;
  });
  return mean;
}

/** Every trained tensor of the gradient scaled to unit L2 norm: `g / max(norm, 1e-12)`; frozen ones zero. In place. */
export function prepareGradient(gradient: Float32Array, layout: RuleLayout, unitNorm: boolean): void {
  for (const { offset, size, trained } of layout.parameters) {
    const view = gradient.subarray(offset, offset + size);
    if (!trained) view.fill(0);
    else if (unitNorm) {
      const factor = 1 / Math.max(lengthOf(view), 1e-12);
      for (let i = 0; i < size; i++) view[i]! *= factor;
    }
  }
}

/**
 * One step of Adam into `next`.
 *
 * @param step counted from 1. @returns whether everything is finite.
 */
export function adamInto(
  next: OptimiserNumbers,
  state: OptimiserNumbers,
  gradient: Float32Array,
  factors: Float32Array,
  rate: number,
  step: number,
): boolean {
  const corrected = rate / (1 - BETA1 ** step);
  const secondCorrection = 1 / (1 - BETA2 ** step);
  const { parameters, firstMoment, secondMoment } = state;
  // Stays 0 while everything is finite: x - x is NaN where x is not.
  let check = 0;
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const m = BETA1 * firstMoment[i]! + (1 - BETA1) * g;
    const v = BETA2 * secondMoment[i]! + (1 - BETA2) * g * g;
    const parameter = parameters[i]! - (corrected * factors[i]! * m) / (Math.sqrt(v * secondCorrection) + EPSILON);
    next.firstMoment[i] = m;
    next.secondMoment[i] = v;
    next.parameters[i] = parameter;
    check += next.parameters[i]! - next.parameters[i]! + (next.secondMoment[i]! - next.secondMoment[i]!);
  }
  return check === 0;
}
