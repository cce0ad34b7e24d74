// Meta-training on the wasm kernels: tasks split among threads, everything else on plain numbers.

import type { RuleCheckpoint } from '../record/rule.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { mean } from '../lib/statistics.ts';
import { adamInto, type OptimiserNumbers } from '../numbers/optimiser.ts';
import { meanGradient, prepareGradient } from './flatOptimiser.ts';
import { rateAt, rateFactors } from './optimiser.ts';
import { TaskPool, type TaskPort } from './taskPool.ts';
import { DivergedError, type MetaStepResult, type Trainer } from './trainer.ts';

/** Trains one rule. Owns the threads behind `ports` until `dispose`. */
export class WasmTrainer implements Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  private readonly pool: TaskPool;
  private readonly factors: Float32Array;
  private state: OptimiserNumbers<Float32Array>;
  /** Written by the next meta-step, then the two change places. */
  private spare: OptimiserNumbers<Float32Array>;
  private done: number;
  /** Meta-step at which Adam's moments started. */
  private readonly momentsFrom: number;

  /** @param from the rule to start from; without optimiser state, Adam starts afresh. */
  constructor(from: RuleCheckpoint, ports: readonly TaskPort[]) {
    this.spec = from.spec;
    this.layout = layoutOf(from.spec);
    this.done = from.metaSteps;
    this.momentsFrom = from.optimiser === undefined ? from.metaSteps : from.optimiser.since;
    const copy = (values: Float32Array | undefined) => values?.slice() ?? new Float32Array(this.layout.size);
    this.state = {
      parameters: copy(from.parameters),
      firstMoment: copy(from.optimiser?.firstMoment),
      secondMoment: copy(from.optimiser?.secondMoment),
    };
    this.spare = { parameters: copy(undefined), firstMoment: copy(undefined), secondMoment: copy(undefined) };
    this.factors = rateFactors(this.layout, from.spec.recipe);
    this.pool = new TaskPool(from.spec, ports);
  }

  get metaSteps(): number {
    return this.done;
  }

  get threads(): number {
    return this.pool.threads;
  }

  /** The kernels' memory on all threads, a gradient of each task, and seven vectors of the optimiser. */
  peakBytes(): number {
    const vectors = this.spec.recipe.tasks + 7;
    return this.pool.bytesPerThread * this.pool.threads + 4 * vectors * this.layout.size;
  }

  async step(): Promise<MetaStepResult> {
    const { spec, layout, done } = this;
    const tasks = await this.pool.gradients(done, spec.recipe.tasks, this.state.parameters);
    const gradients = tasks.map(({ gradient }) => gradient);
    const gradient = meanGradient(gradients, spec.recipe.taskNormLimit);
    prepareGradient(gradient, layout, spec.recipe.unitNorm);
    const rate = rateAt(spec.recipe, done);
    const finite = adamInto(this.spare, this.state, gradient, rate, done - this.momentsFrom + 1, this.factors);
    const metaLoss = mean(tasks.map((task) => task.metaLoss));
    if (!finite || !Number.isFinite(metaLoss)) throw new DivergedError(done + 1);
    [this.state, this.spare] = [this.spare, this.state];
    this.done += 1;
    const heldOut = tasks[0]!.heldOut.map((_, k) => mean(tasks.map((task) => task.heldOut[k]!)));
    return { metaStep: this.done, metaLoss, heldOut };
  }

  parameters(): Promise<Float32Array> {
    return Promise.resolve(this.state.parameters.slice());
  }

  snapshot(): Promise<RuleCheckpoint> {
    const { parameters, firstMoment, secondMoment } = this.state;
    return Promise.resolve({
      spec: this.spec,
      metaSteps: this.done,
      parameters: parameters.slice(),
      optimiser: {
        since: this.momentsFrom,
        firstMoment: firstMoment.slice(),
        secondMoment: secondMoment.slice(),
      },
    });
  }

  dispose(): void {
    this.pool.dispose();
  }
}
