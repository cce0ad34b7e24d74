// Drawn tasks as tensors.

import * as tf from '@tensorflow/tfjs-core';
import { startFromNumbers, startFromPrior, initialState } from '../mplp/rule.ts';
import type { InnerState } from '../mplp/innerStep.ts';
import type { Parameters } from '../mplp/learner.ts';
import type { AgentGroup } from '../spec/layout.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import type { SinusoidBatch } from '../tasks/sinusoid.ts';
import type { DrawnTasks } from './draw.ts';
import type { MetaBatch } from './metaLoss.ts';

/** One batch as tensors [T, n, 1]. */
export function batchTensors(tasks: number, batch: SinusoidBatch): { input: tf.Tensor; target: tf.Tensor } {
  const points = batch.input.length / tasks;
  return { input: tf.tensor(batch.input, [tasks, points, 1]), target: tf.tensor(batch.target, [tasks, points, 1]) };
}

/** The drawn data as tensors; the caller's tidy owns them. */
export function metaBatch(drawn: DrawnTasks): MetaBatch {
  return {
    support: drawn.support.map((batch) => batchTensors(drawn.tasks, batch)),
    heldOut: batchTensors(drawn.tasks, drawn.heldOut),
  };
}

/** Where the tasks start from: the learned prior if the rule has one, else their fresh networks. */
export function startOf(
  spec: ExperimentSpec,
  groups: readonly AgentGroup[],
  drawn: DrawnTasks,
  parameters: Parameters,
): InnerState {
  const network = spec.recipe.learnedPrior
    ? startFromPrior(groups, drawn.tasks, parameters)
    : startFromNumbers(groups, drawn.tasks, drawn.networks);
  return initialState(network);
}
