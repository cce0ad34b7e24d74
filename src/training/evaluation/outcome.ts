// What one task gave, from its predictions after every inner step. Pure.

import { layerUnits } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { TaskAdapted } from '../taskWork.ts';
import type { TaskOutcome } from './statistics.ts';
import { arcFit, type ArcFit } from './stuck.ts';

/** What is read back of every task and step beside the loss. */
export interface Kept {
  /** The prediction is one curve over one input: its shape is judged. */
  readonly curve: boolean;
  /** The outputs name a class: the share named right is counted. */
  readonly classes: boolean;
}

export function keptOf({ network }: ExperimentSpec): Kept {
  const outputs = layerUnits(network.inputs, network.layers).at(-1);
  return {
    curve: network.inputs === 1 && outputs === 1,
    classes: network.loss === 'crossEntropy' && outputs !== undefined && outputs > 1,
  };
}

/** One task's rows of numbers [steps + 1, width] in words. */
export function outcomeOf(
  kept: Kept,
  rows: readonly Float32Array[],
  x: Float32Array,
  target: Float32Array,
): TaskOutcome {
  const losses = rows.map((row) => row[0]!);
  if (kept.classes) return { losses, accuracy: rows.map((row) => row[1]!) };
  if (!kept.curve) return { losses };
  return { losses, fits: rows.map((row): ArcFit => arcFit(x, target, row.subarray(1))) };
}

/** The share of points [n, outputs] whose largest output is that of the target. */
function shareRight(prediction: ArrayLike<number>, target: ArrayLike<number>, outputs: number): number {
  const largest = (all: ArrayLike<number>, from: number) => {
    let best = from;
    for (let i = from; i < from + outputs; i++) if (all[i]! > all[best]!) best = i;
    return best;
  };
  let right = 0;
  for (let from = 0; from < target.length; from += outputs) {
    if (largest(prediction, from) === largest(target, from)) right++;
  }
  return (right * outputs) / target.length;
}

/** The same from the predictions of every step and the points they are judged on. */
export function outcomeOfAdapted(
  kept: Kept,
  outputs: number,
  { losses, predictions, points }: TaskAdapted,
): TaskOutcome {
  const { input, target } = points;
  if (kept.classes) return { losses, accuracy: predictions.map((each) => shareRight(each, target, outputs)) };
  return kept.curve ? { losses, fits: predictions.map((each): ArcFit => arcFit(input, target, each)) } : { losses };
}
