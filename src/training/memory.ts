// A rough forecast of memory, so that a setting that cannot work is refused in words instead of ending the tab.

import { failure, success, type Result } from '../lib/result.ts';
import { MOST_KEPT_BYTES } from '../kernels/wasm/adaptationMemory.ts';
import { agentCount, layoutOf } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

/** WebAssembly addresses 4 GiB; the rest is left to everything else. */
const MEMORY_LIMIT_BYTES = 3 * 2 ** 30;
/** What tasks that are adapted together may take. */
const TOGETHER_BYTES = 2 ** 31;
/** Losses of an evaluation: every task keeps one for each inner step until the end. */
const MOST_LOSSES = 50_000_000;

/** Tensors of a learner's width alive per row and inner step in a meta-gradient: 11 to 14 measured on the presets. */
const LIVE_TRAINING = 13;
/** The same for one adaptation, where nothing is kept for a gradient. */
const LIVE_ADAPTING = 5;

/** Floats a learner computes for one row: hidden layers of both perceptrons, and what its kind adds. */
function learnerWidth(spec: Pick<ExperimentSpec, 'rule'>): number {
  const { learnerHidden } = spec.rule;
  return 2 * (learnerHidden[0] + learnerHidden[1]) + ruleKind(spec.rule).floatsPerRow(spec.rule);
}

/** What the forecast is for: a meta-step by stock ops or by fused kernels, or one adaptation. */
export type Work = 'train' | 'trainFused' | 'adapt';

/** How a meta-step is computed on a backend. */
export function trainingWork(backend: string): Work {
  return backend === 'cpu' ? 'train' : 'trainFused';
}

/** Bytes at the peak, of one thread where there are several; right to about a factor of 1.3. */
export function peakBytes(spec: ExperimentSpec, work: Work): number {
  const { batch, tasks, innerSteps } = spec.recipe;
  const perRow = 4 * learnerWidth(spec);
  const rows = batch * agentCount(spec);
  if (work === 'train') return LIVE_TRAINING * perRow * rows * tasks * innerSteps;
  if (work === 'adapt') return LIVE_ADAPTING * perRow * rows;
  // One task at a time. The carries before and after each step; what forward passes leave only as far as it is little.
  const carry = 4 * ruleKind(spec.rule).carry(spec.rule, true);
  return MOST_KEPT_BYTES + carry * rows * (innerSteps + 3) + 4 * tasks * layoutOf(spec).size;
}

/** Tasks adapted together by stock ops: `most`, fewer where network or batch are large. */
export function tasksTogether(spec: ExperimentSpec, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(TOGETHER_BYTES / peakBytes(spec, 'adapt'))));
}

type Lowered = 'tasks' | 'batch' | 'innerSteps';

/** What a person can lower for a work, first what changes least of the experiment. */
const LOWERED: Readonly<Record<Work, readonly Lowered[]>> = {
  train: ['tasks', 'batch', 'innerSteps'],
  trainFused: ['innerSteps', 'batch', 'tasks'],
  adapt: ['batch'],
};

/** The largest value of a field with which it fits; 0 where none does. */
function largestThatFits(spec: ExperimentSpec, work: Work, field: Lowered): number {
  const fits = (value: number) =>
    peakBytes({ ...spec, recipe: { ...spec.recipe, [field]: value } }, work) <= MEMORY_LIMIT_BYTES;
  let value = spec.recipe[field];
  while (value > 0 && !fits(value)) value--;
  return value;
}

/** Refuses a spec whose meta-step or adaptation would not fit, with the field to lower and how far. */
export function refuseTooLarge(spec: ExperimentSpec, work: Work): Result<ExperimentSpec> {
  const bytes = peakBytes(spec, work);
  if (bytes <= MEMORY_LIMIT_BYTES) return success(spec);
  const what = work === 'adapt' ? 'an inner step' : 'a meta-step';
  const needs = `${what} would need about ${(bytes / 2 ** 30).toFixed(1)} GiB, and at most ${MEMORY_LIMIT_BYTES / 2 ** 30} are to be had here`;
  for (const field of LOWERED[work]) {
    const most = largestThatFits(spec, work, field);
    if (most === 0) continue;
    const where = `recipe.${field}`;
    return failure(
      where,
      `${where} is ${spec.recipe[field]}: ${needs}; allowed: up to ${most}, or fewer units of a layer`,
    );
  }
  return failure('network.layers', `network.layers have too many units: ${needs}; allowed: fewer units of a layer`);
}

/** Refuses an evaluation whose losses alone would not fit. */
export function refuseTooManyLosses(tasks: number, steps: number): Result<number> {
  const most = Math.floor(MOST_LOSSES / (steps + 1));
  if (tasks <= most) return success(tasks);
  return failure(
    'tasks',
    `tasks is ${tasks}: with ${steps} inner steps each, at most ${most} can be kept; allowed: up to ${most}`,
  );
}
