// A share of a meta-step: adapts tasks one after the other with the wasm kernels. Runs on any thread; what it needs
// comes in as plain messages, and every random number is drawn here from the seeds.

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
      readonly tasks: readonly number[];
      /** The rule's flat vector [P]. */
      readonly parameters: Float32Array;
    }
  | {
      readonly kind: 'adapt';
      readonly seed: number;
      readonly tasks: readonly number[];
      readonly steps: number;
      readonly parameters: Float32Array;
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

  constructor(spec: ExperimentSpec) {
    this.spec = spec;
    this.plan = kernelPlan(spec);
  }

  /** Bytes of the kernels' memory. */
  get bytes(): number {
    return (this.training?.bytes ?? 0) + (this.adapting?.bytes ?? 0);
  }

  /** Meta-loss and gradient of some tasks of a meta-step, in the order asked. */
  async gradients(request: Extract<TaskRequest, { kind: 'gradient' }>): Promise<TaskGradient[]> {
    const { spec, plan } = this;
    const { innerSteps, heldOutPoints } = spec.recipe;
    await prepareTasks(spec.task);
    this.training ??= new Adaptation(await KernelModule.load(), plan, {
      steps: innerSteps,
      heldOutPoints,
      gradient: true,
    });
    const { training } = this;
    training.setParameters(request.parameters);
    const horizon = horizonAt(spec, request.metaStep);
    return request.tasks.map((task) => {
      const warmUp = warmUpAt(spec, request.metaStep, task);
      const stream = trainingRng(spec.seeds.training, request.metaStep, task);
      const drawn = drawTasks(spec, plan.layout.groups, [stream], { steps: warmUp + horizon, heldOut: heldOutPoints });
      training.clearGradient();
      const loss = training.metaGradient(taskOf(spec, drawn, warmUp), spec.recipe);
      return { ...loss, gradient: training.gradient().slice() };
    });
  }

  /** Some tasks of an evaluation, in the order asked. */
  async adapt(request: Extract<TaskRequest, { kind: 'adapt' }>): Promise<TaskAdapted[]> {
    const { spec, plan } = this;
    await prepareTasks(spec.task);
    const drawn = request.tasks.map((task) => {
      const options = { steps: request.steps, heldOut: 'evaluation' } as const;
      return drawTasks(spec, plan.layout.groups, [evaluationRng(request.seed, task)], options);
    });
    const heldOutPoints = (drawn[0]?.heldOut.input.length ?? 0) / spec.network.inputs;
    this.adapting ??= new Adaptation(await KernelModule.load(), plan, { steps: 1, heldOutPoints, gradient: false });
    const { adapting } = this;
    adapting.setParameters(request.parameters);
    return drawn.map((numbers) => {
      const losses: number[] = [];
      const predictions: Float32Array[] = [];
      adapting.adapt(taskOf(spec, numbers, 0), (_, loss, prediction) => {
        losses.push(loss);
        predictions.push(prediction.slice());
      });
      return { losses, predictions, points: numbers.heldOut };
    });
  }
}
