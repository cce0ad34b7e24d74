// A run as it is kept: what was trained, how far it came, what it gave. Curve and rules lie beside it.

import type { ExperimentSpec } from '../experiment/types.ts';
import type { EvaluationReport } from './evaluation.ts';
import type { Budget } from './run.ts';

/** The form below; a store of a higher one is refused. */
export const RUN_FORMAT = 1;

/** `running` in a store that nobody trains in means interrupted. */
export const RUN_STATUSES = ['waiting', 'running', 'paused', 'done', 'diverged', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What trained a run. */
export interface RunMachine {
  /** Processor and system, or the browser. */
  readonly name: string;
  readonly backend: string;
  readonly threads: number;
}

/** A run without its curve and rules. Its seeds are those of the spec. */
export interface TrainedRun {
  readonly runFormat: typeof RUN_FORMAT;
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly spec: ExperimentSpec;
  readonly preset?: string;
  readonly budget: Budget;
  readonly status: RunStatus;
  /** What ended it, in words; of a failure its cause. */
  readonly cause?: string;
  /** Meta-steps done when it began, and by now. */
  readonly from: number;
  readonly metaSteps: number;
  /** Milliseconds spent in meta-steps. */
  readonly trainedMs: number;
  /** Times it was begun: 2 where the first try failed. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly updatedMs: number;
  /** Versions of the lab that trained it. */
  readonly versions: readonly string[];
  readonly machine: RunMachine;
  /** Meta-steps of the rules kept along the way, ascending, without the last one's. */
  readonly checkpoints: readonly number[];
  readonly evaluations: readonly EvaluationReport[];
  /** The command that made it. */
  readonly command?: string;
}

/**
 * Losses of every meta-step: rows of `width` numbers, the first that of meta-step `from + 1`: meta-loss, then held-out
 * loss before learning and after each inner step, NaN past the horizon of a short one.
 */
export interface Curve {
  readonly width: number;
  readonly values: Float32Array;
}

/** Numbers of a row of a run's curve. */
export const curveWidth = ({ recipe }: ExperimentSpec) => recipe.innerSteps + 2;

/** The row of a meta-step in a run's curve. */
export function curveRow(
  { metaLoss, heldOut }: { readonly metaLoss: number; readonly heldOut: readonly number[] },
  width: number,
): number[] {
  return Array.from({ length: width }, (_, i) => (i === 0 ? metaLoss : (heldOut[i - 1] ?? NaN)));
}

/** The first rule kept along the way; then at twice as many meta-steps each time: losses fall on a log axis. */
const FIRST_CHECKPOINT = 16;

/** Whether the rule after so many meta-steps of a run is kept: the same ones, however often it was interrupted. */
export function isKept(metaSteps: number): boolean {
  return metaSteps >= FIRST_CHECKPOINT && Number.isInteger(Math.log2(metaSteps));
}

/** What is drawn of a run over its meta-steps. */
export type CurveKey = 'heldOut' | 'metaLoss';

/** The rows of a curve: meta-loss and held-out loss after the last inner step that was taken. */
export function curveLosses({ width, values }: Curve): readonly Readonly<Record<CurveKey, number>>[] {
  return Array.from({ length: Math.floor(values.length / width) }, (_, i) => {
    const [metaLoss = NaN, ...heldOut] = values.subarray(i * width, (i + 1) * width);
    return { metaLoss, heldOut: heldOut.findLast((loss) => !Number.isNaN(loss)) ?? NaN };
  });
}
