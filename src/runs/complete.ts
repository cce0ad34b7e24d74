// Whether a run has all that is asked of it.

import type { TrainedRun } from '../record/trainedRun.ts';

/** What a run is to be judged by. */
export interface AskedEvaluation {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
}

/** Whether an evaluation is the one that is asked for. */
export const isAbout = (asked: AskedEvaluation) => (there: AskedEvaluation) =>
  there.tasks === asked.tasks && there.steps === asked.steps && there.seed === asked.seed;

/** Whether nothing is left to do for a run. */
export function isComplete({ status, evaluations }: TrainedRun, evaluation: AskedEvaluation | undefined): boolean {
  if (status === 'diverged') return true;
  return status === 'done' && (evaluation === undefined || evaluations.some(isAbout(evaluation)));
}
