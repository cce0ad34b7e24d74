// A rough forecast of memory, so that a setting that cannot work is refused in words instead of ending the tab.

import { failure, success, type Result } from '../lib/result.ts';
import { agentCount } from '../spec/layout.ts';
import type { ExperimentSpec } from '../spec/types.ts';

/** WebAssembly addresses 4 GiB; the rest is left to everything else. */
const MEMORY_LIMIT_BYTES = 3 * 2 ** 30;

/** Tensors of a learner's width alive per row and inner step in a meta-gradient: 11 to 14 measured on the presets. */
const LIVE_TRAINING = 13;
/** The same for one adaptation, where nothing is kept for a gradient. */
const LIVE_ADAPTING = 5;

/** Floats a learner computes for one row: hidden layers of both perceptrons, and carry-wide gates where stateful. */
function learnerWidth(spec: Pick<ExperimentSpec, 'rule'>): number {
  const { learnerHidden, stateful, hiddenSize, messageSize } = spec.rule;
  const perceptrons = 2 * (learnerHidden[0] + learnerHidden[1]);
  return perceptrons + (stateful ? 6 * (1 + hiddenSize + messageSize) : 1 + messageSize);
}

/** Bytes at the peak of one meta-step, or of recording one adaptation; right to about a factor of 1.3. */
export function peakBytes(spec: ExperimentSpec, work: 'train' | 'adapt'): number {
  const { batch, tasks, innerSteps } = spec.recipe;
  const perRow = 4 * learnerWidth(spec);
  const rows = batch * agentCount(spec);
  return work === 'train' ? LIVE_TRAINING * perRow * rows * tasks * innerSteps : LIVE_ADAPTING * perRow * rows;
}

/** Refuses a spec whose meta-step or adaptation would not fit, naming what to lower. */
export function refuseTooLarge(spec: ExperimentSpec, work: 'train' | 'adapt'): Result<ExperimentSpec> {
  const bytes = peakBytes(spec, work);
  if (bytes <= MEMORY_LIMIT_BYTES) return success(spec);
  const gibibytes = (bytes / 2 ** 30).toFixed(1);
  const [what, settings] =
    work === 'train'
      ? ['a meta-step', 'recipe.tasks, recipe.batch, recipe.innerSteps or the units of a layer']
      : ['an inner step', 'recipe.batch or the units of a layer'];
  return failure(
    'memory',
    `${what} would need about ${gibibytes} GiB; at most 3 are to be had here. Lower ${settings}.`,
  );
}
