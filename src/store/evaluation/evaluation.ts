// Evaluating the rule in use: its state.

import type { EvaluationReport } from '../../record/evaluation.ts';

/** What to evaluate over. */
export interface EvaluationSettings {
  readonly tasks: number;
  readonly steps: number;
}

/** What was found, and of which rule; the rule in use may be another by now. */
export interface FinishedEvaluation {
  readonly report: EvaluationReport;
  readonly ruleLabel: string;
  readonly metaSteps: number;
}

export interface EvaluationSlice {
  /** Under way, with how many of its tasks are done. */
  readonly running: (EvaluationSettings & { readonly tasksDone: number }) | undefined;
  readonly finished: FinishedEvaluation | undefined;
}

export const INITIAL_EVALUATION: EvaluationSlice = { running: undefined, finished: undefined };
