/** The largest difference of two courses of a loss, as a share of the loss before learning. */
export function apartBy(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((loss, k) => Math.abs(loss - (b[k] ?? NaN)))) / (b[0] ?? NaN);
}
