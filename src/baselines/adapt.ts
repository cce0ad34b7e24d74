// Adaptation by an ordinary optimiser: SGD, momentum, Adam, its step preconditioned by learned rates.

import { assert } from '../lib/assert.ts';
import type { BaselineRule, BaselineStart, InnerOptimiser } from '../record/baselines.ts';
import type { NetworkSpec } from '../experiment/types.ts';
import { adamInto } from '../numbers/optimiser.ts';
import { networkSize, networkTensors } from '../record/tensors.ts';
import { PlainNetwork, type Points } from './network.ts';
import { preconditionerOf } from './precondition.ts';

const MOMENTUM = 0.9;

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

/** What the rates apply to, [P], for the gradient of a step. @param step counted from 1. */
type Direction = (gradient: Float64Array, step: number) => Float64Array;

function directionOf(optimiser: InnerOptimiser, size: number): Direction {
  if (optimiser === 'sgd') return (g) => g;
  const [first, second, direction] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  if (optimiser === 'momentum') {
    return (g) => {
      for (let i = 0; i < size; i++) first[i] = MOMENTUM * first[i]! + g[i]!;
      return first;
    };
  }
  const state = { parameters: direction, firstMoment: first, secondMoment: second };
  return (g, step) => {
    direction.fill(0);
    adamInto(state, state, g, -1, step);
    return direction;
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
    const direction = directionOf(rule.optimiser, p.length);
    const preconditioner = preconditionerOf(this.network, rule.ratesPer);
    const [gradient, update] = [new Float64Array(p.length), new Float64Array(p.length)];
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
      gradient.fill(0);
      this.forBatch(batch).addGradient(gradient, p, batch);
      preconditioner.apply(update, Float64Array.from(own), direction(gradient, k + 1));
      for (let i = 0; i < p.length; i++) p[i]! -= update[i]!;
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
