// Meta-steps on the wasm kernels: tasks split among threads, everything else on plain numbers.

import { mean } from '../lib/statistics.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { adamInto, type OptimiserNumbers } from '../numbers/optimiser.ts';
import { meanGradient, prepareGradient } from './flatOptimiser.ts';
import { rateFactors } from './optimiser.ts';
import { TaskPool, type TaskPort } from './taskPool.ts';
import { firstState, MetaTrainer, type Engine, type StepNumbers, type StepOutcome } from './trainer.ts';

/** Owns the threads behind `ports` until `dispose`. */
class WasmEngine implements Engine {
  readonly name = 'wasm';
  private readonly spec: ExperimentSpec;
  private readonly layout: RuleLayout;
  private readonly pool: TaskPool;
  private readonly factors: Float32Array;
  private now: OptimiserNumbers<Float32Array>;
  /** Written by the next meta-step; if it is accepted, the two change places. */
  private next: OptimiserNumbers<Float32Array>;

  constructor(from: RuleCheckpoint, ports: readonly TaskPort[]) {
    this.spec = from.spec;
    this.layout = layoutOf(from.spec);
    this.now = firstState(from);
    this.next = firstState(from);
    this.factors = rateFactors(this.layout, from.spec.recipe);
    this.pool = new TaskPool(from.spec, ports);
  }

  get threads(): number {
    return this.pool.threads;
  }

  /** The kernels' memory on all threads, a gradient of each task, and seven vectors of the optimiser. */
  peakBytes(): number {
    const vectors = this.spec.recipe.tasks + 7;
    return this.pool.bytesPerThread * this.pool.threads + 4 * vectors * this.layout.size;
  }

  async compute({ metaStep, rate, adamStep }: StepNumbers): Promise<StepOutcome> {
    const { recipe } = this.spec;
    const tasks = await this.pool.gradients(metaStep, recipe.tasks, this.now.parameters);
    const gradient = meanGradient(
      tasks.map((task) => task.gradient),
      recipe.taskNormLimit,
    );
    this.pool.reuse(tasks);
    prepareGradient(gradient, this.layout, recipe.unitNorm);
    return {
      finite: adamInto(this.next, this.now, gradient, rate, adamStep, this.factors),
      metaLoss: mean(tasks.map((task) => task.metaLoss)),
      heldOut: tasks[0]!.heldOut.map((_, k) => mean(tasks.map((task) => task.heldOut[k]!))),
    };
  }

  settle(accepted: boolean): void {
    if (accepted) [this.now, this.next] = [this.next, this.now];
  }

  parameters(): Promise<Float32Array> {
    return Promise.resolve(this.now.parameters.slice());
  }

  state(): Promise<OptimiserNumbers<Float32Array>> {
    const { parameters, firstMoment, secondMoment } = this.now;
    return Promise.resolve({
      parameters: parameters.slice(),
      firstMoment: firstMoment.slice(),
      secondMoment: secondMoment.slice(),
    });
  }

  dispose(): void {
    this.pool.dispose();
  }
}

/** Trains a rule on the wasm kernels. @param ports helper threads, which it ends when it is disposed of. */
export function wasmTrainer(from: RuleCheckpoint, ports: readonly TaskPort[]): MetaTrainer {
  return new MetaTrainer(from, new WasmEngine(from, ports));
}
