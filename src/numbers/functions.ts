// The functions inside the inner network and inside learners, on plain numbers: value, slope, curvature, each once.
// maths.md sections 1 and 3; tensors (mplp) and shaders (kernels/webgpu) have their own forms, with these constants.

import type { ActivationName, LearnerActivation, LossName } from '../experiment/types.ts';

/** Probabilities are kept this far from 0 and 1 before their logarithm is taken. */
export const CLIP = 1e-7;

const clipped = (x: number): number => Math.min(Math.max(x, CLIP), 1 - CLIP);

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** A scalar function, with its first and second derivative from input and output. */
export interface Scalar {
  readonly value: (x: number) => number;
  readonly slope: (x: number, y: number) => number;
  readonly bend: (x: number, y: number) => number;
}

const flat = () => 0;

/** Activations of the inner network; relu lets NaN through, its slope at 0 is 0. */
export const ACTIVATION: Readonly<Record<ActivationName, Scalar>> = {
  relu: { value: (x) => (x > 0 || x !== x ? x : 0), slope: (x) => (x > 0 ? 1 : 0), bend: flat },
  tanh: { value: Math.tanh, slope: (_, y) => 1 - y * y, bend: (_, y) => -2 * y * (1 - y * y) },
  sigmoid: { value: sigmoid, slope: (_, y) => y * (1 - y), bend: (_, y) => y * (1 - y) * (1 - 2 * y) },
  step: { value: (x) => (x > 0 ? 1 : 0), slope: flat, bend: flat },
  linear: { value: (x) => x, slope: () => 1, bend: flat },
};

/** Activations inside learners. */
export const LEARNER_ACTIVATION: Readonly<Record<LearnerActivation, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  silu: (x) => x * sigmoid(x),
};

/** A loss of one output, with its first and second derivative by the output. */
export interface Loss {
  readonly value: (y: number, target: number) => number;
  readonly slope: (y: number, target: number) => number;
  readonly bend: (y: number, target: number) => number;
  /** What the loss agent stores, maths.md section 1. */
  readonly states: (y: number, target: number) => readonly number[];
}

const inside = (y: number) => y >= CLIP && y <= 1 - CLIP;

export const LOSS: Readonly<Record<LossName, Loss>> = {
  l2: {
    value: (y, t) => ((t - y) * (t - y)) / 2,
    slope: (y, t) => y - t,
    bend: () => 1,
    states: (y, t) => [y, t, t - y],
  },
  l1: {
    value: (y, t) => Math.abs(t - y),
    slope: (y, t) => Math.sign(y - t),
    bend: flat,
    states: (y, t) => [y, t],
  },
  crossEntropy: {
    value: (y, t) => -t * Math.log(clipped(y)),
    slope: (y, t) => (inside(y) ? -t / y : 0),
    bend: (y, t) => (inside(y) ? t / (y * y) : 0),
    states: (y, t) => [clipped(y), t, Math.log(clipped(y))],
  },
};

/** What the softmax agents of one row store: x - max and its exponential, each as long as the row, and their sum. */
export function softmaxParts(row: ArrayLike<number>): {
  readonly shifted: readonly number[];
  readonly exp: readonly number[];
  readonly sum: number;
} {
  const values = Array.from(row);
  const largest = values.reduce((top, x) => Math.max(top, x), -Infinity);
  const shifted = values.map((x) => x - largest);
  const exp = shifted.map(Math.exp);
  return { shifted, exp, sum: exp.reduce((sum, e) => sum + e, 0) };
}
