// Linear regression from sums of products: rows are added one by one and never kept.

/** Sums of products of every two of `width` numbers over the rows added, with their plain sums. */
export class ProductSums {
  readonly width: number;
  rows = 0;
  private readonly sums: Float64Array;
  private readonly products: Float64Array;

  constructor(width: number) {
    this.width = width;
    this.sums = new Float64Array(width);
    this.products = new Float64Array(width * width);
  }

  /** @param row `width` numbers. */
  add(row: ArrayLike<number>): void {
    this.rows++;
    for (let i = 0; i < this.width; i++) {
      const a = row[i] ?? 0;
      this.sums[i] = (this.sums[i] ?? 0) + a;
      for (let j = 0; j <= i; j++) {
        const at = i * this.width + j;
        this.products[at] = (this.products[at] ?? 0) + a * (row[j] ?? 0);
      }
    }
  }

  mean(i: number): number {
    return (this.sums[i] ?? 0) / this.rows;
  }

  /** Population covariance. */
  covariance(i: number, j: number): number {
    const at = i < j ? j * this.width + i : i * this.width + j;
    return (this.products[at] ?? 0) / this.rows - this.mean(i) * this.mean(j);
  }

  /** Whether a number differs between rows by more than rounding. */
  varies(i: number): boolean {
    const square = (this.products[i * this.width + i] ?? 0) / this.rows;
    return this.rows > 1 && this.covariance(i, i) > 1e-10 * square;
  }
}

/** Of a pivot this share of the variance must be its own: less is rounding of what the others already say. */
const OWN_SHARE = 1e-9;

/** Slopes of the least squares of `y` on `xs`; one that the others already say has slope 0. */
function slopesOf(sums: ProductSums, xs: readonly number[], y: number): number[] {
  const rows = xs.map((i) => [...xs.map((j) => sums.covariance(i, j)), sums.covariance(i, y)]);
  const used: number[] = [];
  xs.forEach((x, p) => {
    const pivot = rows[p]?.[p] ?? 0;
    if (!(pivot > OWN_SHARE * sums.covariance(x, x))) return;
    used.push(p);
    rows.forEach((row, r) => {
      const factor = r === p ? 0 : (row[p] ?? 0) / pivot;
      if (factor !== 0) rows[p]?.forEach((value, c) => (row[c] = (row[c] ?? 0) - factor * value));
    });
  });
  return xs.map((_, p) => (used.includes(p) ? (rows[p]?.[xs.length] ?? 0) / (rows[p]?.[p] ?? 1) : 0));
}

/**
 * How much of the variance of `y` in fresh rows a line fitted to other rows explains: 1 is all, below 0 worse than their
 * mean.
 *
 * @param fitted rows that slopes and intercept come from; `fresh` those they are judged on.
 * @param xs columns of what explains, `y` of what is explained.
 * @returns null where `y` never varies, or nothing in `xs` does.
 */
export function heldOutR2(fitted: ProductSums, fresh: ProductSums, xs: readonly number[], y: number): number | null {
  const varying = xs.filter((x) => fitted.varies(x));
  if (varying.length === 0 || !fitted.varies(y) || !fresh.varies(y)) return null;
  const slopes = slopesOf(fitted, varying, y);
  const predicted = (sums: ProductSums) => varying.reduce((sum, x, p) => sum + (slopes[p] ?? 0) * sums.mean(x), 0);
  const off = fresh.mean(y) - fitted.mean(y) - predicted(fresh) + predicted(fitted);
  let error = fresh.covariance(y, y) + off * off;
  varying.forEach((x, p) => {
    error -= 2 * (slopes[p] ?? 0) * fresh.covariance(x, y);
    varying.forEach((other, q) => (error += (slopes[p] ?? 0) * (slopes[q] ?? 0) * fresh.covariance(x, other)));
  });
  return 1 - error / fresh.covariance(y, y);
}
