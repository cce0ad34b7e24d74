// What a task family is: everything the rest of the lab asks about the tasks a rule is trained on. One folder a family.

import type { Rng } from '../lib/rng.ts';
import type { Schema } from '../lib/schema.ts';
import type { LossName, ProbeSpec, Range, TaskSpec } from '../experiment/types.ts';
import type { CurveTask } from './curve.ts';

/** Points of one task: [B * inputs] and [B * outputs], rows of the network's input and target one after another. */
export interface TaskBatch {
  readonly input: Float32Array;
  readonly target: Float32Array;
}

/** What a hand may set on a probe beside the curve's own numbers. */
export const OWN_FIELDS = ['noise', 'curve', 'support'] as const satisfies readonly (keyof ProbeSpec)[];
export type OwnField = (typeof OWN_FIELDS)[number];

type KeysOf<T> = T extends T ? keyof T : never;
export type RangeField = Exclude<KeysOf<TaskSpec>, keyof TaskSpec>;

/** How the page speaks of a family. */
export interface FamilyWords {
  /** What the net is taught, after "teach one net". */
  readonly taught: string;
  /** What the points pull, and where to. */
  readonly pulled: string;
  readonly goal: string;
}

export interface TaskFamily<S extends TaskSpec = TaskSpec> {
  readonly id: S['kind'];
  /** Sizes of the inner network's input and output. */
  readonly ports: { readonly inputs: number; readonly outputs: number };
  /** The only loss that judges it; undefined for any. */
  readonly loss: LossName | undefined;
  /** Outputs are classes, one a target: figures and results count what is named right. */
  readonly classes: boolean;
  readonly ownFields: readonly OwnField[];
  /** Ranges of its spec that other families lack. */
  readonly fields: readonly RangeField[];
  readonly words: FamilyWords;
  /** The spec, as it comes from outside. */
  readonly schema: Schema<S>;
  /** Waits for what drawing needs, such as data; called before tasks are drawn. Absent where nothing is needed. */
  prepare?(spec: S): Promise<void>;
  /** Draws a task. The draws of `rng`, and their order, are part of the family: rules resume by them. */
  draw(spec: S, rng: Rng): CurveTask;
  /** Where fresh points lie, uniformly: a range for each input, in the order of the draws. */
  ranges(spec: S): readonly Range[];
  /** Targets [n * outputs] of inputs [n * inputs]; each belongs to the input as rounded to float32. */
  targets(task: CurveTask, input: Float32Array): Float32Array;
  /**
   * Inputs the loss is judged on, evenly over the ranges.
   *
   * @param points how many, where the family can choose.
   */
  evaluationPoints(spec: S, points?: number): Float32Array;
  /** Above this loss a network has diverged: it is worse off than with any prediction of the size of the targets. */
  diverged(spec: S): number;
  /** Inputs a figure draws the network's predictions on, evenly over the ranges. */
  figurePoints(spec: S): Float32Array;
}
