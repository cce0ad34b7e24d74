// What the page and the worker say to each other. Both ends import this file and nothing of each other.

import type { Explanation } from '../record/explanation.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { Lane, LaneMethod } from '../record/lanes.ts';
import type { SpeedReport, SpeedRow } from '../record/machineSpeed.ts';
import type { LesionMap, MapOf, MeasurementReport } from '../record/measurement.ts';
import type { ExperimentSpec, Intervention, LayerSpec, ProbeSpec } from '../experiment/types.ts';
import type { Budget, RunEnd } from '../record/run.ts';

export const PROTOCOL_VERSION = 1;

export const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** The backend in use, and why each better one was not taken. */
export interface BackendReport {
  readonly backend: BackendName;
  /** Adapter or instruction set, for example `google swiftshader` or `SIMD`. */
  readonly adapter: string;
  readonly passedOver: readonly { readonly backend: BackendName; readonly why: string }[];
}

/** Where a rule comes from. */
export type RuleSource =
  /** A checkpoint file's bytes: shipped, uploaded or from browser storage. */
  | { readonly from: 'bytes'; readonly bytes: ArrayBuffer; readonly label: string; readonly shippedId?: string }
  /** Freshly initialised, standardisers set, never trained. */
  | { readonly from: 'fresh'; readonly spec: ExperimentSpec };

/** What visible figures need; hidden ones cost nothing. */
export interface Demand {
  /** Grid predictions and the batches. */
  readonly fit: boolean;
  /** Messages, carries, updates, parameters. */
  readonly agents: boolean;
  /** Groups of agents to record in full even where the record would pass its size limit: those being read. */
  readonly keep?: readonly string[];
  /** How each checkpoint of the run does on the probe: a map of meta-steps by inner steps. */
  readonly map?: boolean;
  /** True gradients of every inner step, for the agreement with them. */
  readonly gradients?: boolean;
  /** Parameters of the intact run beside those of a changed one. */
  readonly intact?: boolean;
}

/** A learner to adapt beside the rule in use. */
export type LaneRequest =
  | { readonly id: string; readonly method: LaneMethod }
  | { readonly id: string; readonly source: RuleSource }
  /** The rule in use with other changes; null: intact. */
  | { readonly id: string; readonly changes: readonly Intervention[] | null };

export type Command =
  /** Start with the backend preferred, `because` of which better ones are passed over. */
  | {
      readonly kind: 'hello';
      readonly protocolVersion: number;
      readonly prefer?: BackendName;
      readonly because?: string;
    }
  /** Make a rule current and adapt it to the probe; answered by `rule` and an `episode` frame. */
  | {
      readonly kind: 'useRule';
      readonly requestId: number;
      readonly runId: string;
      readonly source: RuleSource;
      readonly probe: ProbeSpec;
    }
  /**
   * Adapt the current rule to another probe, or the checkpoint kept nearest to meta-step `at`: then that one
   * stays on show, while training goes on, until the next request.
   */
  | {
      readonly kind: 'adapt';
      readonly requestId: number;
      readonly runId: string;
      readonly probe: ProbeSpec;
      readonly at?: number;
    }
  /** Adapt other learners to the probe's task, as the current rule's network; answered by `compared`. */
  | {
      readonly kind: 'compare';
      readonly requestId: number;
      readonly probe: ProbeSpec;
      readonly lanes: readonly LaneRequest[];
    }
  | { readonly kind: 'demand'; readonly demand: Demand }
  /** Meta-train: `scratch` starts a new rule from `spec`, `continue` goes on with the current one. */
  | {
      readonly kind: 'train';
      readonly requestId: number;
      readonly runId: string;
      readonly start: 'scratch' | 'continue';
      readonly spec: ExperimentSpec;
      readonly budget: Budget;
      readonly paused: boolean;
    }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** One meta-step, then paused. */
  | { readonly kind: 'singleStep' }
  | { readonly kind: 'stop' }
  /**
   * Score the rule as it is now on held-out tasks, a few at a time between other work; ends one under way. Answered by
   * `evaluated`, with `evaluating` events before.
   */
  | {
      readonly kind: 'evaluate';
      readonly requestId: number;
      /** Of another network than the rule's own. */
      readonly layers?: readonly LayerSpec[];
      readonly tasks: number;
      readonly steps: number;
      readonly seed: number;
    }
  | { readonly kind: 'stopEvaluation' }
  /**
   * Measure what interventions do, intact and changed on the same tasks; ends one under way. Answered by `intervened`,
   * with `intervening` events before.
   */
  | {
      readonly kind: 'intervene';
      readonly requestId: number;
      readonly interventions: readonly Intervention[];
      readonly tasks: number;
      readonly steps: number;
      readonly seed: number;
    }
  /** Silence each unit or group in turn; ends one under way. Answered by `lesioned`, with `intervening` events before. */
  | {
      readonly kind: 'lesion';
      readonly requestId: number;
      readonly of: MapOf;
      readonly tasks: number;
      readonly steps: number;
      readonly seed: number;
    }
  /**
   * What the rule's channels mean, and how it stands to gradient descent; ends one under way. Answered by `explained`,
   * with `intervening` events before.
   */
  | {
      readonly kind: 'explain';
      readonly requestId: number;
      readonly tasks: number;
      readonly steps: number;
      readonly seed: number;
    }
  /** The answer holds what is measured so far. */
  | { readonly kind: 'stopIntervening' }
  /**
   * Time meta-steps of this spec with 1, 2, 4 and so on tasks; ends a measurement under way. Refused while a training
   * runs. Answered by `speedMeasured`, with `speedRow` events before.
   */
  | { readonly kind: 'measureSpeed'; readonly requestId: number; readonly spec: ExperimentSpec }
  | { readonly kind: 'stopMeasuring' }
  /**
   * Train a run of the browser's store to the end of its budget and evaluate it, in turn with everything else; it is
   * written there as it goes. Answered by `cellTrained`, with `cellStep` events before.
   */
  | {
      readonly kind: 'trainCell';
      readonly requestId: number;
      readonly id: string;
      readonly evaluation: { readonly tasks: number; readonly steps: number; readonly seed: number };
    }
  /** The cell is written down and answered as far as it is. */
  | { readonly kind: 'stopCell' }
  /** How long a meta-step of the spec takes; ends a cell under way. Answered by `metaStepTimed`. */
  | { readonly kind: 'timeMetaStep'; readonly requestId: number; readonly spec: ExperimentSpec }
  /** The current rule as a checkpoint file, with optimiser state; or, without, the one kept `at` a meta-step. */
  | { readonly kind: 'save'; readonly requestId: number; readonly at?: number }
  /**
   * What an earlier visit or worker kept of the run: files of its rules along the way, and held-out losses after the
   * last inner step, the first that of meta-step `from + 1`. Not answered; `checkpoints` follows where they are of use.
   */
  | {
      readonly kind: 'recall';
      readonly runId: string;
      readonly files: readonly ArrayBuffer[];
      readonly from: number;
      /** Float32. */
      readonly losses: ArrayBuffer;
    }
  | { readonly kind: 'ack'; readonly seq: number };

export type TrainingStatus = 'idle' | 'running' | 'paused' | 'failed';

/** The outcome of one meta-step. */
export interface MetaStepReport {
  readonly metaStep: number;
  readonly metaLoss: number;
  /** Mean held-out loss before learning and after each inner step, over the step's tasks. */
  readonly heldOut: readonly number[];
  readonly elapsedMs: number;
}

/** A copy of the rule that is kept in memory while a run goes on. */
export interface Checkpoint {
  readonly metaStep: number;
  /** Loss of the probe before learning and after each inner step; absent while it is not known. */
  readonly probeLoss?: readonly number[];
}

/** Where the mean held-out loss after the last inner step was lowest, and how low. */
export interface BestSoFar {
  readonly metaStep: number;
  readonly heldOut: number;
}

/** What the page shows about a rule. */
export interface RuleInfo {
  readonly label: string;
  readonly shippedId?: string;
  readonly spec: ExperimentSpec;
  readonly metaSteps: number;
  readonly parameters: number;
  /** The preset it was trained for, or the released rule it was imported as; absent where that is not known. */
  readonly preset?: string;
}

/** An expected failure or a crash, as it crosses the boundary. */
export interface SerialisedError {
  readonly name: string;
  readonly message: string;
  /** Which command, file or field. */
  readonly where: string;
  readonly stack?: string;
}

export type WorkerEvent =
  /** Every second, whether or not it computes; and `working` from within long work. */
  | { readonly kind: 'alive'; readonly working: boolean }
  /** Something the person should know; everything goes on. */
  | { readonly kind: 'told'; readonly words: string }
  | { readonly kind: 'ready'; readonly protocolVersion: number; readonly report: BackendReport }
  | { readonly kind: 'rule'; readonly requestId: number; readonly runId: string; readonly rule: RuleInfo }
  /** One encoded episode record (record/episode), transferred. At most two unacknowledged; the newest wins. */
  | {
      readonly kind: 'episode';
      readonly runId: string;
      readonly seq: number;
      readonly buffer: ArrayBuffer;
      readonly metaStep: number;
    }
  /** Never dropped: every meta-step since the last such event. */
  | {
      readonly kind: 'metaSteps';
      readonly runId: string;
      readonly seq: number;
      readonly reports: readonly MetaStepReport[];
    }
  | {
      readonly kind: 'training';
      readonly runId: string;
      readonly seq: number;
      readonly status: TrainingStatus;
      readonly metaStep: number;
      /** Where the run is over. */
      readonly end?: RunEnd;
      /** Why stock operations compute it and not the kernels of the backend. */
      readonly insteadOf?: string;
    }
  /** All checkpoints kept of a run, ascending, whenever they or what is known of them changed. */
  | {
      readonly kind: 'checkpoints';
      readonly runId: string;
      readonly kept: readonly Checkpoint[];
      readonly best?: BestSoFar;
    }
  | {
      readonly kind: 'compared';
      readonly requestId: number;
      readonly lanes: readonly Lane[];
      /** Milliseconds of an inner step, measured here, by lane; `own` is the rule in use. */
      readonly stepMs: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'saved'; readonly requestId: number; readonly bytes: ArrayBuffer; readonly metaSteps: number }
  | { readonly kind: 'evaluating'; readonly requestId: number; readonly tasksDone: number }
  /** Without a report where the evaluation was given up. */
  | { readonly kind: 'evaluated'; readonly requestId: number; readonly report?: EvaluationReport }
  | {
      readonly kind: 'intervening';
      readonly requestId: number;
      readonly done: number;
      readonly all: number;
      /** Of a lesion map: what there is, once it is more than before. */
      readonly map?: LesionMap;
    }
  /** Over the tasks done where it was ended; without a report where nothing was done by then. */
  | { readonly kind: 'intervened'; readonly requestId: number; readonly report?: MeasurementReport }
  | { readonly kind: 'explained'; readonly requestId: number; readonly explanation?: Explanation }
  | { readonly kind: 'lesioned'; readonly requestId: number; readonly map?: LesionMap }
  | { readonly kind: 'speedRow'; readonly requestId: number; readonly row: SpeedRow }
  /** Without a report where the measurement was given up. */
  | { readonly kind: 'speedMeasured'; readonly requestId: number; readonly report?: SpeedReport }
  | { readonly kind: 'cellStep'; readonly requestId: number; readonly metaSteps: number; readonly trainedMs: number }
  /** The store says how far it came; `yielded` where it was stopped because a training runs. */
  | { readonly kind: 'cellTrained'; readonly requestId: number; readonly yielded: boolean }
  /** Without milliseconds where it was given up. */
  | { readonly kind: 'metaStepTimed'; readonly requestId: number; readonly ms?: number }
  /** Answers the request named; the state is as before it. */
  | { readonly kind: 'refused'; readonly requestId: number; readonly error: SerialisedError }
  /** Something broke outside a request: this worker is of no use any more. */
  | { readonly kind: 'failed'; readonly error: SerialisedError };
