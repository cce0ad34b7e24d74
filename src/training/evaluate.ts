// Evaluation on fresh held-out tasks, spec.md section 7.

import * as tf from '@tensorflow/tfjs-core';
import { innerStep, tidied } from '../mplp/innerStep.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { layoutOf } from '../spec/layout.ts';
import type { ExperimentSpec } from '../spec/types.ts';
import { evaluationRng } from '../tasks/sinusoid.ts';
import { drawTasks, metaBatch, startOf } from './data.ts';
import type { MetaBatch } from './metaLoss.ts';

/** A task whose loss passes this at any step has diverged. */
const DIVERGED_ABOVE = 1;

export interface EvaluateOptions {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  /** Tasks computed together; does not change the result beyond rounding. */
  readonly chunk?: number;
  readonly onProgress?: (tasksDone: number) => void;
}

/** Statistics over tasks; index = inner step, 0 first. */
export interface LossStatistics {
  readonly meanLoss: readonly number[];
  readonly medianLoss: readonly number[];
  readonly sdLoss: readonly number[];
  /** Tasks not finite or above 1 at any step. */
  readonly diverged: number;
}

/** Loss of each task of the batch, mean over points and outputs: [T]. */
function taskLosses(spec: ExperimentSpec, network: NetworkParameters, batch: MetaBatch): tf.Tensor {
  const { input, target } = batch.heldOut!;
  return tf.mean(lossOf(spec.network.loss, forward(spec.network, network, input), target).loss, [1, 2]);
}

function evaluateChunk(
  spec: ExperimentSpec,
  flat: tf.Tensor,
  from: number,
  count: number,
  options: EvaluateOptions,
): tf.Tensor {
  return tf.tidy(() => {
    const layout = layoutOf(spec);
    const parameters = namedViews(layout, splitViews(layout, flat));
    const streams = Array.from({ length: count }, (_, t) => evaluationRng(options.seed, from + t));
    const drawn = drawTasks(spec, layout.groups, streams, { steps: options.steps, heldOut: 'evaluation' });
    const batch = metaBatch(drawn);
    const context = contextOf(spec, layout, parameters);
    let state = startOf(spec, layout.groups, drawn, parameters);
    const losses = [taskLosses(spec, state.network, batch)];
    for (const data of batch.support) {
      const after = tidied(() => {
        const next = innerStep(context, state, data.input, data.target).state;
        return { state: next, kept: [taskLosses(spec, next.network, batch)] };
      });
      state = after.state;
      losses.push(...after.kept);
    }
    return tf.stack(losses, 1);
  });
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Mean, median, sd over tasks (finite ones; none finite gives NaN), and how many diverged. `losses`: [task][step]. */
export function statisticsOf(losses: readonly (readonly number[])[]): LossStatistics {
  const steps = losses[0]?.length ?? 0;
  const columns = Array.from({ length: steps }, (_, k) => losses.map((row) => row[k]!).filter(Number.isFinite));
  const means = columns.map((column) => column.reduce((sum, loss) => sum + loss, 0) / column.length);
  return {
    meanLoss: means,
    medianLoss: columns.map((column) => (column.length === 0 ? NaN : median([...column].sort((a, b) => a - b)))),
    sdLoss: columns.map((column, k) =>
      Math.sqrt(column.reduce((sum, loss) => sum + (loss - means[k]!) ** 2, 0) / column.length),
    ),
    diverged: losses.filter((row) => row.some((loss) => !(loss <= DIVERGED_ABOVE))).length,
  };
}

/**
 * Adapt fresh tasks with a rule and score them on 100 evenly spaced points before learning and after every step.
 *
 * @param parameters the rule's flat vector [P].
 * @returns statistics over `options.tasks` tasks.
 */
export async function evaluate(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: EvaluateOptions,
): Promise<LossStatistics> {
  const losses: number[][] = [];
  const flat = tf.tensor1d(parameters);
  const chunk = options.chunk ?? 20;
  for (let from = 0; from < options.tasks; from += chunk) {
    const count = Math.min(chunk, options.tasks - from);
    const result = evaluateChunk(spec, flat, from, count, options);
    const values = await result.data();
    result.dispose();
    for (let t = 0; t < count; t++)
      losses.push(Array.from(values.subarray(t * (options.steps + 1), (t + 1) * (options.steps + 1))));
    options.onProgress?.(from + count);
  }
  flat.dispose();
  return statisticsOf(losses);
}
