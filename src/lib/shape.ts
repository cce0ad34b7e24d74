/** Elements of a tensor of this shape; a scalar has one. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
