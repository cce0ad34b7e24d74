// What interventions measurably change: plain serialisable data. Index of every list = inner step, 0 (before learning)
// first.

import type { Intervention } from '../experiment/types.ts';

/** Tasks of a measurement asked for by the page, and the most. */
export const TASKS_MEASURED = 256;
export const MOST_MEASURED = 10_000;

/** A mean over tasks with its 95 % bootstrap interval. */
export interface Effect {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export const VERDICTS = ['matters', 'tiny', 'none', 'exactlyZero'] as const;
/** `none`: the interval holds 0; `tiny`: it does not, but the effect is under a tenth of the intact loss. */
export type Verdict = (typeof VERDICTS)[number];

/** Intact and changed on the same tasks, starts and batches. */
export interface MeasurementReport {
  readonly backend: string;
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  /** Mean loss over the tasks whose loss is finite in both runs. */
  readonly intact: readonly number[];
  readonly changed: readonly number[];
  /** Loss of the changed run minus that of the intact one. */
  readonly difference: readonly Effect[];
  /** Share of all tasks whose loss after the last step is larger than intact; not finite is larger than any. */
  readonly worse: number;
  /** Tasks that diverged in each run. */
  readonly diverged: { readonly intact: number; readonly changed: number };
  readonly verdict: Verdict;
  readonly wallMs: number;
}

export const MAPS = ['units', 'groups'] as const;
/** What a lesion map silences in turn: each unit of every dense layer, or each group of agents. */
export type MapOf = (typeof MAPS)[number];

/** What silencing one unit or group does to the loss after the last step. */
export interface Lesion {
  /** As an intervention's text names it: `u2:5`, `w2`. */
  readonly at: string;
  /** The dense layer or group it belongs to. */
  readonly of: string;
  readonly effect: Effect;
}

/** Below this share of shuffles the units of a layer differ by more than chance. */
export const BY_CHANCE = 0.05;

/** Silencing each in turn. */
export interface LesionMap {
  readonly intact: number;
  readonly lesions: readonly Lesion[];
  /**
   * Of each layer whose units were silenced: the share of shuffles of the units' effects within every task in which they
   * differ by more than they do. Below .05 they differ by more than chance.
   */
  readonly chance: Readonly<Record<string, number>>;
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  matters: 'it matters',
  tiny: 'detectable, tiny',
  none: 'no detectable effect',
  exactlyZero: 'exactly 0: nothing can hear it',
};
