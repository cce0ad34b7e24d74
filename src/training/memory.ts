// A rough forecast of memory, so that a setting that cannot work is refused in words instead of ending the tab.

import { failure, success, type Result } from '../lib/result.ts';
import { MOST_KEPT_BYTES } from '../kernels/wasm/adaptationMemory.ts';
import { agentCount, layoutOf } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { ruleKind } from '../experiment/ruleKinds.ts';

/** WebAssembly addresses 4 GiB; the rest is left to everything else. */
const MEMORY_LIMIT_BYTES = 3 * 2 ** 30;

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

/** Refuses a spec whose meta-step or adaptation would not fit, naming what to lower. */
export function refuseTooLarge(spec: ExperimentSpec, work: Work): Result<ExperimentSpec> {
  const bytes = peakBytes(spec, work);
  if (bytes <= MEMORY_LIMIT_BYTES) return success(spec);
  const gibibytes = (bytes / 2 ** 30).toFixed(1);
  const [what, settings] =
    work === 'adapt'
      ? ['an inner step', 'recipe.batch or the units of a layer']
      : ['a meta-step', 'recipe.tasks, recipe.batch, recipe.innerSteps or the units of a layer'];
  return failure(
    'memory',
    `${what} would need about ${gibibytes} GiB; at most 3 are to be had here. Lower ${settings}.`,
  );
}
