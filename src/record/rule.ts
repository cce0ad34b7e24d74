// A rule as it is kept: plain serialisable data, independent of any backend.

import type { ExperimentSpec } from '../experiment/types.ts';

/** Figures of an evaluation on held-out tasks; index = inner step, 0 first. Loss as in maths.md section 7. */
export interface EvaluationFigures {
  readonly backend: string;
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly meanLoss: readonly number[];
  readonly medianLoss: readonly number[];
  /** Ends of the middle half of the tasks; absent in files of earlier versions. */
  readonly lowerQuartile?: readonly number[];
  readonly upperQuartile?: readonly number[];
  readonly sdLoss: readonly number[];
  readonly diverged: number;
  readonly wallMs: number;
}

/** Adam's moments over the flat vector, and where the run stood. */
export interface OptimiserState {
  /** Meta-step at which the moments started from zero: Adam's bias correction counts from there. */
  readonly since: number;
  readonly firstMoment: Float32Array;
  readonly secondMoment: Float32Array;
}

/** A rule as it is kept: serialisable, independent of any backend. */
export interface RuleCheckpoint {
  readonly spec: ExperimentSpec;
  /** Meta-steps done. */
  readonly metaSteps: number;
  /** The flat vector of spec/layout, standardisers and learned prior included. */
  readonly parameters: Float32Array;
  /** Absent in files meant for use only. */
  readonly optimiser?: OptimiserState;
  readonly evaluation?: EvaluationFigures;
  /** Preset it was trained for. */
  readonly preset?: string;
  /** The command that made it. */
  readonly command?: string;
}
