// Meta-steps on the GPU kernels: state stays in GPU buffers, one submit computes a meta-step, one accepts it.

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
import { biasCorrections, type OptimiserNumbers } from '../numbers/optimiser.ts';
import { rateFactors } from './optimiser.ts';
import { firstState, MetaTrainer, type Engine, type StepNumbers, type StepOutcome } from './trainer.ts';

type Limits = Pick<GPUSupportedLimits, 'maxStorageBufferBindingSize' | 'maxBufferSize'>;

/** Refuses what the GPU kernels cannot do, or what does not fit the device's limits, naming the setting to change. */
export function refuseForGpu(spec: ExperimentSpec, limits: Limits): Result<ExperimentSpec> {
  const { recipe, rule } = spec;
  for (const field of ['warmUpSteps', 'taskNormLimit'] as const) {
    const value = recipe[field];
    if (value > 0)
      return failure(`recipe.${field}`, `recipe.${field} is ${value}; allowed: 0, as the GPU's kernels add tasks up`);
  }
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

/** Owns GPU buffers until `dispose`. */
class GpuEngine implements Engine {
  readonly name = 'webgpu';
  private readonly spec: ExperimentSpec;
  private readonly layout: RuleLayout;
  private readonly gpu: GpuMetaGradient;

  constructor(device: GPUDevice, from: RuleCheckpoint) {
    const plan = kernelPlan(from.spec);
    const { tasks, innerSteps } = from.spec.recipe;
    this.spec = from.spec;
    this.layout = plan.layout;
    this.gpu = new GpuMetaGradient(device, plan, tasks, innerSteps, rateFactors(plan.layout, from.spec.recipe));
    const { parameters, firstMoment, secondMoment } = firstState(from);
    this.gpu.write('parameters', parameters);
    this.gpu.write('first', firstMoment);
    this.gpu.write('second', secondMoment);
  }

  async compute({ metaStep, rate, adamStep }: StepNumbers): Promise<StepOutcome> {
    const { spec, layout } = this;
    const { recipe, seeds } = spec;
    await prepareTasks(spec.task);
    const streams = Array.from({ length: recipe.tasks }, (_, t) => trainingRng(seeds.training, metaStep, t));
    const options = { steps: horizonAt(spec, metaStep), heldOut: recipe.heldOutPoints };
    const { support, heldOut, networks } = drawTasks(spec, layout.groups, streams, options);
    const correction = biasCorrections(adamStep);
    return this.gpu.run(
      { support, heldOut, networks: recipe.learnedPrior ? undefined : networks },
      { f_rate: rate, f_firstCorrection: 1 / correction.first, f_secondCorrection: 1 / correction.second },
    );
  }

  settle(accepted: boolean): void {
    if (accepted) this.gpu.accept();
  }

  async parameters(): Promise<Float32Array> {
    return (await this.gpu.readBack('state')).slice(0, this.layout.size);
  }

  async state(): Promise<OptimiserNumbers<Float32Array>> {
    const { size } = this.layout;
    const state = await this.gpu.readBack('state');
    return {
      parameters: state.slice(0, size),
      firstMoment: state.slice(size, 2 * size),
      secondMoment: state.slice(2 * size),
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

/** Trains a rule on the GPU kernels. @param from a rule whose spec `refuseForGpu` lets pass. */
export function gpuTrainer(device: GPUDevice, from: RuleCheckpoint): MetaTrainer {
  return new MetaTrainer(from, new GpuEngine(device, from));
}
