// Meta-training: one rule, its optimiser, and the meta-step. State can be saved between any two meta-steps.

import * as tf from '@tensorflow/tfjs-core';
import { failure, success, type Result } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { trainingRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks } from './draw.ts';
import { valueAndGradients } from './gradient.ts';
import { horizonAt } from './horizon.ts';
import { metaLoss } from './metaLoss.ts';
import { adam, rateAt, rateFactors, unitNorm, type OptimiserTensors } from './optimiser.ts';
import { withStandardisers } from './standardise.ts';

/** The outcome of one meta-step. */
export interface MetaStepResult {
  /** Meta-steps done, this one included. */
  readonly metaStep: number;
  readonly metaLoss: number;
  /** Held-out loss before learning and after each inner step, mean over this step's tasks. */
  readonly heldOut: readonly number[];
}

/** A meta-step whose loss or gradient was not finite; the rule is as before it. */
export class DivergedError extends Error {
  constructor(metaStep: number) {
    super(
      `meta-step ${metaStep} gave a loss or gradient that is not a number; the rule is kept as it was after meta-step ${metaStep - 1}`,
    );
    this.name = 'DivergedError';
  }
}

/** Refuses the settings that need the gradient of each task by itself, which only the wasm kernels have. */
export function refuseWasmOnly(spec: ExperimentSpec): Result<ExperimentSpec> {
  for (const field of ['warmUpSteps', 'taskNormLimit'] as const) {
    const value = spec.recipe[field];
    if (value > 0)
      return failure(`recipe.${field}`, `recipe.${field} is ${value}; allowed: 0, but on the wasm kernels`);
  }
  return success(spec);
}

/** A rule that has never been trained: fresh parameters, standardisers set. */
export async function freshRule(spec: ExperimentSpec): Promise<RuleCheckpoint> {
  const layout = layoutOf(spec);
  return { spec, metaSteps: 0, parameters: await withStandardisers(spec, layout, freshParameters(spec, layout)) };
}

/** Trains one rule, on whatever it runs. */
export interface Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  /** Meta-steps done. */
  readonly metaSteps: number;
  /**
   * One meta-step on fresh tasks, which depend on the seed and the number of the step only.
   *
   * @throws DivergedError if loss or gradient is not finite; the rule stays as it was.
   */
  step(): Promise<MetaStepResult>;
  /** The flat vector [P] as it is now. */
  parameters(): Promise<Float32Array>;
  /** Everything needed to go on exactly from here. */
  snapshot(): Promise<RuleCheckpoint>;
  /** Bytes taken for a meta-step, where the trainer knows: tfjs counts its own. */
  peakBytes?(): number;
  /** Threads at work, where the trainer has its own. */
  readonly threads?: number;
  /** Frees tensors and threads. */
  dispose(): void;
}

/**
 * Trains one rule with stock tfjs ops. Owns three tensors of the rule's size (parameters and Adam's moments) and one of rate factors
 * until `dispose`.
 */
export class MetaTrainer implements Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  private state: OptimiserTensors;
  private readonly factors: tf.Tensor;
  private done: number;
  /** Meta-step at which Adam's moments started: its bias correction counts from there. */
  private readonly momentsFrom: number;

  /** @param from the rule to start from; without optimiser state, Adam starts afresh. */
  constructor(from: RuleCheckpoint) {
    this.spec = from.spec;
    this.layout = layoutOf(from.spec);
    this.done = from.metaSteps;
    this.momentsFrom = from.optimiser === undefined ? from.metaSteps : from.optimiser.since;
    const tensor = (values: Float32Array | undefined) => tf.tensor1d(values ?? new Float32Array(this.layout.size));
    this.state = {
      parameters: tensor(from.parameters),
      firstMoment: tensor(from.optimiser?.firstMoment),
      secondMoment: tensor(from.optimiser?.secondMoment),
    };
    this.factors = tf.tensor1d(rateFactors(this.layout, from.spec.recipe));
  }

  get metaSteps(): number {
    return this.done;
  }

  async step(): Promise<MetaStepResult> {
    await prepareTasks(this.spec.task);
    const { next, report } = this.compute();
    const values = await report.data();
    report.dispose();
    const [loss, finite, ...heldOut] = values;
    if (!Number.isFinite(loss) || finite !== 1) {
      tf.dispose([next.parameters, next.firstMoment, next.secondMoment]);
      throw new DivergedError(this.done + 1);
    }
    tf.dispose([this.state.parameters, this.state.firstMoment, this.state.secondMoment]);
    this.state = next;
    this.done += 1;
    return { metaStep: this.done, metaLoss: loss!, heldOut };
  }

  /** New state and one packed report: loss, 1 if everything is finite, held-out losses. */
  private compute(): { next: OptimiserTensors; report: tf.Tensor } {
    const { spec, layout, done } = this;
    return tf.tidy(() => {
      const streams = Array.from({ length: spec.recipe.tasks }, (_, t) => trainingRng(spec.seeds.training, done, t));
      const drawn = drawTasks(spec, layout.groups, streams, {
        steps: horizonAt(spec, done),
        heldOut: spec.recipe.heldOutPoints,
      });
      const batch = metaBatch(spec, drawn);
      const views = splitViews(layout, this.state.parameters);
      const parameters = namedViews(layout, views);
      const trained = layout.parameters.flatMap((view, i) => (view.trained ? [i] : []));
      let heldOut: readonly tf.Tensor[] = [];
      const { value, gradients } = valueAndGradients(
        () => {
          const loss = metaLoss(
            contextOf(spec, layout, parameters),
            spec.recipe,
            startOf(spec, layout.groups, drawn, parameters),
            batch,
          );
          heldOut = loss.heldOut.map((scalar) => tf.keep(scalar));
          return loss.total;
        },
        trained.map((i) => views[i]!),
      );
      const gradient = this.flatGradient(trained, gradients);
      const next = adam(this.state, gradient, this.factors, rateAt(spec.recipe, done), done - this.momentsFrom + 1);
      // A second moment that overflows stops its parameter without a trace in it.
      const finite = tf.cast(tf.all(tf.isFinite(tf.add(next.parameters, next.secondMoment))), 'float32');
      const report = tf.stack([value, finite, ...heldOut].map((scalar) => tf.reshape(scalar, [])));
      tf.dispose([...heldOut]);
      return { next, report };
    });
  }

  private flatGradient(trained: readonly number[], gradients: readonly tf.Tensor[]): tf.Tensor {
    const { layout, spec } = this;
    const byView = new Map(trained.map((view, i) => [view, gradients[i]!]));
    return tf.concat(
      layout.parameters.map((view, i) => {
        const gradient = byView.get(i);
        if (gradient === undefined) return tf.zeros([view.size]);
        return tf.reshape(spec.recipe.unitNorm ? unitNorm(gradient) : gradient, [view.size]);
      }),
    );
  }

  async parameters(): Promise<Float32Array> {
    return Float32Array.from(await this.state.parameters.data());
  }

  async snapshot(): Promise<RuleCheckpoint> {
    const read = async (tensor: tf.Tensor) => Float32Array.from(await tensor.data());
    return {
      spec: this.spec,
      metaSteps: this.done,
      parameters: await read(this.state.parameters),
      optimiser: {
        since: this.momentsFrom,
        firstMoment: await read(this.state.firstMoment),
        secondMoment: await read(this.state.secondMoment),
      },
    };
  }

  dispose(): void {
    tf.dispose([this.state.parameters, this.state.firstMoment, this.state.secondMoment, this.factors]);
  }
}
