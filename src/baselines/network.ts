// The inner network on plain float64 arrays: loss, gradient, Hessian-vector product. The same mathematics as
// mplp/network.ts, which it is tested against, without tensors: it is small enough to cost next to nothing.

import type { NetworkSpec } from '../experiment/types.ts';
import { networkSize, networkTensors } from '../record/tensors.ts';
import { layerOf, signalOf, type Layer, type Signal } from './layers.ts';
import { LOSS, type Loss } from '../numbers/functions.ts';

/** Points of one batch: input [n * inputs], target [n * outputs]. */
export interface Points {
  readonly input: ArrayLike<number>;
  readonly target: ArrayLike<number>;
}

/** A network for batches of one size. Holds its work arrays, so one call at a time. */
export class PlainNetwork {
  readonly points: number;
  readonly size: number;
  private readonly input: Signal;
  private readonly layers: readonly Layer[];
  private readonly loss: Loss;
  /** A gradient nobody asked for. */
  private readonly spare: Float64Array;

  constructor(network: NetworkSpec, points: number) {
    this.points = points;
    this.loss = LOSS[network.loss];
    this.input = signalOf(points, network.inputs);
    const tensors = networkTensors(network);
    this.size = networkSize(network);
    this.spare = new Float64Array(this.size);
    let signal = this.input;
    this.layers = network.layers.map((spec, index) => {
      const offset = tensors.find(({ id }) => id === `${index}.weight`)?.offset ?? 0;
      const layer = layerOf(spec, points, signal, offset, index === 0);
      signal = layer.output;
      return layer;
    });
  }

  private get output(): Signal {
    return this.layers.at(-1)?.output ?? this.input;
  }

  /** Predictions [n * outputs] of the last call; a view of the work arrays, good until the next one. */
  get prediction(): Float64Array {
    return this.output.value;
  }

  /** Mean loss over points and outputs. */
  lossAt(p: Float64Array, { input, target }: Points): number {
    this.input.value.set(input);
    for (const layer of this.layers) layer.forward(p);
    const y = this.output.value;
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += this.loss.value(y[i]!, target[i]!);
    return sum / y.length;
  }

  /**
   * Adds `factor` times the gradient of the mean loss to `g` [P].
   *
   * @returns the mean loss, not scaled.
   */
  addGradient(g: Float64Array, p: Float64Array, points: Points, factor = 1): number {
    const loss = this.lossAt(p, points);
    const { value, adjoint } = this.output;
    const scale = factor / value.length;
    for (let i = 0; i < value.length; i++) adjoint[i] = scale * this.loss.slope(value[i]!, points.target[i]!);
    for (let l = this.layers.length - 1; l >= 0; l--) this.layers[l]!.backward(p, g);
    return loss;
  }

  /** Adds `factor` times H v to `hv` [P]; H is the exact Hessian of the mean loss at `p` (forward over reverse). */
  addHessianProduct(hv: Float64Array, p: Float64Array, v: Float64Array, points: Points, factor: number): void {
    this.addGradient(this.spare, p, points, factor);
    for (const layer of this.layers) layer.forwardTangent(p, v);
    const { value, tangent, adjointTangent } = this.output;
    const scale = factor / value.length;
    for (let i = 0; i < value.length; i++) {
      adjointTangent[i] = scale * this.loss.bend(value[i]!, points.target[i]!) * tangent[i]!;
    }
    for (let l = this.layers.length - 1; l >= 0; l--) this.layers[l]!.backwardTangent(p, v, hv);
  }
}
