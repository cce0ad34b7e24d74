// Meta-training on the GPU kernels: state stays in GPU buffers, one submit computes a meta-step, one accepts it.

import { failure, success, type Result } from '../lib/result.ts';
import { kernelPlan } from '../kernels/plan.ts';
import { GpuMetaGradient } from '../kernels/webgpu/metaGradient.ts';
import { GpuMemory } from '../kernels/webgpu/memory.ts';
import { scratchFeatures } from '../kernels/webgpu/ruleBackward.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { prepareTasks } from '../tasks/draw.ts';
import { trainingRng } from '../tasks/streams.ts';
import { drawTasks } from './draw.ts';
import { horizonAt } from './horizon.ts';
import { biasCorrections } from '../numbers/optimiser.ts';
import { rateAt, rateFactors } from './optimiser.ts';
import { DivergedError, refuseWasmOnly, type MetaStepResult, type Trainer } from './trainer.ts';

type Limits = Pick<GPUSupportedLimits, 'maxStorageBufferBindingSize' | 'maxBufferSize'>;

/** Refuses what the GPU kernels cannot do, or what does not fit the device's limits, naming the setting to change. */
export function refuseForGpu(spec: ExperimentSpec, limits: Limits): Result<ExperimentSpec> {
  const { recipe, rule } = spec;
  const wasmOnly = refuseWasmOnly(spec);
  if (!wasmOnly.ok) return wasmOnly;
  const plan = kernelPlan(spec);
  const memory = new GpuMemory(plan, recipe.tasks, recipe.innerSteps, (group) =>
    scratchFeatures({ rule, plan: group, hasCarry: true, heard: true }),
  );
  const floats = Math.max(memory.sizes.arena, memory.sizes.scratch, memory.sizes.partials);
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (4 * floats <= most) return success(spec);
  const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return failure(
    'gpu',
    `a meta-step needs a GPU buffer of ${mebibytes(4 * floats)}; this device allows ${mebibytes(most)} ` +
      '(maxStorageBufferBindingSize, maxBufferSize). Lower recipe.tasks, recipe.batch, recipe.innerSteps or the units of a layer.',
  );
}

/** Trains one rule. Owns GPU buffers until `dispose`. */
export class GpuTrainer implements Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  private readonly gpu: GpuMetaGradient;
  private done: number;
  /** Meta-step at which Adam's moments started. */
  private readonly momentsFrom: number;

  /**
   * @param device where to compute; a spec that `refuseForGpu` lets pass.
   * @param from the rule to start from; without optimiser state, Adam starts afresh.
   */
  constructor(device: GPUDevice, from: RuleCheckpoint) {
    const plan = kernelPlan(from.spec);
    const { tasks, innerSteps } = from.spec.recipe;
    this.spec = from.spec;
    this.layout = plan.layout;
    this.done = from.metaSteps;
    this.momentsFrom = from.optimiser === undefined ? from.metaSteps : from.optimiser.since;
    this.gpu = new GpuMetaGradient(device, plan, tasks, innerSteps, rateFactors(plan.layout, from.spec.recipe));
    this.gpu.write('parameters', from.parameters);
    if (from.optimiser === undefined) return;
    this.gpu.write('first', from.optimiser.firstMoment);
    this.gpu.write('second', from.optimiser.secondMoment);
  }

  get metaSteps(): number {
    return this.done;
  }

  async step(): Promise<MetaStepResult> {
    const { spec, layout, done } = this;
    const { recipe, seeds } = spec;
    await prepareTasks(spec.task);
    const streams = Array.from({ length: recipe.tasks }, (_, t) => trainingRng(seeds.training, done, t));
    const steps = horizonAt(spec, done);
    const drawn = drawTasks(spec, layout.groups, streams, { steps, heldOut: recipe.heldOutPoints });
    const { support, heldOut, networks } = drawn;
    const correction = biasCorrections(done - this.momentsFrom + 1);
    const result = await this.gpu.run(
      { support, heldOut, networks: recipe.learnedPrior ? undefined : networks },
      {
        f_rate: rateAt(recipe, done),
        f_firstCorrection: 1 / correction.first,
        f_secondCorrection: 1 / correction.second,
      },
    );
    if (!result.finite || !Number.isFinite(result.metaLoss)) throw new DivergedError(done + 1);
    this.gpu.accept();
    this.done += 1;
    return { metaStep: this.done, metaLoss: result.metaLoss, heldOut: result.heldOut };
  }

  async parameters(): Promise<Float32Array> {
    return (await this.gpu.readBack('state')).slice(0, this.layout.size);
  }

  async snapshot(): Promise<RuleCheckpoint> {
    const { size } = this.layout;
    const state = await this.gpu.readBack('state');
    return {
      spec: this.spec,
      metaSteps: this.done,
      parameters: state.slice(0, size),
      optimiser: {
        since: this.momentsFrom,
        firstMoment: state.slice(size, 2 * size),
        secondMoment: state.slice(2 * size),
      },
    };
  }

  /** All GPU buffers. */
  peakBytes(): number {
    return this.gpu.bytes;
  }

  dispose(): void {
    this.gpu.dispose();
  }
}
