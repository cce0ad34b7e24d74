// The losses of several runs over one another: smoothed, thinned, on one pair of axes.

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { curveLosses, type Curve, type CurveKey } from '../../record/trainedRun.ts';
import { metaScale, smooth, smoothingReach, thin, type LogPoint } from './metaGeometry.ts';

/** A run's curve, and the meta-step it begins after. */
export interface CurveOfRun {
  readonly from: number;
  readonly curve: Curve;
}

export interface RunLines {
  readonly paths: readonly string[];
  readonly xTicks: readonly { readonly value: number; readonly x: number }[];
  readonly yTicks: readonly { readonly value: number; readonly y: number }[];
  readonly metaStepAt: (x: number) => number;
  /** Smoothed loss of each run at a meta-step, where it has one. */
  readonly lossAt: (metaStep: number) => readonly (number | undefined)[];
}

/** Smoothed points; the first meta-step stays as it was. */
function pointsOf({ from, curve }: CurveOfRun, key: CurveKey): readonly LogPoint[] {
  const raw = curveLosses(curve).flatMap((losses, i) => {
    const value = losses[key];
    return value > 0 && Number.isFinite(value) ? [{ metaStep: from + i + 1, value }] : [];
  });
  const smoothed = smooth(raw, smoothingReach(raw.length, 'auto'));
  return [...raw.slice(0, 1), ...smoothed.slice(1)];
}

const BUCKETS = 400;

/** Lines of the runs' losses in a plot of this size. */
export function runLines(
  runs: readonly CurveOfRun[],
  key: CurveKey,
  { width, height }: { readonly width: number; readonly height: number },
): RunLines {
  const all = runs.map((run) => pointsOf(run, key));
  const steps = all.flatMap((points) => [points[0]?.metaStep ?? 0, points.at(-1)?.metaStep ?? 0]);
  const x = scaleLinear([Math.min(...steps, Infinity), Math.max(...steps, 1)], [0, width]);
  const values = all.flatMap((points) => points.map(({ value }) => value));
  const { scale: y, ticks } = metaScale(values, height, 0);
  const path = line<LogPoint>(
    ({ metaStep }) => x(metaStep),
    ({ value }) => y(value),
  );
  const nearest = (points: readonly LogPoint[], metaStep: number) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first === undefined || last === undefined || metaStep < first.metaStep || metaStep > last.metaStep)
      return undefined;
    return points.find((point) => point.metaStep >= metaStep)?.value;
  };
  return {
    paths: all.map((points) => path(thin(points, BUCKETS)) ?? ''),
    xTicks: x.ticks(Math.max(2, Math.floor(width / 140))).map((value) => ({ value, x: x(value) })),
    yTicks: ticks.map((value) => ({ value, y: y(value) })),
    metaStepAt: (px) => Math.round(Math.max(x.domain()[0] ?? 0, Math.min(x.domain()[1] ?? 0, x.invert(px)))),
    lossAt: (metaStep) => all.map((points) => nearest(points, metaStep)),
  };
}
