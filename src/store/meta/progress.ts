// How fast meta-training goes and how long it still takes. Pure; time comes in as arguments.

import { mean } from '../../lib/statistics.ts';
import type { MetaStepReport } from '../../protocol/messages.ts';
import type { Budget } from '../../record/run.ts';

/** A reading of the run's clock. */
export interface PaceSample {
  readonly timeMs: number;
  readonly metaStep: number;
}

const WINDOW_MS = 12_000;

/** The samples a rate is taken over: the last seconds, but always two. */
export function withSample(samples: readonly PaceSample[], sample: PaceSample): readonly PaceSample[] {
  const recent = samples.filter((s) => sample.timeMs - s.timeMs <= WINDOW_MS);
  const last = samples.at(-1);
  return recent.length > 0 || last === undefined ? [...recent, sample] : [last, sample];
}

/** Meta-steps per second; undefined before two readings. */
export function paceOf(samples: readonly PaceSample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs) return undefined;
  return ((last.metaStep - first.metaStep) * 1000) / (last.timeMs - first.timeMs);
}

export interface RunProgress {
  /** Meta-steps of this run. */
  readonly steps: number;
  /** Running time of this run, pauses left out. */
  readonly runMs: number;
  /** Meta-steps per second. */
  readonly pace: number | undefined;
}

/** Time until the budget ends the run, by whichever limit comes first; undefined where nothing says. */
export function timeLeftMs(budget: Budget, progress: RunProgress): number | undefined {
  const limits: number[] = [];
  if (budget.minutes !== undefined) limits.push(budget.minutes * 60_000 - progress.runMs);
  if (budget.metaSteps !== undefined && progress.pace !== undefined && progress.pace > 0) {
    limits.push(((budget.metaSteps - progress.steps) / progress.pace) * 1000);
  }
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits));
}

/** How much of the budget is used, 0..1; undefined without a limit that can be measured. */
export function shareDone(budget: Budget, progress: RunProgress): number | undefined {
  const shares: number[] = [];
  if (budget.metaSteps !== undefined && budget.metaSteps > 0) shares.push(progress.steps / budget.metaSteps);
  if (budget.minutes !== undefined && budget.minutes > 0) shares.push(progress.runMs / (budget.minutes * 60_000));
  return shares.length === 0 ? undefined : Math.min(1, Math.max(...shares));
}

/** Mean held-out loss per inner step over the last `count` reports; empty before the first. */
export function recentHeldOut(reports: readonly MetaStepReport[], count: number): readonly number[] {
  const last = reports.slice(-count);
  const length = last.at(-1)?.heldOut.length ?? 0;
  return Array.from({ length }, (_, k) => mean(last.map((r) => r.heldOut[k] ?? NaN)));
}

/** The lowest mean of `count` reports in a row of the held-out loss after the last inner step. */
export function bestHeldOut(reports: readonly MetaStepReport[], count: number): number | undefined {
  const values = reports.map((r) => r.heldOut.at(-1) ?? NaN);
  const width = Math.min(count, values.length);
  if (width === 0) return undefined;
  let sum = values.slice(0, width).reduce((a, b) => a + b, 0);
  let best = sum;
  for (let i = width; i < values.length; i++) {
    sum += (values[i] ?? 0) - (values[i - width] ?? 0);
    best = Math.min(best, sum);
  }
  return best / width;
}
