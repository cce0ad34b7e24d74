// What keeps runs: a folder for the command line, the browser's database for the page.

import type { Failure } from '../lib/result.ts';
import type { Curve, TrainedRun } from '../record/trainedRun.ts';

/** What is written with a run. */
export interface RunParts {
  /** Rows of its curve; the first is that of meta-step `from + 1`. What was there before stays, up to it. */
  readonly rows?: { readonly from: number; readonly values: Float32Array };
  /** The rule at `metaSteps` with what training needs to go on: a `.mplp` file. */
  readonly rule?: ArrayBuffer;
  /** Rules along the way, `.mplp` files by meta-step; the run lists them. */
  readonly checkpoints?: ReadonlyMap<number, ArrayBuffer>;
}

/** What is kept, and what cannot be read: one damaged run hides no other. */
export interface RunList {
  readonly runs: readonly TrainedRun[];
  readonly refused: readonly Failure[];
}

/** Every method rejects with an Error in words for a person where the store fails: full, blocked, of a newer version. */
export interface RunStore {
  list(): Promise<RunList>;
  /** The run of an id, or undefined if there is none. */
  read(id: string): Promise<TrainedRun | undefined>;
  /** Rows up to the run's meta-steps. */
  curve(run: TrainedRun): Promise<Curve>;
  /** The rule at one of the run's checkpoints, or its last: a `.mplp` file; undefined if it is not there. */
  rule(run: TrainedRun, metaStep: number): Promise<ArrayBuffer | undefined>;
  /**
   * Writes a run and what is given of its parts. An interruption leaves the run of before or this one; checkpoints that
   * the run does not list are thrown away.
   */
  save(run: TrainedRun, parts?: RunParts): Promise<void>;
  /** Forgets a run; nothing happens if there is none. */
  remove(id: string): Promise<void>;
  /** Bytes that runs take, by id. */
  sizes(): Promise<ReadonlyMap<string, number>>;
}
