// Curves of meta-training: smoothing and thinning of long loss logs.

import { scaleLog, type ScaleLogarithmic } from 'd3-scale';
import type { MetaStepReport } from '../../protocol/messages.ts';
import { logTicks } from '../../lib/logTicks.ts';

export interface LogPoint {
  readonly metaStep: number;
  readonly value: number;
}

/** Meta-steps that a point of a curve is the mean of; `auto` suits the length of the run. */
export type Smoothing = number | 'auto';

/** Finite, positive values of a series, as a log axis can show them. */
export function series(
  reports: readonly MetaStepReport[],
  value: (report: MetaStepReport) => number | undefined,
): LogPoint[] {
  const points: LogPoint[] = [];
  for (const report of reports) {
    const v = value(report);
    if (v !== undefined && Number.isFinite(v) && v > 0) points.push({ metaStep: report.metaStep, value: v });
  }
  return points;
}

/** Geometric moving mean over `reach` points to each side (fewer at the ends). */
export function smooth(points: readonly LogPoint[], reach: number): LogPoint[] {
  const sums = new Float64Array(points.length + 1);
  points.forEach((point, k) => {
    sums[k + 1] = sums[k]! + Math.log(point.value);
  });
  return points.map((point, k) => {
    const [from, to] = [Math.max(0, k - reach), Math.min(points.length, k + reach + 1)];
    return { metaStep: point.metaStep, value: Math.exp((sums[to]! - sums[from]!) / (to - from)) };
  });
}

/** Points to each side of a moving mean over so many meta-steps; `auto` suits a log of this length. */
export function smoothingReach(length: number, smoothing: Smoothing): number {
  if (smoothing !== 'auto') return Math.floor(smoothing / 2);
  return Math.min(60, Math.max(2, Math.round(length / 50)));
}

/** Keep the smallest and largest of each of `buckets` runs, and always the first and the last point. */
export function thin(points: readonly LogPoint[], buckets: number): LogPoint[] {
  if (points.length <= 2 * buckets + 2) return points.slice();
  const kept = new Set<number>([0, points.length - 1]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * points.length) / buckets);
    const to = Math.floor(((bucket + 1) * points.length) / buckets);
    let [low, high] = [from, from];
    for (let k = from; k < to; k++) {
      if (points[k]!.value < points[low]!.value) low = k;
      if (points[k]!.value > points[high]!.value) high = k;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).map((k) => points[k]!);
}

/** Largest number of held-out losses any report carries: inner steps + 1. */
export function heldOutCount(reports: readonly MetaStepReport[]): number {
  return reports.reduce((most, report) => Math.max(most, report.heldOut.length), 0);
}

/** The report nearest to a meta-step. Reports come in order. */
export function nearestReport(reports: readonly MetaStepReport[], metaStep: number): MetaStepReport | undefined {
  let [low, high] = [0, reports.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (reports[middle]!.metaStep <= metaStep) low = middle;
    else high = middle;
  }
  const [a, b] = [reports[low], reports[high]];
  if (a === undefined || b === undefined) return a ?? b;
  return Math.abs(a.metaStep - metaStep) <= Math.abs(b.metaStep - metaStep) ? a : b;
}

/** A log axis that fits the values closely. */
export function metaScale(
  values: readonly number[],
  low: number,
  high: number,
): { readonly scale: ScaleLogarithmic<number, number>; readonly ticks: readonly number[] } {
  const bottom = values.reduce((least, v) => Math.min(least, v), Infinity);
  const top = values.reduce((most, v) => Math.max(most, v), 0);
  const [from, to] = top > 0 ? [bottom / 1.15, top * 1.15] : [0.001, 1];
  const scale = scaleLog([from, to], [low, high]).clamp(true);
  return { scale, ticks: logTicks(from, to) };
}

/** Where losses lie between the lowest (0) and the highest (1) of them, on a log axis; what is not finite counts as 1. */
export function mapShares(losses: readonly number[]): {
  readonly share: (loss: number) => number;
  readonly low: number;
  readonly high: number;
} {
  const usable = losses.filter((loss) => Number.isFinite(loss) && loss > 0);
  const [low, high] = usable.length === 0 ? [NaN, NaN] : [Math.min(...usable), Math.max(...usable)];
  const span = Math.log(high / low);
  const share = (loss: number) => (!Number.isFinite(loss) ? 1 : span > 0 ? Math.log(loss / low) / span : 0);
  return { share, low, high };
}
