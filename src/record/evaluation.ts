// What an evaluation found: plain serialisable data. Index of every list = inner step, 0 (before learning) first.

/** Statistics over held-out tasks. Losses as in maths.md section 7; one that is not finite is written null in JSON. */
export interface EvaluationStatistics {
  /** Over the tasks whose loss is finite. */
  readonly meanLoss: readonly number[];
  /** Quantiles over all tasks: a loss that is not finite counts as larger than any. */
  readonly medianLoss: readonly number[];
  readonly lowerQuartile: readonly number[];
  readonly upperQuartile: readonly number[];
  /** Quantile .99 over all tasks; older evaluations do not have it. */
  readonly worstPercentile?: readonly number[];
  /** Population sd over the tasks whose loss is finite. */
  readonly sdLoss: readonly number[];
  /** Tasks whose loss was not finite, or above `TaskFamily.diverged` (1 where amplitudes go to .5), at any step. */
  readonly diverged: number;
  /** Where the target is a curve over one input: how the fit stands inside and outside the middle third of x. */
  readonly shape?: ShapeStatistics;
  /** Where the network names a class: share of the points named right, mean over tasks. */
  readonly meanAccuracy?: readonly number[];
}

/** The paper's failure in numbers; what counts as stuck is defined in training/evaluation/stuck.ts. */
export interface ShapeStatistics {
  /** Tasks stuck on a centre arc. */
  readonly stuck: readonly number[];
  /** Median over tasks of the share of the target's variance explained in the middle third of x. */
  readonly explainedInside: readonly number[];
  /** The same in the two outer thirds. */
  readonly explainedOutside: readonly number[];
}

/** An evaluation, complete: what was asked, under which changes, and what was found. */
export interface EvaluationReport extends EvaluationStatistics {
  /** What computed it. */
  readonly backend: string;
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  /** Inner steps the rule was meta-trained for. */
  readonly trainedSteps: number;
  /** How network and tasks differ from those the rule was meta-trained on, one sentence each; empty if they do not. */
  readonly changes: readonly string[];
  readonly wallMs: number;
}
