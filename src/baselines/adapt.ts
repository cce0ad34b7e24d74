// Adaptation by an ordinary optimiser: SGD, momentum, Adam, with one rate, one a tensor or one a parameter.

import { assert } from '../lib/assert.ts';
import type { BaselineRule, BaselineStart, InnerOptimiser, RateScope } from '../record/baselines.ts';
import type { NetworkSpec } from '../experiment/types.ts';
import { adamInto } from '../numbers/optimiser.ts';
import { networkSize, networkTensors, PlainNetwork, type Points } from './network.ts';

const MOMENTUM = 0.9;

/** Which rate each parameter uses: [P] of indices into the rates of a step. */
export function rateIndex(network: NetworkSpec, scope: RateScope): Uint32Array {
  const index = new Uint32Array(networkSize(network));
  if (scope === 'parameter') return index.map((_, i) => i);
  if (scope === 'tensor') {
    networkTensors(network).forEach(({ offset, size }, tensor) => index.fill(tensor, offset, offset + size));
  }
  return index;
}

/** Rates of one step in a scope. */
export function rateCount(network: NetworkSpec, scope: RateScope): number {
  return (rateIndex(network, scope).at(-1) ?? -1) + 1;
}

/** A network by group id, as `freshNetworks` and episode records hold it, as one flat vector [P]. @param task row. */
export function flatNetwork(
  network: NetworkSpec,
  tensorOf: (id: string) => ArrayLike<number> | undefined,
  task = 0,
): Float64Array {
  const flat = new Float64Array(networkSize(network));
  for (const { id, offset, size } of networkTensors(network)) {
    const from = tensorOf(id);
    assert(from !== undefined && from.length >= (task + 1) * size, `the start has no ${id} of task ${task}`);
    for (let i = 0; i < size; i++) flat[offset + i] = from[task * size + i]!;
  }
  return flat;
}

/** Moves `p` [P] in place. @param step counted from 1. */
type Update = (p: Float64Array, gradient: Float64Array, rates: Float64Array, step: number) => void;

function updateOf(optimiser: InnerOptimiser, size: number): Update {
  const [first, second] = [new Float64Array(size), new Float64Array(size)];
  if (optimiser === 'sgd') {
    return (p, g, rates) => {
      for (let i = 0; i < size; i++) p[i]! -= rates[i]! * g[i]!;
    };
  }
  if (optimiser === 'momentum') {
    return (p, g, rates) => {
      for (let i = 0; i < size; i++) {
        first[i] = MOMENTUM * first[i]! + g[i]!;
        p[i]! -= rates[i]! * first[i]!;
      }
    };
  }
  return (p, g, rates, step) => {
    const state = { parameters: p, firstMoment: first, secondMoment: second };
    adamInto(state, state, g, 1, step, rates);
  };
}

/** Loss (mean over points and outputs) and predictions on the points asked for; index = inner step, 0 first. */
export interface Adapted {
  readonly losses: readonly number[];
  /** [steps + 1][n * outputs]. */
  readonly predictions: readonly Float32Array[];
}

/** Networks for the batch sizes seen, so that adapting many tasks allocates little. */
export class Adapter {
  private readonly network: NetworkSpec;
  private readonly sizes = new Map<number, PlainNetwork>();

  constructor(network: NetworkSpec) {
    this.network = network;
  }

  private forBatch({ input }: Points): PlainNetwork {
    const points = input.length / this.network.inputs;
    const found = this.sizes.get(points) ?? new PlainNetwork(this.network, points);
    this.sizes.set(points, found);
    return found;
  }

  /** As `adaptWith`. */
  adapt(rule: BaselineRule, start: ArrayLike<number>, batches: readonly Points[], judged: Points): Adapted {
    const p = Float64Array.from(start);
    const update = updateOf(rule.optimiser, p.length);
    const index = rateIndex(this.network, rule.ratesPer);
    const [gradient, rates] = [new Float64Array(p.length), new Float64Array(p.length)];
    const [losses, predictions]: [number[], Float32Array[]] = [[], []];
    const judge = () => {
      const judging = this.forBatch(judged);
      losses.push(judging.lossAt(p, judged));
      predictions.push(Float32Array.from(judging.prediction));
    };
    judge();
    batches.forEach((batch, k) => {
      const own = rule.rates[Math.min(k, rule.rates.length - 1)];
      assert(own !== undefined, 'a rule without rates');
      for (let i = 0; i < p.length; i++) rates[i] = own[index[i]!]!;
      gradient.fill(0);
      this.forBatch(batch).addGradient(gradient, p, batch);
      update(p, gradient, rates, k + 1);
      judge();
    });
    return { losses, predictions };
  }
}

/**
 * Adapt one network with a baseline and judge it before learning and after every step. Cheap and free of tensors.
 *
 * @param method its learned start is used where it has one.
 * @param random the fresh network [P] to start from otherwise, weight then bias of every dense layer (`flatNetwork`).
 * @param batches support points, one batch for each inner step.
 * @param judged points of the losses and predictions, for example the evaluation points.
 */
export function adaptWith(
  method: { readonly rule: BaselineRule; readonly start: BaselineStart },
  network: NetworkSpec,
  random: ArrayLike<number>,
  batches: readonly Points[],
  judged: Points,
): Adapted {
  const start = method.start.kind === 'learned' ? method.start.values : random;
  assert(start.length === networkSize(network), `the start has ${start.length} numbers, not ${networkSize(network)}`);
  return new Adapter(network).adapt(method.rule, start, batches, judged);
}
