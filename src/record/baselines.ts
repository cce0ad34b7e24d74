// Ordinary optimisers measured beside a learned rule, and what is needed to run them again: plain serialisable data.

import type { NetworkSpec, TaskSpec } from '../experiment/types.ts';
import type { EvaluationStatistics } from './evaluation.ts';

export const INNER_OPTIMISERS = ['sgd', 'momentum', 'adam'] as const;
export type InnerOptimiser = (typeof INNER_OPTIMISERS)[number];

/**
 * What one rate belongs to: all parameters, one weight matrix or bias vector, or one weight or bias. Of `curvature`: one
 * rate of all, then for every weight matrix [I, O] (and bias vector, as a row [1, O]) the entries of a matrix [I, I] and of
 * one [O, O], which its gradient is multiplied by from the left and from the right.
 */
export const RATE_SCOPES = ['network', 'tensor', 'parameter', 'curvature'] as const;
export type RateScope = (typeof RATE_SCOPES)[number];

/** How a baseline moves the parameters. */
export interface BaselineRule {
  readonly optimiser: InnerOptimiser;
  readonly ratesPer: RateScope;
  /** Rates of each inner step, as many as the scope has (`rateCount`); the last stands for every later step. */
  readonly rates: readonly (readonly number[])[];
}

export const BASELINE_IDS = ['sgd', 'momentum', 'adam', 'sgdRates', 'maml', 'metaSgd', 'metaCurvature'] as const;
export type BaselineId = (typeof BASELINE_IDS)[number];

/** Where every task starts: a fresh random network, or weights and biases found by meta-training. */
export type BaselineStart =
  | { readonly kind: 'random' }
  | {
      readonly kind: 'learned';
      /** What learned it: this method, or the rule it was taken from. */
      readonly from: string;
      /** [P]: weight, then bias, of every dense layer. */
      readonly values: readonly number[];
    };

/** How the one rate of an ordinary optimiser was found. */
export interface TuningRecord {
  readonly tasks: number;
  readonly seed: number;
  /** Inner steps after which the mean loss decides. */
  readonly steps: number;
  /** Every rate tried, lowest first, and its mean loss; null where a task was not finite. */
  readonly tried: readonly { readonly rate: number; readonly loss: number | null }[];
}

/** How rates, and a start, were meta-trained: on the loss on held-out points after the last step. */
export interface MetaTrainingRecord {
  readonly metaSteps: number;
  /** The meta-step whose rates and start were kept: the best of several on other tasks than those of the evaluation. */
  readonly keptAt: number;
  /** Tasks of each meta-step. */
  readonly tasks: number;
  /** Inner steps trained through. */
  readonly steps: number;
  /** Adam's rate for the start's numbers and for those of the inner rates; both on a cosine. */
  readonly learningRate: number;
  readonly ratesLearningRate: number;
  readonly seed: number;
  readonly wallMs: number;
}

/** A method under a condition that it was not tuned or trained for. */
export interface BaselineElsewhere {
  readonly name: string;
  readonly evaluation: EvaluationStatistics;
}

/** One method from one start, with its figures. */
export interface Baseline {
  readonly id: BaselineId;
  readonly title: string;
  readonly start: BaselineStart;
  readonly rule: BaselineRule;
  readonly tuning?: TuningRecord;
  readonly metaTraining?: MetaTrainingRecord;
  readonly evaluation: EvaluationStatistics;
  /** Tasks that had diverged by each step; the last is `evaluation.diverged`. */
  readonly divergedBy: readonly number[];
  /** On the literature's sinusoid: with other numbers of support points, after the steps trained for. */
  readonly elsewhere?: readonly BaselineElsewhere[];
}

/** All methods on the tasks of one preset. */
export interface BaselineReport {
  readonly preset: string;
  readonly task: TaskSpec;
  readonly network: NetworkSpec;
  /** Support points of each inner step. */
  readonly batch: number;
  /** Inner steps that rates were tuned and meta-trained for. */
  readonly trainedSteps: number;
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly methods: readonly Baseline[];
}

/** The file `mplp baselines --out` writes: at most one report of each preset. */
export interface BaselinesFile {
  readonly version: 1;
  readonly reports: readonly BaselineReport[];
}
