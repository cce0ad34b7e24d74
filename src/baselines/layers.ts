// Layers of the inner network on plain float64 arrays: forward, back, and the same two differentiated along a direction
// in the parameters (Pearlmutter's R-operator), from which exact Hessian-vector products come.

import type { ActivationName, LayerSpec } from '../experiment/types.ts';
import { addBack, addOuter, addProduct, type ProductShape } from './matrix.ts';
import { ACTIVATION, softmaxParts, type Scalar } from '../numbers/functions.ts';

/** Numbers of one place in the network, [n, units] row by row. */
export interface Signal {
  readonly units: number;
  readonly value: Float64Array;
  /** Derivative of the loss by the value. */
  readonly adjoint: Float64Array;
  /** Derivatives of `value` and `adjoint` along the direction v in the parameters. */
  readonly tangent: Float64Array;
  readonly adjointTangent: Float64Array;
}

export function signalOf(points: number, units: number): Signal {
  const vector = () => new Float64Array(points * units);
  return { units, value: vector(), adjoint: vector(), tangent: vector(), adjointTangent: vector() };
}

/** One layer between two signals; `p`, `g`, `v`, `hv` are flat vectors [P] over the whole network. */
export interface Layer {
  readonly output: Signal;
  forward(p: Float64Array): void;
  /** From the output's adjoint to the input's; adds the layer's own gradient to `g`. */
  backward(p: Float64Array, g: Float64Array): void;
  /** `forward` differentiated along `v`. */
  forwardTangent(p: Float64Array, v: Float64Array): void;
  /** `backward` differentiated along `v`; adds the layer's share of H v to `hv`. */
  backwardTangent(p: Float64Array, v: Float64Array, hv: Float64Array): void;
}

/** y = x W + b; W [I, O] at `offset`, b [O] behind it. */
class Dense implements Layer {
  readonly output: Signal;
  private readonly input: Signal;
  private readonly shape: ProductShape;
  private readonly weight: number;
  private readonly bias: number;
  /** Nobody asks for the adjoint of the network's own input. */
  private readonly first: boolean;

  constructor(points: number, input: Signal, units: number, offset: number, first: boolean) {
    this.input = input;
    this.output = signalOf(points, units);
    this.shape = { points, inputs: input.units, outputs: units };
    this.weight = offset;
    this.bias = offset + input.units * units;
    this.first = first;
  }

  forward(p: Float64Array): void {
    this.addBias(this.output.value, p);
    addProduct(this.shape, this.output.value, this.input.value, p, this.weight);
  }

  backward(p: Float64Array, g: Float64Array): void {
    addOuter(this.shape, g, this.input.value, this.output.adjoint, this.weight);
    this.addSum(g, this.output.adjoint);
    if (this.first) return;
    this.input.adjoint.fill(0);
    addBack(this.shape, this.input.adjoint, this.output.adjoint, p, this.weight);
  }

  forwardTangent(p: Float64Array, v: Float64Array): void {
    this.addBias(this.output.tangent, v);
    addProduct(this.shape, this.output.tangent, this.input.value, v, this.weight);
    if (!this.first) addProduct(this.shape, this.output.tangent, this.input.tangent, p, this.weight);
  }

  backwardTangent(p: Float64Array, v: Float64Array, hv: Float64Array): void {
    addOuter(this.shape, hv, this.input.value, this.output.adjointTangent, this.weight);
    this.addSum(hv, this.output.adjointTangent);
    if (this.first) return;
    addOuter(this.shape, hv, this.input.tangent, this.output.adjoint, this.weight);
    this.input.adjointTangent.fill(0);
    addBack(this.shape, this.input.adjointTangent, this.output.adjointTangent, p, this.weight);
    addBack(this.shape, this.input.adjointTangent, this.output.adjoint, v, this.weight);
  }

  /** y = b in every row. */
  private addBias(y: Float64Array, p: Float64Array): void {
    const own = p.subarray(this.bias, this.bias + this.output.units);
    for (let n = 0; n < this.shape.points; n++) y.set(own, n * own.length);
  }

  /** g_b += sum of d over points. */
  private addSum(g: Float64Array, d: Float64Array): void {
    const { points, outputs } = this.shape;
    for (let n = 0; n < points; n++) {
      for (let o = 0; o < outputs; o++) g[this.bias + o]! += d[n * outputs + o]!;
    }
  }
}

class Elementwise implements Layer {
  readonly output: Signal;
  private readonly input: Signal;
  private readonly activation: Scalar;

  constructor(points: number, input: Signal, name: ActivationName) {
    this.input = input;
    this.output = signalOf(points, input.units);
    this.activation = ACTIVATION[name];
  }

  forward(): void {
    const [x, y] = [this.input.value, this.output.value];
    for (let i = 0; i < y.length; i++) y[i] = this.activation.value(x[i]!);
  }

  backward(): void {
    const { input, output, activation } = this;
    for (let i = 0; i < output.value.length; i++) {
      input.adjoint[i] = output.adjoint[i]! * activation.slope(input.value[i]!, output.value[i]!);
    }
  }

  forwardTangent(): void {
    const { input, output, activation } = this;
    for (let i = 0; i < output.value.length; i++) {
      output.tangent[i] = input.tangent[i]! * activation.slope(input.value[i]!, output.value[i]!);
    }
  }

  backwardTangent(): void {
    const { input, output, activation } = this;
    for (let i = 0; i < output.value.length; i++) {
      const [x, y] = [input.value[i]!, output.value[i]!];
      input.adjointTangent[i] =
        output.adjointTangent[i]! * activation.slope(x, y) +
        output.adjoint[i]! * activation.bend(x, y) * input.tangent[i]!;
    }
  }
}

/** y = exp(x - max) / sum, row by row. */
class Softmax implements Layer {
  readonly output: Signal;
  private readonly input: Signal;
  private readonly points: number;

  constructor(points: number, input: Signal) {
    this.input = input;
    this.output = signalOf(points, input.units);
    this.points = points;
  }

  /** Sum over row n of the products of two vectors. */
  private dot(a: Float64Array, b: Float64Array, n: number): number {
    const { units } = this.output;
    let sum = 0;
    for (let i = n * units; i < (n + 1) * units; i++) sum += a[i]! * b[i]!;
    return sum;
  }

  forward(): void {
    const { units, value } = this.output;
    for (let n = 0; n < this.points; n++) {
      const row = this.input.value.subarray(n * units, (n + 1) * units);
      const { exp, sum } = softmaxParts(row);
      for (let i = 0; i < units; i++) value[n * units + i] = exp[i]! / sum;
    }
  }

  backward(): void {
    const { units, value, adjoint } = this.output;
    for (let n = 0; n < this.points; n++) {
      const mean = this.dot(adjoint, value, n);
      for (let i = n * units; i < (n + 1) * units; i++) this.input.adjoint[i] = value[i]! * (adjoint[i]! - mean);
    }
  }

  forwardTangent(): void {
    const { units, value, tangent } = this.output;
    for (let n = 0; n < this.points; n++) {
      const mean = this.dot(value, this.input.tangent, n);
      for (let i = n * units; i < (n + 1) * units; i++) tangent[i] = value[i]! * (this.input.tangent[i]! - mean);
    }
  }

  backwardTangent(): void {
    const { units, value, adjoint, tangent, adjointTangent } = this.output;
    for (let n = 0; n < this.points; n++) {
      const mean = this.dot(adjoint, value, n);
      const meanTangent = this.dot(adjointTangent, value, n) + this.dot(adjoint, tangent, n);
      for (let i = n * units; i < (n + 1) * units; i++) {
        this.input.adjointTangent[i] =
          tangent[i]! * (adjoint[i]! - mean) + value[i]! * (adjointTangent[i]! - meanTangent);
      }
    }
  }
}

/** @param offset of the layer's parameters in the flat vector. @param first whether `input` is the network's own. */
export function layerOf(spec: LayerSpec, points: number, input: Signal, offset: number, first: boolean): Layer {
  if (spec.kind === 'dense') return new Dense(points, input, spec.units, offset, first);
  return spec.kind === 'softmax' ? new Softmax(points, input) : new Elementwise(points, input, spec.name);
}
