// Evaluating the rule in use: its state.

import type { KeptEvaluation } from '../../record/keptEvaluation.ts';

/** What to evaluate over. */
export interface EvaluationSettings {
  readonly tasks: number;
  readonly steps: number;
}

export interface EvaluationSlice {
  /** Under way, with how many of its tasks are done. */
  readonly running: (EvaluationSettings & { readonly tasksDone: number }) | undefined;
  /** The one on show: the last, or one of those kept; the rule in use may be another by now. */
  readonly finished: KeptEvaluation | undefined;
  /** What this browser keeps, the newest first. */
  readonly kept: readonly KeptEvaluation[];
  /** Those of this visit that the storage did not take, or not yet, the newest first. */
  readonly unkept: readonly KeptEvaluation[];
  /** What is kept and cannot be read, in words. */
  readonly refused: readonly string[];
}

export const INITIAL_EVALUATION: EvaluationSlice = {
  ...{ running: undefined, finished: undefined },
  ...{ kept: [], unkept: [], refused: [] },
};
