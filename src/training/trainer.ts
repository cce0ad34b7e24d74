// Meta-training: one rule, its optimiser, and the meta-step. State can be saved between any two meta-steps.

import type { RuleCheckpoint } from '../record/rule.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { layoutOf, type RuleLayout } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { OptimiserNumbers } from '../numbers/optimiser.ts';
import { rateAt } from './optimiser.ts';
import { withStandardisers } from './standardise.ts';

/** The outcome of one meta-step. */
export interface MetaStepResult {
  /** Meta-steps done, this one included. */
  readonly metaStep: number;
  readonly metaLoss: number;
  /** Held-out loss before learning and after each inner step, mean over this step's tasks. */
  readonly heldOut: readonly number[];
}

/** A meta-step whose loss or gradient was not finite; the rule is as before it. */
export class DivergedError extends Error {
  constructor(metaStep: number) {
    super(
      `meta-step ${metaStep} gave a loss or gradient that is not a number; the rule is kept as it was after meta-step ${metaStep - 1}`,
    );
    this.name = 'DivergedError';
  }
}

/** A rule that has never been trained: fresh parameters, standardisers set. */
export async function freshRule(spec: ExperimentSpec): Promise<RuleCheckpoint> {
  const layout = layoutOf(spec);
  return { spec, metaSteps: 0, parameters: await withStandardisers(spec, layout, freshParameters(spec, layout)) };
}

/** Trains one rule, on whatever it runs. */
export interface Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  /** What computes its meta-steps. */
  readonly engine: EngineName;
  /** Why the kernels of the running backend do not, where stock operations took over. */
  readonly insteadOf?: string | undefined;
  /** Meta-steps done. */
  readonly metaSteps: number;
  /**
   * One meta-step on fresh tasks, which depend on the seed and the number of the step only.
   *
   * @throws DivergedError if loss or gradient is not finite; the rule stays as it was.
   */
  step(): Promise<MetaStepResult>;
  /** The flat vector [P] as it is now. */
  parameters(): Promise<Float32Array>;
  /** Everything needed to go on exactly from here. */
  snapshot(): Promise<RuleCheckpoint>;
  /** Bytes taken for a meta-step; 0 where the engine does not know: tfjs counts its own. */
  peakBytes(): number;
  /** Threads at work, this one included. */
  readonly threads: number;
  /** Frees tensors and threads. */
  dispose(): void;
}

/** Stock tfjs operations on the running backend, or the fused kernels of one. */
export type EngineName = 'stock' | 'wasm' | 'webgpu';

/** Which meta-step, and what the optimiser does with its gradient. */
export interface StepNumbers {
  /** Counted from 0: names the random streams. */
  readonly metaStep: number;
  readonly rate: number;
  /** Steps since Adam's moments began, this one included. */
  readonly adamStep: number;
}

/** What an engine found in a meta-step. */
export interface StepOutcome {
  readonly metaLoss: number;
  readonly heldOut: readonly number[];
  /** Whether the parameters and moments after the step are finite. */
  readonly finite: boolean;
}

/** Holds parameters and moments where it computes, and computes meta-steps from them. */
export interface Engine {
  readonly name: EngineName;
  readonly threads?: number;
  /** Computes the state after one meta-step, and keeps both until `settle`. */
  compute(step: StepNumbers): Promise<StepOutcome>;
  /** The new state takes the place of the old one, or is thrown away. */
  settle(accepted: boolean): void;
  /** A copy of the flat vector [P]. */
  parameters(): Promise<Float32Array>;
  /** Copies of parameters and moments. */
  state(): Promise<OptimiserNumbers<Float32Array>>;
  peakBytes?(): number;
  dispose(): void;
}

/** Parameters and moments to begin with: a copy each; without optimiser state, moments of zero. */
export function firstState({ parameters, optimiser }: RuleCheckpoint): OptimiserNumbers<Float32Array> {
  const moment = (kept: Float32Array | undefined) => kept?.slice() ?? new Float32Array(parameters.length);
  return {
    parameters: parameters.slice(),
    firstMoment: moment(optimiser?.firstMoment),
    secondMoment: moment(optimiser?.secondMoment),
  };
}

/** Counts meta-steps and keeps the schedule; an engine computes. Owns the engine. */
export class MetaTrainer implements Trainer {
  readonly spec: ExperimentSpec;
  readonly layout: RuleLayout;
  readonly insteadOf: string | undefined;
  private readonly computing: Engine;
  private done: number;
  /** Meta-step at which Adam's moments started: its bias correction counts from there. */
  private readonly momentsFrom: number;

  /** @param from the rule to start from, which `engine` holds; without optimiser state, Adam starts afresh. */
  constructor(from: RuleCheckpoint, engine: Engine, insteadOf?: string) {
    this.insteadOf = insteadOf;
    this.spec = from.spec;
    this.layout = layoutOf(from.spec);
    this.computing = engine;
    this.done = from.metaSteps;
    this.momentsFrom = from.optimiser === undefined ? from.metaSteps : from.optimiser.since;
  }

  get engine(): EngineName {
    return this.computing.name;
  }

  get metaSteps(): number {
    return this.done;
  }

  get threads(): number {
    return this.computing.threads ?? 1;
  }

  peakBytes(): number {
    return this.computing.peakBytes?.() ?? 0;
  }

  async step(): Promise<MetaStepResult> {
    const { spec, done, momentsFrom } = this;
    const numbers = { metaStep: done, rate: rateAt(spec.recipe, done), adamStep: done - momentsFrom + 1 };
    const { metaLoss, heldOut, finite } = await this.computing.compute(numbers);
    const accepted = finite && Number.isFinite(metaLoss);
    this.computing.settle(accepted);
    if (!accepted) throw new DivergedError(done + 1);
    this.done += 1;
    return { metaStep: this.done, metaLoss, heldOut };
  }

  parameters(): Promise<Float32Array> {
    return this.computing.parameters();
  }

  async snapshot(): Promise<RuleCheckpoint> {
    const { parameters, firstMoment, secondMoment } = await this.computing.state();
    return {
      spec: this.spec,
      metaSteps: this.done,
      parameters,
      optimiser: { since: this.momentsFrom, firstMoment, secondMoment },
    };
  }

  dispose(): void {
    this.computing.dispose();
  }
}
