// Evaluating the rule in use: its state.

import type { ExperimentSpec } from '../../experiment/types.ts';
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
  /** On the network that it was evaluated on. */
  readonly spec: ExperimentSpec;
  /** Counts from 1: what tells it from the others kept. */
  readonly number: number;
}

export interface EvaluationSlice {
  /** Under way, with how many of its tasks are done. */
  readonly running: (EvaluationSettings & { readonly tasksDone: number }) | undefined;
  /** The one on show: the last, or one of those kept that was asked for. */
  readonly finished: FinishedEvaluation | undefined;
  /** Of this visit, oldest first. */
  readonly kept: readonly FinishedEvaluation[];
}

export const INITIAL_EVALUATION: EvaluationSlice = { running: undefined, finished: undefined, kept: [] };

/** As many as can be told apart in one drawing. */
const MOST_KEPT = 6;

/** One more is kept and on show; beyond the most, the oldest is dropped. */
export function withEvaluation(slice: EvaluationSlice, found: Omit<FinishedEvaluation, 'number'>): EvaluationSlice {
  const finished = { ...found, number: (slice.kept.at(-1)?.number ?? 0) + 1 };
  return { ...slice, finished, kept: [...slice.kept, finished].slice(-MOST_KEPT) };
}

/** One less is kept; the last of the others is on show if it was that one. */
export function withoutEvaluation(slice: EvaluationSlice, number: number): EvaluationSlice {
  const kept = slice.kept.filter((each) => each.number !== number);
  return { ...slice, kept, finished: slice.finished?.number === number ? kept.at(-1) : slice.finished };
}

/** Whether two were taken on tasks of one kind with batches of one size, so that their losses can stand side by side. */
export function comparable(a: FinishedEvaluation, b: FinishedEvaluation): boolean {
  const kind = ({ spec }: FinishedEvaluation) => JSON.stringify([spec.task, spec.recipe.batch]);
  return kind(a) === kind(b);
}
