// The one rate of an ordinary optimiser, by search on tasks of its own.

import type { BaselineRule, InnerOptimiser, TuningRecord } from '../record/baselines.ts';
import type { NetworkSpec } from '../experiment/types.ts';
import { Adapter } from './adapt.ts';
import type { Points } from './network.ts';

/** One task: where it starts [P], support points of every inner step, points it is judged on. */
export interface BaselineTask {
  readonly start: ArrayLike<number>;
  readonly support: readonly Points[];
  readonly heldOut: Points;
}

/** Coarse grid: two rates a decade from 1e-4 to 1e3. Fine: eight a decade, half a decade to each side of the best. */
const COARSE = Array.from({ length: 15 }, (_, i) => (i - 8) / 2);
const FINE = [-3, -2, -1, 1, 2, 3].map((i) => i / 8);

export function oneRate(optimiser: InnerOptimiser, rate: number): BaselineRule {
  return { optimiser, ratesPer: 'network', rates: [[rate]] };
}

/** Mean loss after the last step over tasks; infinite where one is not finite. @param from instead of their own starts. */
export function meanEndLoss(
  adapter: Adapter,
  rule: BaselineRule,
  tasks: readonly BaselineTask[],
  from?: ArrayLike<number>,
): number {
  let sum = 0;
  for (const task of tasks) {
    sum += adapter.adapt(rule, from ?? task.start, task.support, task.heldOut).losses.at(-1)!;
  }
  const mean = sum / tasks.length;
  return Number.isFinite(mean) ? mean : Infinity;
}

/**
 * The rate with the least mean loss after the last step of `tasks`, on a logarithmic grid, refined once around the best.
 *
 * @param tasks not those of the evaluation.
 */
export function tuneRate(
  network: NetworkSpec,
  optimiser: InnerOptimiser,
  tasks: readonly BaselineTask[],
): { rate: number; tried: TuningRecord['tried'] } {
  const adapter = new Adapter(network);
  const measure = (exponent: number) => {
    const rate = Number((10 ** exponent).toPrecision(3));
    return { exponent, rate, loss: meanEndLoss(adapter, oneRate(optimiser, rate), tasks) };
  };
  const least = (list: readonly ReturnType<typeof measure>[]) => list.reduce((a, b) => (b.loss < a.loss ? b : a));
  const coarse = COARSE.map(measure);
  const around = least(coarse).exponent;
  const all = [...coarse, ...FINE.map((by) => measure(around + by))].sort((a, b) => a.rate - b.rate);
  const tried = all.map(({ rate, loss }) => ({ rate, loss: Number.isFinite(loss) ? loss : null }));
  return { rate: least(all).rate, tried };
}
