// Adam, its schedule, and the cutting of gradients: the constants, plain numbers. maths.md section 7. Tensors have
// `training/optimiser.ts`, shaders `kernels/webgpu/stepShader.ts`; both take the constants from here.

export const BETA1 = 0.9;
export const BETA2 = 0.999;
export const EPSILON = 1e-8;
/** A gradient shorter than this is not scaled up to length 1: a zero stays zero. */
export const SMALLEST_NORM = 1e-12;
/** The cosine schedule ends at this share of the rate, and stays there. */
const FINAL_RATE = 0.01;

/** Share of the rate on the cosine schedule. @param progress share of the training done; beyond 1 it stays at its end. */
export function cosineShare(progress: number): number {
  return FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + Math.cos(Math.PI * Math.min(progress, 1)));
}

/** What Adam's moments are divided by, since they began at zero. @param step counted from 1. */
export function biasCorrections(step: number): { readonly first: number; readonly second: number } {
  return { first: 1 - BETA1 ** step, second: 1 - BETA2 ** step };
}

type Vector = Float32Array | Float64Array;

/** Parameters and Adam's moments, each [P]. */
export interface OptimiserNumbers<V extends Vector = Vector> {
  readonly parameters: V;
  readonly firstMoment: V;
  readonly secondMoment: V;
}

/**
 * One step of Adam, computed in float64, into `next`, which may be `state` itself.
 *
 * @param rate times `factors[i]` is the rate of parameter i; times 1 without factors.
 * @param step counted from 1.
 * @returns whether parameters and second moments are finite.
 */
export function adamInto(
  next: OptimiserNumbers,
  state: OptimiserNumbers,
  gradient: Vector,
  rate: number,
  step: number,
  factors?: ArrayLike<number>,
): boolean {
  const correction = biasCorrections(step);
  const corrected = rate / correction.first;
  const secondCorrection = 1 / correction.second;
  const { parameters, firstMoment, secondMoment } = state;
  // Stays 0 while everything is finite: x - x is NaN where x is not.
  let check = 0;
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    const m = BETA1 * firstMoment[i]! + (1 - BETA1) * g;
    const v = BETA2 * secondMoment[i]! + (1 - BETA2) * g * g;
    const own = factors === undefined ? corrected : corrected * factors[i]!;
    const parameter = parameters[i]! - (own * m) / (Math.sqrt(v * secondCorrection) + EPSILON);
    next.firstMoment[i] = m;
    next.secondMoment[i] = v;
    next.parameters[i] = parameter;
    check += next.parameters[i]! - next.parameters[i]! + (next.secondMoment[i]! - next.secondMoment[i]!);
  }
  return check === 0;
}

/** L2 norm. */
export function lengthOf(values: Vector): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

/** What a vector of this length is multiplied by so that it is no longer than `limit`. */
export function cutTo(limit: number, length: number): number {
  return Math.min(1, limit / Math.max(length, 1e-30));
}
