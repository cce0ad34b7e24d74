// Means, medians and quantiles of a list of numbers, each with its convention in its name or docstring.

/** Arithmetic mean, summed in the order given. @param ofNone what it is of no numbers. */
export function mean(values: ArrayLike<number>, ofNone = NaN): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? NaN;
  return values.length === 0 ? ofNone : sum / values.length;
}

/** Population standard deviation; NaN of none. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** Value below which a share of the sorted numbers lies, straight between neighbours (type 7); NaN of none. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? NaN;
  const above = sorted[Math.ceil(at)] ?? NaN;
  // Not by a weighted sum alone: a neighbour at infinity with weight 0 would give NaN.
  return below === above || at % 1 === 0 ? below : below + (above - below) * (at % 1);
}

/** The one of the sorted numbers that is nearest to the quantile: never a value that is not there; undefined of none. */
export function nearestQuantile(sorted: ArrayLike<number>, share: number): number | undefined {
  return sorted[Math.round(share * (sorted.length - 1))];
}

const RESAMPLES = 2000;

/**
 * Percentile bootstrap: of as many numbers drawn with replacement, 95 % have their mean (or median) between.
 *
 * @param uniform numbers in [0, 1); two draws of one stream give two intervals.
 * @returns [NaN, NaN] of none.
 */
export function bootstrapInterval(
  values: readonly number[],
  uniform: () => number,
  statistic: (sample: readonly number[]) => number = mean,
): readonly [low: number, high: number] {
  const sample = [...values];
  const found = Array.from({ length: RESAMPLES }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = values[Math.floor(uniform() * values.length)] ?? NaN;
    return statistic(sample);
  });
  const sorted = found.sort((a, b) => a - b);
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}

/** Median of numbers in any order, half way between the middle two of an even count; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

/** Median of numbers in any order that is one of them, the upper of the middle two of an even count; NaN of none. */
export function upperMedian(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
