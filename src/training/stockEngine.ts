// Meta-steps with stock tfjs operations, on any backend: the reference of the kernels.

import * as tf from '@tensorflow/tfjs-core';
import { mean } from '../lib/statistics.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { InnerState } from '../mplp/innerStep.ts';
import { contextOf, namedViews, splitViews } from '../mplp/rule.ts';
import type { OptimiserNumbers } from '../numbers/optimiser.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { trainingRng } from '../tasks/streams.ts';
import { metaBatch, startOf } from './data.ts';
import { drawTasks, type DrawnTasks } from './draw.ts';
import { meanGradient, prepareGradient } from './flatOptimiser.ts';
import { valueAndGradients } from './gradient.ts';
import { horizonAt, warmUpAt } from './horizon.ts';
import { metaLoss, type MetaBatch } from './metaLoss.ts';
import { adam, rateFactors, unitNorm, type OptimiserTensors } from './optimiser.ts';
import { firstState, MetaTrainer, type Engine, type StepNumbers, type StepOutcome } from './trainer.ts';
import { warmedUp } from './warmUp.ts';

/** Meta-loss of some tasks, scalar; its gradient by every view of the rule; held-out losses [K + 1]. */
interface Scored {
  readonly value: tf.Tensor;
  readonly gradients: readonly tf.Tensor[];
  readonly heldOut: tf.Tensor;
}

/** Needs each task's gradient by itself. */
function byTask({ recipe }: ExperimentSpec): boolean {
  return recipe.warmUpSteps > 0 || recipe.taskNormLimit > 0;
}

const tensorsOf = ({ parameters, firstMoment, secondMoment }: OptimiserTensors) => [
  parameters,
  firstMoment,
  secondMoment,
];

/** Owns three tensors of the rule's size (parameters and Adam's moments) and one of rate factors until `dispose`. */
class StockEngine implements Engine {
  readonly name = 'stock';
  private readonly spec: ExperimentSpec;
  private readonly layout: RuleLayout;
  private readonly factors: tf.Tensor;
  private now: OptimiserTensors;
  private next: OptimiserTensors | undefined;

  constructor(from: RuleCheckpoint) {
    this.spec = from.spec;
    this.layout = layoutOf(from.spec);
    const { parameters, firstMoment, secondMoment } = firstState(from);
    this.now = {
      parameters: tf.tensor1d(parameters),
      firstMoment: tf.tensor1d(firstMoment),
      secondMoment: tf.tensor1d(secondMoment),
    };
    this.factors = tf.tensor1d(rateFactors(this.layout, from.spec.recipe));
  }

  async compute(step: StepNumbers): Promise<StepOutcome> {
    await prepareTasks(this.spec.task);
    return byTask(this.spec) ? this.taskByTask(step) : this.together(step);
  }

  /** All tasks in one batch of tensors. */
  private async together(step: StepNumbers): Promise<StepOutcome> {
    const { recipe } = this.spec;
    const tasks = Array.from({ length: recipe.tasks }, (_, t) => t);
    const { next, report } = tf.tidy(() => {
      const drawn = this.draw(step.metaStep, tasks, 0);
      const { value, gradients, heldOut } = this.scored(drawn, metaBatch(this.spec, drawn), undefined);
      const flat = gradients.map((gradient, i) => {
        const { trained, size } = this.layout.parameters[i]!;
        if (!trained) return tf.zeros([size]);
        return tf.reshape(recipe.unitNorm ? unitNorm(gradient) : gradient, [size]);
      });
      return this.moved(tf.concat(flat), step, [value, heldOut]);
    });
    this.next = next;
    const [finite, metaLoss = NaN, ...heldOut] = await report.data();
    report.dispose();
    return { metaLoss, heldOut, finite: finite === 1 };
  }

  /** One task after another: each after its own warm-up, and each gradient cut by itself. */
  private async taskByTask(step: StepNumbers): Promise<StepOutcome> {
    const { recipe } = this.spec;
    const losses: number[] = [];
    const heldOut: number[][] = [];
    const gradients: Float32Array[] = [];
    for (let task = 0; task < recipe.tasks; task++) {
      const warmUp = warmUpAt(this.spec, step.metaStep, task);
      const drawn = this.draw(step.metaStep, [task], warmUp);
      const warm = await warmedUp(this.spec, this.layout, this.now.parameters, drawn, warmUp);
      const packed = tf.tidy(() => {
        const batch = metaBatch(this.spec, { ...drawn, support: drawn.support.slice(warmUp) });
        const scored = this.scored(drawn, batch, warm?.state);
        return tf.concat([scored.value, scored.heldOut, ...scored.gradients].map((entry) => tf.reshape(entry, [-1])));
      });
      const [values, { size }] = [Float32Array.from(await packed.data()), this.layout];
      packed.dispose();
      warm?.dispose();
      losses.push(values[0]!);
      heldOut.push([...values.subarray(1, values.length - size)]);
      gradients.push(values.slice(values.length - size));
    }
    const gradient = meanGradient(gradients, recipe.taskNormLimit);
    prepareGradient(gradient, this.layout, recipe.unitNorm);
    const { next, report } = tf.tidy(() => this.moved(tf.tensor1d(gradient), step, []));
    this.next = next;
    const [finite] = await report.data();
    report.dispose();
    const byStep = heldOut[0]!.map((_, k) => mean(heldOut.map((task) => task[k]!)));
    return { metaLoss: mean(losses), heldOut: byStep, finite: finite === 1 };
  }

  private draw(metaStep: number, tasks: readonly number[], warmUp: number): DrawnTasks {
    const { spec, layout } = this;
    const streams = tasks.map((task) => trainingRng(spec.seeds.training, metaStep, task));
    const steps = warmUp + horizonAt(spec, metaStep);
    return drawTasks(spec, layout.groups, streams, { steps, heldOut: spec.recipe.heldOutPoints });
  }

  /** @param from the state after a warm-up; without, where the tasks start. The caller's tidy owns the tensors. */
  private scored(drawn: DrawnTasks, batch: MetaBatch, from: InnerState | undefined): Scored {
    const { spec, layout } = this;
    const views = splitViews(layout, this.now.parameters);
    const parameters = namedViews(layout, views);
    const kept: tf.Tensor[] = [];
    const { value, gradients } = valueAndGradients(() => {
      const context = contextOf(spec, layout, parameters);
      const loss = metaLoss(context, spec.recipe, from ?? startOf(spec, layout.groups, drawn, parameters), batch);
      kept.push(...loss.heldOut.map((scalar) => tf.keep(scalar)));
      return loss.total;
    }, views);
    const heldOut = tf.stack(kept.map((scalar) => tf.reshape(scalar, [])));
    tf.dispose(kept);
    return { value, gradients, heldOut };
  }

  /** The state after a step of Adam, and one packed report: 1 if everything is finite, then `say`. */
  private moved(
    gradient: tf.Tensor,
    { rate, adamStep }: StepNumbers,
    say: readonly tf.Tensor[],
  ): { next: OptimiserTensors; report: tf.Tensor } {
    const next = adam(this.now, gradient, this.factors, rate, adamStep);
    // A second moment that overflows stops its parameter without a trace in it.
    const finite = tf.cast(tf.all(tf.isFinite(tf.add(next.parameters, next.secondMoment))), 'float32');
    return { next, report: tf.concat([finite, ...say].map((entry) => tf.reshape(entry, [-1]))) };
  }

  settle(accepted: boolean): void {
    if (this.next === undefined) return;
    tf.dispose(tensorsOf(accepted ? this.now : this.next));
    if (accepted) this.now = this.next;
    this.next = undefined;
  }

  async parameters(): Promise<Float32Array> {
    return Float32Array.from(await this.now.parameters.data());
  }

  async state(): Promise<OptimiserNumbers<Float32Array>> {
    const read = async (tensor: tf.Tensor) => Float32Array.from(await tensor.data());
    const { parameters, firstMoment, secondMoment } = this.now;
    return {
      parameters: await read(parameters),
      firstMoment: await read(firstMoment),
      secondMoment: await read(secondMoment),
    };
  }

  dispose(): void {
    tf.dispose([...tensorsOf(this.now), this.factors]);
  }
}

/** Trains a rule with stock operations on the running backend. @param insteadOf why not with kernels. */
export function stockTrainer(from: RuleCheckpoint, insteadOf?: string): MetaTrainer {
  return new MetaTrainer(from, new StockEngine(from), insteadOf);
}
