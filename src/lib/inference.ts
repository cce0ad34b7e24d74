// What a few repetitions say about all there could be: intervals and paired tests, each with its convention.

import { rngFrom } from './rng.ts';
import { bootstrapInterval, mean, median } from './statistics.ts';

/** Of what Student's intervals hold, as the bootstrap's do. */
const CONFIDENCE = 0.95;
/** Chance that a test finds a difference that is there, where it is asked how many repetitions that takes. */
const POWER = 0.8;
/** More repetitions than this are as good as never. */
const MOST_NEEDED = 1000;

/** Two ends, both included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Percentile bootstrap interval of the median: of few values it can be no wider than they are.
 *
 * @param keys name the random stream: the same give the same interval.
 * @returns NaN twice of no values.
 */
export function bootstrapMedian(values: readonly number[], ...keys: readonly (number | string)[]): Interval {
  const rng = rngFrom('bootstrap', ...keys);
  const [low, high] = bootstrapInterval(values, () => rng.uniform(), median);
  return { low, high };
}

/** P(|T| <= t) of Student's t with a whole number of degrees of freedom: Abramowitz and Stegun 26.7.3 and 26.7.4. */
export function studentWithin(t: number, freedom: number): number {
  const theta = Math.atan(t / Math.sqrt(freedom));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const odd = freedom % 2;
  let [sum, term] = [0, odd === 1 ? cosine : 1];
  for (let k = odd === 1 ? 3 : 2; k <= freedom; k += 2) {
    sum += term;
    term *= (cosine * cosine * (k - 1)) / k;
  }
  return odd === 1 ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}

/** The t within which a share of Student's distribution lies, to 1e-9. */
export function studentLimit(share: number, freedom: number): number {
  let [low, high] = [0, 1];
  while (studentWithin(high, freedom) < share) high *= 2;
  while (high - low > 1e-9 * high) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** What paired differences say of their mean. */
export interface PairedTest extends Interval {
  readonly pairs: number;
  readonly mean: number;
  /** Sample standard deviation of the differences; NaN of one. */
  readonly sd: number;
  /** The interval leaves zero out. */
  readonly differs: boolean;
}

/** Whether so many pairs would find a mean difference at this spread. */
function tells(pairs: number, difference: number, sd: number): boolean {
  // Student's limits for test and power; the second is one-sided.
  const reach = studentLimit(CONFIDENCE, pairs - 1) + studentLimit(2 * POWER - 1, pairs - 1);
  return (reach * sd) / Math.sqrt(pairs) <= Math.abs(difference);
}

/**
 * Pairs with which a difference as large as the one found would be told with a chance of 80 %; undefined where more than
 * MOST_NEEDED would not do, or where one pair says nothing of the spread.
 */
export function pairsNeeded({ mean: difference, sd }: Pick<PairedTest, 'mean' | 'sd'>): number | undefined {
  if (!tells(MOST_NEEDED, difference, sd)) return undefined;
  let [low, high] = [1, MOST_NEEDED];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (tells(middle, difference, sd)) high = middle;
    else low = middle;
  }
  return high;
}

/** Student's paired test: the interval of the mean of differences, each from one independent repetition. */
export function pairedTest(differences: readonly number[]): PairedTest {
  const pairs = differences.length;
  const centre = mean(differences);
  const sd = pairs < 2 ? NaN : Math.sqrt(differences.reduce((sum, d) => sum + (d - centre) ** 2, 0) / (pairs - 1));
  if (pairs < 2) return { pairs, mean: centre, sd, low: NaN, high: NaN, differs: false };
  const half = (studentLimit(CONFIDENCE, pairs - 1) * sd) / Math.sqrt(pairs);
  const [low, high] = [centre - half, centre + half];
  return { pairs, mean: centre, sd, low, high, differs: low > 0 || high < 0 };
}
