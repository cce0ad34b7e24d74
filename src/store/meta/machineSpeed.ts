// How fast this machine trains: the state of its measurement, and the number of tasks that follows from it.

import type { SpeedReport, SpeedRow } from '../../record/machineSpeed.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';

/** A meta-step longer than this makes a run hard to follow and to pause. */
const LONGEST_META_STEP_MS = 250;
/** What share of the best tasks per second is as good as the best. */
const ENOUGH = 0.85;

/** A number of tasks, and which of the reasons chose it. */
export interface TaskChoice {
  readonly tasks: number;
  /** Enough of the best; else the fastest of the short ones; else none is short. */
  readonly reason: 'enough' | 'fastest' | 'noneShort';
  /** Tasks per second at best, over all rows. */
  readonly best: number;
  /** The chosen row, unless nothing was measured. */
  readonly row: SpeedRow | undefined;
}

/**
 * The fewest tasks that reach 85 % of the best tasks per second measured while a meta-step stays under 250 ms; else the
 * fastest of those under 250 ms; else one.
 *
 * @param rows in any order.
 */
export function chooseTasks(rows: readonly SpeedRow[]): TaskChoice {
  const best = Math.max(0, ...rows.map((row) => row.tasksPerSecond));
  const short = rows.filter((row) => row.metaStepMs < LONGEST_META_STEP_MS).sort((a, b) => a.tasks - b.tasks);
  const enough = short.find((row) => row.tasksPerSecond >= ENOUGH * best);
  if (enough !== undefined) return { tasks: enough.tasks, reason: 'enough', best, row: enough };
  const [fastest] = short.sort((a, b) => b.tasksPerSecond - a.tasksPerSecond);
  if (fastest !== undefined) return { tasks: fastest.tasks, reason: 'fastest', best, row: fastest };
  return { tasks: 1, reason: 'noneShort', best, row: rows.find((row) => row.tasks === 1) };
}

/** Equal for specs whose meta-steps cost the same with the same number of tasks. */
export function costOf({ task, network, rule, recipe }: ExperimentSpec): string {
  const { batch, innerSteps, warmUpSteps, heldOutPoints, heldOutEveryStep, learnedPrior } = recipe;
  return JSON.stringify([
    ...[task, network, rule],
    ...[batch, innerSteps, warmUpSteps, heldOutPoints, heldOutEveryStep, learnedPrior],
  ]);
}

/** What is measured: meta-steps of a spec, and its name for people. */
export interface SpeedSubject {
  readonly spec: ExperimentSpec;
  readonly name: string;
}

export interface MachineSpeedSlice {
  /** Under way, with what was measured so far. */
  readonly running: (SpeedSubject & { readonly rows: readonly SpeedRow[] }) | undefined;
  readonly finished: (SpeedSubject & { readonly report: SpeedReport }) | undefined;
}

export const INITIAL_MACHINE_SPEED: MachineSpeedSlice = { running: undefined, finished: undefined };
