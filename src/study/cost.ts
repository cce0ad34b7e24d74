// What a study will take, from what meta-steps were measured to take.

import { layoutOf } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { isKept, type TrainedRun } from '../record/trainedRun.ts';
import type { CellRun } from './cells.ts';
import type { CellBudget } from './study.ts';

/** Of a study with more kinds of cell, so many are measured, evenly over it. */
const MOST_MEASURED = 24;

/** Equal for specs whose meta-steps cost the same. */
export function costKey({ task, network, rule, recipe }: ExperimentSpec): string {
  const { metaSteps: _length, learningRate: _rate, ...rest } = recipe;
  return JSON.stringify([task, network, rule, rest]);
}

/** Milliseconds of a meta-step by `costKey`; of others their mean is expected. */
export type Speeds = ReadonlyMap<string, number>;

/** What trained runs measured on the way. */
export function speedsOf(runs: readonly TrainedRun[]): Map<string, number> {
  const sums = new Map<string, { ms: number; steps: number }>();
  for (const { spec, trainedMs, metaSteps, from } of runs) {
    if (metaSteps === from) continue;
    const before = sums.get(costKey(spec)) ?? { ms: 0, steps: 0 };
    sums.set(costKey(spec), { ms: before.ms + trainedMs, steps: before.steps + metaSteps - from });
  }
  return new Map([...sums].map(([key, { ms, steps }]) => [key, ms / steps]));
}

/** One spec of each kind whose meta-steps are to be measured: of many kinds, some. */
export function specsToTime(specs: readonly ExperimentSpec[], speeds: Speeds): readonly ExperimentSpec[] {
  const kinds = new Map(specs.map((spec) => [costKey(spec), spec]));
  const unknown = [...kinds].filter(([key]) => !speeds.has(key)).map(([, spec]) => spec);
  const every = Math.ceil(unknown.length / MOST_MEASURED);
  return unknown.filter((_, i) => i % every === 0);
}

/** Bytes that a run takes where it is kept: its last rule with moments, rules along the way, curve. */
export function runBytes(spec: ExperimentSpec, metaSteps: number): number {
  const rule = 4 * layoutOf(spec).size;
  const kept = Array.from({ length: 32 }, (_, i) => 2 ** i).filter((step) => isKept(step) && step <= metaSteps).length;
  return rule * (3 + kept) + 4 * metaSteps * (spec.recipe.innerSteps + 2);
}

/** Milliseconds of one thread that a run will still train; `done` is how far it is. */
export function msLeft(
  { spec }: Pick<CellRun, 'spec'>,
  { metaSteps, minutes }: CellBudget,
  speeds: Speeds,
  done?: Pick<TrainedRun, 'metaSteps' | 'trainedMs'>,
): number {
  if (metaSteps === undefined) return Math.max(0, (minutes ?? 0) * 60_000 - (done?.trainedMs ?? 0));
  const all = [...speeds.values()];
  const expected = all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, all.length);
  return (metaSteps - (done?.metaSteps ?? 0)) * (speeds.get(costKey(spec)) ?? expected);
}

/** Time on the clock for work of so many workers: no shorter than the longest piece. */
export function wallMs(pieces: readonly number[], workers: number): number {
  const sum = pieces.reduce((total, ms) => total + ms, 0);
  return Math.max(sum / workers, ...pieces, 0);
}
