// The failure the paper saw most, as a number: a network stuck fitting a centre arc, constant outside it.

import { mean } from '../../lib/statistics.ts';

/** How a prediction stands to its target, inside the middle third of x and outside it. NaN where the target is flat. */
export interface ArcFit {
  /** Share of the target's variance explained in the middle third: 1 - squared error / squared deviation. */
  readonly inside: number;
  /** The same in the outer thirds, each measured about its own mean, so that two constants explain nothing. */
  readonly outside: number;
  /** Variance of the prediction over that of the target in the outer thirds, each about its own mean; 0 = constant. */
  readonly movement: number;
}

/** Stuck means: at least so much explained inside ... */
const EXPLAINED_INSIDE = 0.5;
/** ... at most so much outside ... */
const EXPLAINED_OUTSIDE = 0.1;
/** ... and outside the prediction's variance is at most so much of the target's: arcs end a little past the third. */
const MOVEMENT_OUTSIDE = 0.25;

interface Sums {
  readonly error: number;
  readonly target: number;
  readonly prediction: number;
}

/** Squared error, and squared deviations of target and prediction from their means, over the points `at`. */
function sumsOver(target: Float32Array, prediction: Float32Array, at: readonly number[]): Sums {
  const centre = (values: Float32Array) => mean(at.map((i) => values[i]!));
  const [targetMean, predictionMean] = [centre(target), centre(prediction)];
  const sum = (term: (i: number) => number) => at.reduce((total, i) => total + term(i) ** 2, 0);
  return {
    error: sum((i) => target[i]! - prediction[i]!),
    target: sum((i) => target[i]! - targetMean),
    prediction: sum((i) => prediction[i]! - predictionMean),
  };
}

/**
 * Variance explained inside and outside the middle third of x.
 *
 * @param x inputs [n]; their smallest and largest mark the range.
 * @param target [n], `prediction` [n], in the order of `x`.
 */
export function arcFit(x: Float32Array, target: Float32Array, prediction: Float32Array): ArcFit {
  const low = x.reduce((a, b) => Math.min(a, b), Infinity);
  const high = x.reduce((a, b) => Math.max(a, b), -Infinity);
  const third = (high - low) / 3;
  const points = Array.from(x.keys());
  const middle = sumsOver(
    target,
    prediction,
    points.filter((i) => x[i]! >= low + third && x[i]! <= high - third),
  );
  const left = sumsOver(
    target,
    prediction,
    points.filter((i) => x[i]! < low + third),
  );
  const right = sumsOver(
    target,
    prediction,
    points.filter((i) => x[i]! > high - third),
  );
  const spread = left.target + right.target;
  return {
    inside: 1 - middle.error / middle.target,
    outside: 1 - (left.error + right.error) / spread,
    movement: (left.prediction + right.prediction) / spread,
  };
}

/** Whether a prediction fits a centre arc and is constant outside it. */
export function isStuck({ inside, outside, movement }: ArcFit): boolean {
  return inside >= EXPLAINED_INSIDE && outside <= EXPLAINED_OUTSIDE && movement <= MOVEMENT_OUTSIDE;
}
