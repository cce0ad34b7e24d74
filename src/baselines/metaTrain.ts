// Meta-training of rates, and of a start, by Adam on the second-order gradient: SGD with learned rates, MAML, Meta-SGD,
// Meta-Curvature.

import type { BaselineRule } from '../record/baselines.ts';
import { adamInto, cosineShare, cutTo, lengthOf, type OptimiserNumbers } from '../numbers/optimiser.ts';
import { Unrolled, type UnrolledOptions } from './metaGradient.ts';
import { networkSize } from '../record/tensors.ts';
import type { BaselineTask } from './tune.ts';

export interface MetaTrainOptions extends UnrolledOptions {
  /** Meta-train the start too, from these numbers [P]; without, every task starts from its own. */
  readonly start: Float64Array | undefined;
  /** Rate of every inner step and parameter at first; matrices of curvature begin as the identity. */
  readonly firstRate: number;
  /** Every inner step has rates of its own. */
  readonly ratesPerStep: boolean;
  /** Rates are e^theta, and so stay positive; without, theta itself, as curvature needs. */
  readonly logRates: boolean;
  /** Adam's rate for the start, and for theta. */
  readonly learningRate: number;
  readonly ratesLearningRate: number;
}

/** A task's gradient counts at most this many times the running mean length of them. */
const LENGTH_LIMIT = 3;

/** A vector and Adam's moments. */
function learned(values: Float64Array): OptimiserNumbers<Float64Array> {
  const moment = () => new Float64Array(values.length);
  return { parameters: values, firstMoment: moment(), secondMoment: moment() };
}

/** A meta-training that is done one meta-step at a time. */
export class MetaTraining {
  /** Meta-steps done. */
  steps = 0;
  /** Tasks whose gradient was not finite: they are left out of their meta-step. */
  dropped = 0;
  private readonly options: MetaTrainOptions;
  private readonly unrolled: Unrolled;
  private readonly start: OptimiserNumbers<Float64Array> | undefined;
  /** Rate parameters: [K or 1][rates of a step], one vector. */
  private readonly theta: OptimiserNumbers<Float64Array>;
  private readonly startGradient: Float64Array;
  private readonly rateGradients: readonly Float64Array[];
  /** Running mean length of the tasks' gradients, in theta's and the start's own units. */
  private usualLength = 0;

  constructor(options: MetaTrainOptions) {
    const { network, steps } = options;
    this.options = options;
    this.unrolled = new Unrolled(options);
    this.start = options.start && learned(options.start.slice());
    const { preconditioner } = this.unrolled;
    const rates = preconditioner.first(options.firstRate);
    const first = options.logRates ? rates.map(Math.log) : rates;
    const copies = Array.from({ length: options.ratesPerStep ? steps : 1 }, () => [...first]);
    this.theta = learned(Float64Array.from(copies.flat()));
    this.startGradient = new Float64Array(networkSize(network));
    this.rateGradients = Array.from({ length: steps }, () => new Float64Array(preconditioner.size));
  }

  /** The rates as they stand: [K][rates of a step]. */
  private currentRates(): Float64Array[] {
    const rates = this.unrolled.preconditioner.size;
    const values = this.options.logRates ? this.theta.parameters.map(Math.exp) : this.theta.parameters;
    return Array.from({ length: this.options.steps }, (_, k) => {
      const from = this.options.ratesPerStep ? k * rates : 0;
      return values.slice(from, from + rates);
    });
  }

  /** Gradient by theta [K or 1 times rates] from that by the rates of each step. */
  private thetaGradient(rates: readonly Float64Array[]): Float64Array {
    const gradient = new Float64Array(this.theta.parameters.length);
    this.rateGradients.forEach((own, k) => {
      const to = this.options.ratesPerStep ? k * own.length : 0;
      for (let i = 0; i < own.length; i++) gradient[to + i]! += own[i]! * (this.options.logRates ? rates[k]![i]! : 1);
    });
    return gradient;
  }

  /**
   * One meta-step.
   *
   * @param progress share of the budget already used, 0 to 1, for the cosine.
   * @returns the mean meta-loss of the tasks that stayed finite.
   */
  step(tasks: readonly BaselineTask[], progress: number): number {
    const rates = this.currentRates();
    const sums = {
      start: new Float64Array(this.startGradient.length),
      theta: new Float64Array(this.theta.parameters.length),
    };
    let [loss, counted] = [0, 0];
    for (const task of tasks) {
      const from = this.start?.parameters ?? task.start;
      const own = this.unrolled.metaGradient(from, rates, task, this.startGradient, this.rateGradients);
      const theta = this.thetaGradient(rates);
      const parts = this.start === undefined ? [theta] : [theta, this.startGradient];
      const factor = this.factorOf(Math.hypot(...parts.map(lengthOf)), tasks.length);
      if (!Number.isFinite(own) || !Number.isFinite(factor)) {
        this.dropped++;
        continue;
      }
      loss += own;
      counted++;
      for (let i = 0; i < theta.length; i++) sums.theta[i]! += factor * theta[i]!;
      for (let i = 0; i < sums.start.length; i++) sums.start[i]! += factor * this.startGradient[i]!;
    }
    this.steps++;
    const share = cosineShare(progress);
    adamInto(this.theta, this.theta, sums.theta, share * this.options.ratesLearningRate, this.steps);
    if (this.start !== undefined) {
      adamInto(this.start, this.start, sums.start, share * this.options.learningRate, this.steps);
    }
    return loss / counted;
  }

  /** The share of a task's gradient in the mean, less where it is unusually long; NaN where it is not finite. */
  private factorOf(length: number, tasks: number): number {
    if (!Number.isFinite(length)) return NaN;
    const limit = this.usualLength === 0 ? length : LENGTH_LIMIT * this.usualLength;
    const cut = cutTo(limit, length);
    this.usualLength = this.usualLength === 0 ? length : 0.99 * this.usualLength + 0.01 * length * cut;
    return cut / tasks;
  }

  /** What was learned so far, rounded to `digits`. */
  result(digits: number): { rule: BaselineRule; start: readonly number[] | undefined } {
    const round = (values: Float64Array) => Array.from(values, (value) => Number(value.toPrecision(digits)));
    const rates = this.currentRates().slice(0, this.options.ratesPerStep ? undefined : 1);
    return {
      rule: { optimiser: 'sgd', ratesPer: this.options.ratesPer, rates: rates.map(round) },
      start: this.start === undefined ? undefined : round(this.start.parameters),
    };
  }
}
