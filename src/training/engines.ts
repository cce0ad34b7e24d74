// Which engine trains a rule: the fused kernels of the running backend where they can, else stock operations on it.

import { failure, success, type Result } from '../lib/result.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { gpuTrainer, refuseForGpu } from './gpuEngine.ts';
import { refuseTooLarge } from './memory.ts';
import { stockTrainer } from './stockEngine.ts';
import type { TaskPort } from './taskPool.ts';
import type { EngineName, Trainer } from './trainer.ts';
import { wasmTrainer } from './wasmEngine.ts';

/** What there is to train on. */
export interface Machine {
  readonly backend: string;
  /** The device of the backend webgpu. */
  readonly gpu: GPUDevice | undefined;
  /** Starts helper threads for so many tasks. */
  readonly ports: (tasks: number) => readonly TaskPort[];
}

/** Whether an engine can train an experiment here; if not, why, with the setting to change where there is one. */
export function canRun(
  engine: EngineName,
  spec: ExperimentSpec,
  { backend, gpu }: Pick<Machine, 'backend'> & { readonly gpu: Pick<GPUDevice, 'limits'> | undefined },
): Result<ExperimentSpec> {
  if (engine === 'stock') return refuseTooLarge(spec, 'train');
  if (engine !== backend) return failure('backend', `there are no fused kernels for ${backend}`);
  if (engine === 'wasm') return refuseTooLarge(spec, 'trainFused');
  return gpu === undefined ? failure('gpu', 'there is no GPU device') : refuseForGpu(spec, gpu.limits);
}

/** An engine, and why it takes the place of the backend's kernels. */
export interface Choice {
  readonly engine: EngineName;
  readonly insteadOf?: string;
}

/** The backend's kernels if they can; if not, stock operations if they can; if not, the kernels' refusal. */
export function chooseEngine(spec: ExperimentSpec, machine: Parameters<typeof canRun>[2]): Result<Choice> {
  const kernels = machine.backend === 'wasm' || machine.backend === 'webgpu' ? machine.backend : undefined;
  const fused = kernels && canRun(kernels, spec, machine);
  if (kernels !== undefined && fused?.ok === true) return success({ engine: kernels });
  const stock = canRun('stock', spec, machine);
  if (stock.ok)
    return success({ engine: 'stock', ...(fused?.ok === false ? { insteadOf: fused.failure.message } : {}) });
  return fused?.ok === false ? fused : stock;
}

/** Starts what was chosen. */
export function startEngine(from: RuleCheckpoint, { engine, insteadOf }: Choice, machine: Machine): Trainer {
  if (engine === 'wasm') return wasmTrainer(from, machine.ports(from.spec.recipe.tasks));
  if (engine === 'webgpu' && machine.gpu !== undefined) return gpuTrainer(machine.gpu, from);
  return stockTrainer(from, insteadOf);
}
