// The outer clock's state.

import type { BestSoFar, Checkpoint, TrainingStatus } from '../../protocol/messages.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { ExperimentSlice } from '../experiment/experiment.ts';
import type { PaceSample } from './progress.ts';
import type { Budget } from '../../record/run.ts';

/** What a run was started with. */
export interface RunSettings {
  readonly start: 'scratch' | 'continue';
  readonly spec: ExperimentSpec;
  readonly budget: Budget;
}

/** A rule left behind by an earlier visit. */
export interface Resumable {
  readonly id: string;
  readonly metaSteps: number;
}

export interface TrainingSlice {
  readonly status: TrainingStatus;
  /** Asked for; the worker has not answered yet. */
  readonly starting: boolean;
  /** Why stock operations compute the run and not the kernels of the backend. */
  readonly insteadOf: string | undefined;
  readonly settings: RunSettings | undefined;
  /** Meta-steps of the rule when the run began. */
  readonly startStep: number;
  /** Meta-steps of the run's rule, whatever rule is in use by now. */
  readonly step: number;
  /** Counts changes of the report log. */
  readonly version: number;
  readonly samples: readonly PaceSample[];
  /** Running time up to the last pause. */
  readonly runMs: number;
  /** When it last began to run; undefined while it does not. */
  readonly runningSince: number | undefined;
  /** Meta-steps of the copy kept in this browser. */
  readonly savedStep: number | undefined;
  readonly resumable: Resumable | undefined;
  /** Kept in the worker's memory, ascending. */
  readonly checkpoints: readonly Checkpoint[];
  readonly best: BestSoFar | undefined;
  /** Meta-step of the checkpoint on show; undefined for the rule as it is now. */
  readonly at: number | undefined;
}

export const INITIAL_TRAINING: TrainingSlice = {
  status: 'idle',
  starting: false,
  insteadOf: undefined,
  settings: undefined,
  startStep: 0,
  step: 0,
  version: 0,
  samples: [],
  runMs: 0,
  runningSince: undefined,
  savedStep: undefined,
  resumable: undefined,
  checkpoints: [],
  best: undefined,
  at: undefined,
};

/** A run is under way, running or paused. */
export function isActive(status: TrainingStatus): boolean {
  return status === 'running' || status === 'paused';
}

/** Meta-steps of the rule in use where it is one being trained here; undefined for any other. */
export function liveStep({ ruleKey, rule }: Pick<ExperimentSlice, 'ruleKey' | 'rule'>): number | undefined {
  return ruleKey.kind === 'run' ? rule?.metaSteps : undefined;
}

/** The slice after the worker reported a status. */
export function withStatus(slice: TrainingSlice, status: TrainingStatus, nowMs: number): TrainingSlice {
  const ran = slice.runningSince === undefined ? 0 : nowMs - slice.runningSince;
  const running = status === 'running';
  return {
    ...slice,
    status,
    starting: false,
    runMs: slice.runMs + ran,
    runningSince: running ? nowMs : undefined,
    samples: running && slice.status !== 'running' ? [] : slice.samples,
  };
}

/** What is left of a budget after so many meta-steps and milliseconds: at least one meta-step. */
export function remaining(budget: Budget, metaSteps: number, ranMs: number): Budget {
  return {
    ...budget,
    ...(budget.metaSteps !== undefined && { metaSteps: Math.max(1, budget.metaSteps - metaSteps) }),
    ...(budget.minutes !== undefined && { minutes: Math.max(1e-3, budget.minutes - ranMs / 60_000) }),
  };
}
