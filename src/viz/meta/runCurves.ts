// The losses of several runs over one another: one panel for each loss, one axis of meta-steps through all.

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { curveLosses, type Curve, type CurveKey } from '../../record/trainedRun.ts';
import { spreadLabels } from '../common/labels.ts';
import { metaScale, smooth, smoothingReach, thin, type LogPoint } from './metaGeometry.ts';

/** What is drawn, from the top. */
export const OVERLAID = ['heldOut', 'metaLoss'] as const satisfies readonly CurveKey[];

/** A run's losses over its meta-steps, as they are drawn. */
export type LossPoints = Readonly<Record<CurveKey, readonly LogPoint[]>>;

/** A run to be drawn. */
export interface OverlaidRun {
  readonly id: string;
  readonly name: string;
  /** Runs of one group, as the seeds of a cell, look alike. */
  readonly group: number;
  readonly points: LossPoints;
}

/** The end of a line, and where its label has room. */
interface LineEnd {
  readonly x: number;
  readonly y: number;
  readonly labelY: number;
}

export interface OverlayPanel {
  readonly key: CurveKey;
  /** Its upper edge; within it y counts from there. */
  readonly top: number;
  readonly yTicks: readonly { readonly value: number; readonly y: number }[];
  /** Of each run; undefined where it has nothing that a log axis could show. */
  readonly lines: readonly ({ readonly path: string; readonly end: LineEnd } | undefined)[];
  /** Loss of each run at a meta-step, where it has one, and its place. */
  readonly at: (metaStep: number) => readonly ({ readonly loss: number; readonly y: number } | undefined)[];
}

export interface Overlay {
  readonly panels: readonly OverlayPanel[];
  readonly xTicks: readonly { readonly value: number; readonly x: number }[];
  /** The first and the last meta-step of all. */
  readonly span: readonly [number, number];
  readonly xAt: (metaStep: number) => number;
  readonly metaStepAt: (x: number) => number;
}

const usable = (points: readonly LogPoint[]) => points.filter(({ value }) => value > 0 && Number.isFinite(value));

/** A curve meta-step by meta-step: moving means, but the first meta-step stays as it was. */
export function smoothedPoints(curve: Curve, from: number): LossPoints {
  const losses = curveLosses(curve);
  const of = (key: CurveKey) => {
    const raw = usable(losses.map((each, i) => ({ metaStep: from + i + 1, value: each[key] })));
    return [...raw.slice(0, 1), ...smooth(raw, smoothingReach(raw.length, 'auto')).slice(1)];
  };
  return { heldOut: of('heldOut'), metaLoss: of('metaLoss') };
}

/** A curve of a few points that are means already. */
export function givenPoints(curve: { readonly at: readonly number[] } & Readonly<Record<CurveKey, readonly number[]>>) {
  const of = (key: CurveKey) => usable(curve.at.map((metaStep, i) => ({ metaStep, value: curve[key][i] ?? NaN })));
  return { heldOut: of('heldOut'), metaLoss: of('metaLoss') };
}

/** The value at a meta-step within a line's reach: that of the stretch it falls into. */
export function lossAt(points: readonly LogPoint[], metaStep: number): number | undefined {
  const first = points[0]?.metaStep ?? Infinity;
  return metaStep < first ? undefined : points.find((point) => point.metaStep >= metaStep)?.value;
}

const BUCKETS = 400;

export interface OverlaySize {
  readonly width: number;
  /** Of one panel. */
  readonly height: number;
  /** Between panels. */
  readonly gap: number;
  /** Least distance of two labels. */
  readonly labelGap: number;
}

/** Lines of the runs' losses in panels of this size. */
export function overlayOf(runs: readonly OverlaidRun[], { width, height, gap, labelGap }: OverlaySize): Overlay {
  const all = runs.flatMap(({ points }) => OVERLAID.flatMap((key) => points[key]));
  const steps = all.map(({ metaStep }) => metaStep);
  const [first, last] = steps.reduce(([a, b], step) => [Math.min(a, step), Math.max(b, step)], [Infinity, 1]);
  const span = [Math.min(first, last), last] as const;
  const x = scaleLinear(span, [0, width]);
  // Without a hint the meta-loss is the held-out loss.
  const same = runs.every(({ points: { heldOut, metaLoss } }) =>
    metaLoss.every(({ value }, i) => value === heldOut[i]?.value),
  );
  const panelOf = (key: CurveKey, place: number): OverlayPanel => {
    const lines = runs.map(({ points }) => points[key]);
    const { scale: y, ticks } = metaScale(
      lines.flatMap((points) => points.map(({ value }) => value)),
      height,
      0,
    );
    const path = line<LogPoint>(
      ({ metaStep }) => x(metaStep),
      ({ value }) => y(value),
    );
    const drawn = lines.filter((points) => points.length > 0);
    const ends = drawn.map((points) => points.at(-1) ?? { metaStep: NaN, value: NaN });
    const labelYs = spreadLabels(
      ends.map(({ value }) => y(value)),
      ...([labelGap, 0, height] as const),
    );
    const endOf = (points: readonly LogPoint[]): LineEnd => {
      const i = drawn.indexOf(points);
      const { metaStep, value } = ends[i] ?? { metaStep: NaN, value: NaN };
      return { x: x(metaStep), y: y(value), labelY: labelYs[i] ?? NaN };
    };
    return {
      ...{ key, top: place * (height + gap), yTicks: ticks.map((value) => ({ value, y: y(value) })) },
      lines: lines.map((points) =>
        points.length === 0 ? undefined : { path: path(thin(points, BUCKETS)) ?? '', end: endOf(points) },
      ),
      at: (metaStep) =>
        lines.map((points) => {
          const loss = lossAt(points, metaStep);
          return loss === undefined ? undefined : { loss, y: y(loss) };
        }),
    };
  };
  return {
    ...{ panels: (same ? OVERLAID.slice(0, 1) : OVERLAID).map(panelOf), span, xAt: x },
    xTicks: x.ticks(Math.max(2, Math.floor(width / 140))).map((value) => ({ value, x: x(value) })),
    metaStepAt: (px) => Math.round(Math.max(span[0], Math.min(span[1], x.invert(px)))),
  };
}

/** Names with commas between their parts, without the parts that all of them have; whole where one would be empty. */
export function shortNames(names: readonly string[]): readonly string[] {
  const parts = names.map((name) => name.split(', '));
  const short = parts.map((own) => own.filter((part) => !parts.every((other) => other.includes(part))).join(', '));
  return short.some((name) => name === '') ? names : short;
}

/** A name in so many letters: its last part stays, which is the seed's. */
export function cutName(name: string, letters: number): string {
  if (name.length <= letters) return name;
  const at = name.lastIndexOf(', ');
  const last = at > 0 && name.length - at < letters - 3 ? name.slice(at) : '';
  return `${name.slice(0, Math.max(1, letters - 1 - last.length))}…${last}`;
}
