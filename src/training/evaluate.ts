// Evaluation on fresh held-out tasks, maths.md section 7.

import { divergedAbove } from '../tasks/families.ts';
import * as tf from '@tensorflow/tfjs-core';
import { innerStep, tidied } from '../mplp/innerStep.ts';
import { seededDraws, type Draws } from '../mplp/touch/draws.ts';
import { touchOf } from '../mplp/touch/touch.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import type { EvaluationStatistics } from '../record/evaluation.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec, Intervention } from '../experiment/types.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { evaluationRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks, type DrawnTasks } from './draw.ts';
import { keptOf, outcomeOf, outcomeOfAdapted, type Kept } from './evaluation/outcome.ts';
import { statisticsOf, type TaskOutcome } from './evaluation/statistics.ts';
import { tasksTogether } from './memory.ts';
import type { MetaBatch } from './metaLoss.ts';
import type { TaskPool } from './taskPool.ts';

/** Tasks computed together at most. */
const LARGEST_CHUNK = 20;

export interface EvaluateOptions {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  /** Standard deviation of normal noise on the support targets; none by default. */
  readonly noise?: number | undefined;
  /** What is changed in every task; on stock operations only. */
  readonly interventions?: readonly Intervention[];
}

/** [T, 1 or more] of one step: the loss (mean over points and outputs), then the curve or the share named right. */
function scoreRow(spec: ExperimentSpec, kept: Kept, network: NetworkParameters, batch: MetaBatch): tf.Tensor2D {
  const { input, target } = batch.heldOut!;
  const prediction = forward(spec.network, network, input);
  const loss: tf.Tensor2D = tf.reshape(tf.mean(lossOf(spec.network.loss, prediction, target).loss, [1, 2]), [-1, 1]);
  if (kept.curve) return tf.concat([loss, tf.reshape(prediction, [loss.shape[0], -1])], 1);
  if (!kept.classes) return loss;
  const right = tf.cast(tf.equal(tf.argMax(prediction, 2), tf.argMax(target, 2)), 'float32');
  return tf.concat([loss, tf.reshape(tf.mean(right, 1), [-1, 1])], 1);
}

/**
 * An evaluation that is done a few tasks at a time, so that other work can come between. Owns one tensor from the first
 * `advance` to `dispose`.
 */
export class Evaluation {
  readonly spec: ExperimentSpec;
  readonly options: EvaluateOptions;
  private readonly parameters: Float32Array;
  private readonly layout: RuleLayout;
  private readonly kept: Kept;
  private readonly outcomes: TaskOutcome[] = [];
  private flat: tf.Tensor | undefined;

  private readonly pool: TaskPool | undefined;

  /**
   * @param parameters the rule's flat vector [P]; left as it is.
   * @param pool adapts with the wasm kernels; without, the running tfjs backend does. The caller disposes of it.
   */
  constructor(spec: ExperimentSpec, parameters: Float32Array, options: EvaluateOptions, pool?: TaskPool) {
    this.pool = pool;
    this.spec = spec;
    this.parameters = parameters;
    this.options = options;
    this.layout = layoutOf(spec);
    this.kept = keptOf(spec);
  }

  get tasksDone(): number {
    return this.outcomes.length;
  }

  get finished(): boolean {
    return this.outcomes.length >= this.options.tasks;
  }

  /**
   * Adapt and score the next tasks together. How tasks are grouped does not change the result beyond rounding.
   *
   * @param most tasks at a time.
   */
  async advance(most = tasksTogether(this.spec, LARGEST_CHUNK)): Promise<void> {
    const from = this.outcomes.length;
    const count = Math.min(most, this.options.tasks - from);
    if (count <= 0) return;
    await prepareTasks(this.spec.task);
    if (this.pool !== undefined) {
      const { seed, steps, noise } = this.options;
      const adapted = await this.pool.adapt({ seed, steps, noise, from, count }, this.parameters);
      const outputs = this.layout.groups.at(-1)!.outputs;
      this.outcomes.push(...adapted.map((task) => outcomeOfAdapted(this.kept, outputs, task)));
      return;
    }
    const flat = (this.flat ??= tf.tensor1d(this.parameters));
    const streams = Array.from({ length: count }, (_, t) => evaluationRng(this.options.seed, from + t));
    const drawn = drawTasks(this.spec, this.layout.groups, streams, {
      steps: this.options.steps,
      heldOut: 'evaluation',
      noise: this.options.noise,
    });
    const draws = seededDraws(streams.map((_, t) => ['evaluate', this.options.seed, from + t]));
    const result = tf.tidy(() => this.scores(flat, drawn, draws));
    const values = await result.data<'float32'>();
    const [, rows = 0, width = 0] = result.shape;
    result.dispose();
    const points = drawn.heldOut.target.length / count;
    for (let t = 0; t < count; t++) {
      const row = (k: number) => values.subarray((t * rows + k) * width, (t * rows + k + 1) * width);
      const own = (all: Float32Array) => all.subarray(t * points, (t + 1) * points);
      const taskRows = Array.from({ length: rows }, (_, k) => row(k));
      this.outcomes.push(outcomeOf(this.kept, taskRows, own(drawn.heldOut.input), own(drawn.heldOut.target)));
    }
  }

  /** [T, steps + 1, width] of `scoreRow`. */
  private scores(flat: tf.Tensor, drawn: DrawnTasks, draws: Draws): tf.Tensor {
    const { spec, layout, kept } = this;
    const parameters = namedViews(layout, splitViews(layout, flat));
    const batch = metaBatch(spec, drawn);
    const context = contextOf(spec, layout, parameters);
    let state = startOf(spec, layout.groups, drawn, parameters);
    const rows = [scoreRow(spec, kept, state.network, batch)];
    for (const [k, data] of batch.support.entries()) {
      const after = tidied(() => {
        const touch = touchOf(spec, this.options.interventions ?? [], k + 1, draws);
        const next = innerStep({ ...context, touch }, state, data.input, data.target).state;
        return { state: next, kept: [scoreRow(spec, kept, next.network, batch)] };
      });
      state = after.state;
      rows.push(...after.kept);
    }
    return tf.stack(rows, 1);
  }

  /** Losses of the tasks done so far before learning and after every step. */
  losses(): readonly (readonly number[])[] {
    return this.outcomes.map(({ losses }) => losses);
  }

  /** Statistics over the tasks done so far. */
  statistics(): EvaluationStatistics {
    return statisticsOf(this.outcomes, divergedAbove(this.spec.task));
  }

  dispose(): void {
    this.flat?.dispose();
    this.flat = undefined;
  }
}

/**
 * Adapt fresh tasks with a rule and score them on their family's even points (100 of the sinusoid, 40 x 16 of the
 * boundary) before learning and after every step.
 *
 * @param parameters the rule's flat vector [P].
 * @returns statistics over `options.tasks` tasks.
 */
export async function evaluate(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: EvaluateOptions & { readonly chunk?: number; readonly onProgress?: (tasksDone: number) => void },
  pool?: TaskPool,
): Promise<EvaluationStatistics> {
  const evaluation = new Evaluation(spec, parameters, options, pool);
  try {
    while (!evaluation.finished) {
      await evaluation.advance(options.chunk);
      options.onProgress?.(evaluation.tasksDone);
    }
    return evaluation.statistics();
  } finally {
    evaluation.dispose();
  }
}
