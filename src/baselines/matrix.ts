// Products of matrices on flat float64 arrays, row by row. Each adds to what is there.

/** Sizes of y [N, O] = x [N, I] W [I, O]. */
export interface ProductShape {
  readonly points: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** y += x W; W at `offset` of `p`. */
export function addProduct(shape: ProductShape, y: Float64Array, x: Float64Array, p: Float64Array, offset = 0): void {
  const { points, inputs, outputs } = shape;
  for (let n = 0; n < points; n++) {
    for (let i = 0; i < inputs; i++) {
      const value = x[n * inputs + i]!;
      if (value === 0) continue;
      const [to, from] = [n * outputs, offset + i * outputs];
      for (let o = 0; o < outputs; o++) y[to + o]! += value * p[from + o]!;
    }
  }
}

/** W += x^T y; W at `offset` of `p`. */
export function addOuter(shape: ProductShape, p: Float64Array, x: Float64Array, y: Float64Array, offset = 0): void {
  const { points, inputs, outputs } = shape;
  for (let n = 0; n < points; n++) {
    for (let i = 0; i < inputs; i++) {
      const value = x[n * inputs + i]!;
      if (value === 0) continue;
      const [to, from] = [offset + i * outputs, n * outputs];
      for (let o = 0; o < outputs; o++) p[to + o]! += value * y[from + o]!;
    }
  }
}

/** x += y W^T; W at `offset` of `p`. */
export function addBack(shape: ProductShape, x: Float64Array, y: Float64Array, p: Float64Array, offset = 0): void {
  const { points, inputs, outputs } = shape;
  for (let n = 0; n < points; n++) {
    for (let i = 0; i < inputs; i++) {
      const [from, row] = [n * outputs, offset + i * outputs];
      let sum = 0;
      for (let o = 0; o < outputs; o++) sum += y[from + o]! * p[row + o]!;
      x[n * inputs + i]! += sum;
    }
  }
}
