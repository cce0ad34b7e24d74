// One task of a meta-step or of an evaluation, on the wasm kernels. Runs on any thread; what it needs
// comes in as plain messages, and every random number is drawn here from the seeds.

import { assert } from '../lib/assert.ts';
import { kernelPlan, type KernelPlan } from '../kernels/plan.ts';
import { Adaptation, type Points, type TaskLoss, type TaskNumbers } from '../kernels/wasm/adaptation.ts';
import { KernelModule } from '../kernels/wasm/module.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { evaluationRng, trainingRng } from '../tasks/streams.ts';
import { drawTasks, type DrawnTasks } from './draw.ts';
import { horizonAt, warmUpAt } from './horizon.ts';

/** What a thread is asked; answers come in the order of the requests. */
export type TaskRequest =
  | { readonly kind: 'prepare'; readonly spec: ExperimentSpec }
  | {
      readonly kind: 'gradient';
      /** Meta-step counted from 0, and which of its tasks. */
      readonly metaStep: number;
      readonly task: number;
      /** The rule's flat vector [P]; absent: that of the request before. */
      readonly parameters?: Float32Array;
      /** A buffer [P] for the gradient, which comes back with the answer: a new one each task costs the browser much. */
      readonly into: Float32Array;
    }
  | {
      readonly kind: 'adapt';
      readonly seed: number;
      readonly task: number;
      readonly steps: number;
      readonly noise?: number | undefined;
      readonly parameters?: Float32Array;
    };

/** Loss of one task and the gradient [P] of its meta-loss. */
export interface TaskGradient extends TaskLoss {
  readonly gradient: Float32Array;
}

/** An adapted task: losses and predictions on the evaluation points, step 0 first. */
export interface TaskAdapted {
  readonly losses: readonly number[];
  /** [steps + 1][n * outputs]. */
  readonly predictions: readonly Float32Array[];
  /** The evaluation points: [n * inputs] and [n * outputs]. */
  readonly points: Points;
}

/** Fields of the one drawn task; `support` from `from` on. */
function taskOf(spec: ExperimentSpec, drawn: DrawnTasks, warmUp: number): TaskNumbers {
  const support: readonly Points[] = drawn.support;
  return {
    warmUp: support.slice(0, warmUp),
    support: support.slice(warmUp),
    heldOut: drawn.heldOut,
    start: spec.recipe.learnedPrior ? undefined : drawn.networks,
  };
}

export class TaskWork {
  private readonly spec: ExperimentSpec;
  private readonly plan: KernelPlan;
  private training: Adaptation | undefined;
  private adapting: Adaptation | undefined;
  private parameters: Float32Array | undefined;

  constructor(spec: ExperimentSpec) {
    this.spec = spec;
    this.plan = kernelPlan(spec);
  }

  /** Bytes of the kernels' memory. */
  get bytes(): number {
    return (this.training?.bytes ?? 0) + (this.adapting?.bytes ?? 0);
  }

  private given({ parameters = this.parameters }: { readonly parameters?: Float32Array }): Float32Array {
    assert(parameters !== undefined, 'asked before it was given parameters');
    return (this.parameters = parameters);
  }

  /** Meta-loss and gradient of one task of a meta-step. */
  async gradient(request: Extract<TaskRequest, { kind: 'gradient' }>): Promise<TaskGradient> {
    const { metaStep, task, into } = request;
    const { spec, plan } = this;
    const { innerSteps, heldOutPoints } = spec.recipe;
    await prepareTasks(spec.task);
    this.training ??= new Adaptation(await KernelModule.load(), plan, {
      steps: innerSteps,
      heldOutPoints,
      gradient: true,
    });
    const { training } = this;
    training.setParameters(this.given(request));
    const warmUp = warmUpAt(spec, metaStep, task);
    const steps = warmUp + horizonAt(spec, metaStep);
    const stream = trainingRng(spec.seeds.training, metaStep, task);
    const drawn = drawTasks(spec, plan.layout.groups, [stream], { steps, heldOut: heldOutPoints });
    const loss = training.metaGradient(taskOf(spec, drawn, warmUp), spec.recipe);
    into.set(training.gradient());
    return { ...loss, gradient: into };
  }

  /** One task of an evaluation. */
  async adapt(request: Extract<TaskRequest, { kind: 'adapt' }>): Promise<TaskAdapted> {
    const { seed, task, steps, noise } = request;
    const { spec, plan } = this;
    await prepareTasks(spec.task);
    const stream = evaluationRng(seed, task);
    const drawn = drawTasks(spec, plan.layout.groups, [stream], { steps, heldOut: 'evaluation', noise });
    const heldOutPoints = drawn.heldOut.input.length / spec.network.inputs;
    this.adapting ??= new Adaptation(await KernelModule.load(), plan, { steps: 1, heldOutPoints, gradient: false });
    const { adapting } = this;
    adapting.setParameters(this.given(request));
    const losses: number[] = [];
    const predictions: Float32Array[] = [];
    adapting.adapt(taskOf(spec, drawn, 0), (_, loss, prediction) => {
      losses.push(loss);
      predictions.push(prediction.slice());
    });
    return { losses, predictions, points: drawn.heldOut };
  }
}
