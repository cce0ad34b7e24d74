// Drawn tasks as tensors.

import * as tf from '@tensorflow/tfjs-core';
import { startFromNumbers, startFromPrior, initialState } from '../mplp/rule.ts';
import type { InnerState } from '../mplp/innerStep.ts';
import type { Parameters } from '../mplp/learner.ts';
import { layerUnits, type AgentGroup } from '../experiment/layout.ts';
import type { ExperimentSpec, NetworkSpec } from '../experiment/types.ts';
import type { TaskBatch } from '../tasks/family.ts';
import type { DrawnTasks } from './draw.ts';
import type { MetaBatch } from './metaLoss.ts';

/** One batch as tensors [T, n, inputs] and [T, n, outputs]. */
export function batchTensors(
  { inputs, layers }: NetworkSpec,
  tasks: number,
  batch: TaskBatch,
): { input: tf.Tensor; target: tf.Tensor } {
  const points = batch.input.length / tasks / inputs;
  const outputs = layerUnits(inputs, layers).at(-1) ?? inputs;
  return {
    input: tf.tensor(batch.input, [tasks, points, inputs]),
    target: tf.tensor(batch.target, [tasks, points, outputs]),
  };
}

/** The drawn data as tensors; the caller's tidy owns them. */
export function metaBatch({ network }: Pick<ExperimentSpec, 'network'>, drawn: DrawnTasks): MetaBatch {
  return {
    support: drawn.support.map((batch) => batchTensors(network, drawn.tasks, batch)),
    heldOut: batchTensors(network, drawn.tasks, drawn.heldOut),
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
