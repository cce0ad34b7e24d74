// How a gradient becomes an update: u = S(r) g, linear in the gradient g, with the rates r of an inner step. S is diagonal
// (SGD, MAML, Meta-SGD), or a matrix on each side of every tensor (Meta-Curvature).

import type { NetworkSpec } from '../experiment/types.ts';
import type { RateScope } from '../record/baselines.ts';
import { networkSize, networkTensors, rateCount, type NetworkTensor } from '../record/tensors.ts';
import { addBack, addOuter, addProduct, type ProductShape } from './matrix.ts';

/** S for one network and scope. Holds its work arrays, so one call at a time. */
export interface Preconditioner {
  /** Numbers of r. */
  readonly size: number;
  /** The r with u = rate g. */
  first(rate: number): Float64Array;
  /** Writes u = S(r) g, [P]. */
  apply(u: Float64Array, r: Float64Array, g: Float64Array): void;
  /**
   * The way back through p - S(r) g, where lambda [P] is the gradient by that: writes S(r)^T lambda to `back` [P], and
   * adds the gradient by r, -d(lambda . S(r) g)/dr, to `dr`.
   */
  back(back: Float64Array, dr: Float64Array, r: Float64Array, g: Float64Array, lambda: Float64Array): void;
}

/** Which rate each parameter uses: [P] of indices into the rates of a step. */
function rateIndex(network: NetworkSpec, scope: Exclude<RateScope, 'curvature'>): Uint32Array {
  const index = new Uint32Array(networkSize(network));
  if (scope === 'parameter') return index.map((_, i) => i);
  if (scope === 'tensor') {
    networkTensors(network).forEach(({ offset, size }, tensor) => index.fill(tensor, offset, offset + size));
  }
  return index;
}

/** u_i = r_(rate of i) g_i. */
class Diagonal implements Preconditioner {
  readonly size: number;
  private readonly index: Uint32Array;

  constructor(network: NetworkSpec, scope: Exclude<RateScope, 'curvature'>) {
    this.size = rateCount(network, scope);
    this.index = rateIndex(network, scope);
  }

  first(rate: number): Float64Array {
    return new Float64Array(this.size).fill(rate);
  }

  apply(u: Float64Array, r: Float64Array, g: Float64Array): void {
    for (let i = 0; i < u.length; i++) u[i] = r[this.index[i]!]! * g[i]!;
  }

  back(back: Float64Array, dr: Float64Array, r: Float64Array, g: Float64Array, lambda: Float64Array): void {
    for (let i = 0; i < lambda.length; i++) {
      const owner = this.index[i]!;
      dr[owner]! -= lambda[i]! * g[i]!;
      back[i] = r[owner]! * lambda[i]!;
    }
  }
}

/** A tensor [I, O] with its matrices A [I, I] and B [O, O]. */
class Sides {
  private readonly tensor: NetworkTensor;
  /** Where A and B begin in r. */
  private readonly left: number;
  private readonly right: number;
  readonly end: number;
  /** Sizes of A X and of X B, for X [I, O]. */
  private readonly onLeft: ProductShape;
  private readonly onRight: ProductShape;
  private readonly first: Float64Array;
  private readonly second: Float64Array;

  constructor(tensor: NetworkTensor, at: number) {
    const { rows, columns, size } = tensor;
    this.tensor = tensor;
    this.left = at;
    this.right = at + rows * rows;
    this.end = this.right + columns * columns;
    this.onLeft = { points: rows, inputs: rows, outputs: columns };
    this.onRight = { points: rows, inputs: columns, outputs: columns };
    this.first = new Float64Array(size);
    this.second = new Float64Array(size);
  }

  /** Its part of a vector [P]. */
  private of(vector: Float64Array): Float64Array {
    return vector.subarray(this.tensor.offset, this.tensor.offset + this.tensor.size);
  }

  /** A and B in r, or their gradients in that of r. */
  private matrices(r: Float64Array): { readonly a: Float64Array; readonly b: Float64Array } {
    return { a: r.subarray(this.left, this.right), b: r.subarray(this.right, this.end) };
  }

  setIdentity(r: Float64Array): void {
    const { a, b } = this.matrices(r);
    for (let i = 0; i < a.length; i += this.tensor.rows + 1) a[i] = 1;
    for (let i = 0; i < b.length; i += this.tensor.columns + 1) b[i] = 1;
  }

  /** Writes A G B. */
  apply(u: Float64Array, r: Float64Array, g: Float64Array): void {
    const { a, b } = this.matrices(r);
    const half = this.first.fill(0);
    addProduct(this.onRight, half, this.of(g), b);
    addProduct(this.onLeft, this.of(u).fill(0), a, half);
  }

  /**
   * With L the part of lambda: writes A^T L B^T, and adds -rate (L B^T) G^T to A's gradient, -rate G^T (A^T L) to B's.
   */
  back(
    back: Float64Array,
    dr: Float64Array,
    r: Float64Array,
    g: Float64Array,
    lambda: Float64Array,
    rate: number,
  ): void {
    const [{ a, b }, by] = [this.matrices(r), this.matrices(dr)];
    const [own, l] = [this.of(g), this.of(lambda)];
    const [toRight, toLeft] = [this.first.fill(0), this.second.fill(0)];
    addBack(this.onRight, toRight, l, b);
    addOuter(this.onLeft, toLeft, a, l);
    addOuter(this.onLeft, this.of(back).fill(0), a, toRight);
    for (let i = 0; i < l.length; i++) {
      toRight[i]! *= -rate;
      toLeft[i]! *= -rate;
    }
    addBack(this.onLeft, by.a, toRight, own);
    addOuter(this.onRight, by.b, own, toLeft);
  }
}

/**
 * U = rate A G B for the gradient G [I, O] of every weight matrix, with A [I, I] and B [O, O] of its own; a bias vector is
 * a row [1, O]. r: the rate, then A and B of every tensor, row by row. Park and Oliva 2019, arXiv 1902.03356.
 */
class Curvature implements Preconditioner {
  readonly size: number;
  private readonly sides: readonly Sides[];

  constructor(network: NetworkSpec) {
    this.size = rateCount(network, 'curvature');
    let at = 1;
    this.sides = networkTensors(network).map((tensor) => {
      const sides = new Sides(tensor, at);
      at = sides.end;
      return sides;
    });
  }

  first(rate: number): Float64Array {
    const r = new Float64Array(this.size);
    r[0] = rate;
    for (const sides of this.sides) sides.setIdentity(r);
    return r;
  }

  apply(u: Float64Array, r: Float64Array, g: Float64Array): void {
    for (const sides of this.sides) sides.apply(u, r, g);
    for (let i = 0; i < u.length; i++) u[i]! *= r[0]!;
  }

  back(back: Float64Array, dr: Float64Array, r: Float64Array, g: Float64Array, lambda: Float64Array): void {
    const rate = r[0]!;
    for (const sides of this.sides) sides.back(back, dr, r, g, lambda, rate);
    for (let i = 0; i < back.length; i++) {
      dr[0]! -= back[i]! * g[i]!;
      back[i]! *= rate;
    }
  }
}

export function preconditionerOf(network: NetworkSpec, scope: RateScope): Preconditioner {
  return scope === 'curvature' ? new Curvature(network) : new Diagonal(network, scope);
}
