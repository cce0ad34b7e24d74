// The tasks' gradients made one on plain numbers, maths.md section 7.

import type { RuleLayout } from '../experiment/layout.ts';
import { upperMedian } from '../lib/statistics.ts';
import { cutTo, lengthOf, SMALLEST_NORM } from '../numbers/optimiser.ts';

/** Factor of each task's gradient: 1, or what cuts it to `limit` times the median length. */
function taskFactors(gradients: readonly Float32Array[], limit: number): number[] {
  if (limit === 0) return gradients.map(() => 1);
  const lengths = gradients.map(lengthOf);
  const longest = limit * upperMedian(lengths);
  return lengths.map((length) => cutTo(longest, length));
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
      const factor = 1 / Math.max(lengthOf(view), SMALLEST_NORM);
      for (let i = 0; i < size; i++) view[i]! *= factor;
    }
  }
}
