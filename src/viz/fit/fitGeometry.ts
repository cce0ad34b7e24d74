// Scales and paths of the Fit figure, its loss chart and the timeline's thumbnails.

import { scaleLinear, scaleLog, type ScaleLinear, type ScaleLogarithmic } from 'd3-scale';
import { line } from 'd3-shape';
import type { EpisodeRecord, Section } from '../../record/episode.ts';
import { read } from '../../record/sections.ts';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Sample {
  readonly x: number;
  readonly y: number;
  /** What the network said before the update. */
  readonly prediction: number;
}

export interface FitScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

const first = (data: Float32Array, columns: number): number[] =>
  Array.from({ length: data.length / columns }, (_, row) => data[row * columns]!);

/** First column of a section, or undefined where the record lacks it. */
function firstColumn(section: Section | undefined): number[] | undefined {
  return section === undefined ? undefined : first(section.data, section.shape[1] ?? 1);
}

/** Grid of the one-input fit: x, target and the prediction after `step` inner steps. */
export function gridOf(record: EpisodeRecord): { readonly x: number[]; readonly target: number[] } {
  const input = read.gridInput(record);
  const target = read.gridTarget(record);
  return { x: first(input.data, input.shape[1] ?? 1), target: first(target.data, target.shape[1] ?? 1) };
}

export function predictionAfter(record: EpisodeRecord, step: number): number[] | undefined {
  return firstColumn(read.gridPrediction(record, step));
}

/** The batch of `step`; empty where the record lacks it. */
export function batchOf(record: EpisodeRecord, step: number): Sample[] {
  const x = firstColumn(read.batch(record, step, 'input')) ?? [];
  const y = firstColumn(read.batch(record, step, 'target')) ?? [];
  const prediction = firstColumn(read.batch(record, step, 'prediction')) ?? [];
  return x.map((at, b) => ({ x: at, y: y[b] ?? NaN, prediction: prediction[b] ?? NaN }));
}

/** Inner steps the record holds: one less than its held-out losses. */
export function stepsOf(record: EpisodeRecord): number {
  return read.heldOutLoss(record).data.length - 1;
}

/** Height of the axis over that of the target. */
const ROOM = 1.36;

const largest = (values: readonly number[]): number =>
  values.reduce((top, v) => (Number.isFinite(v) ? Math.max(top, Math.abs(v)) : top), 0);

/** Greatest height of the support points that lie off the target, which a hand set or noise moved. */
function largestSupport(record: EpisodeRecord): number {
  const { support, noise = 0 } = record.header.probe;
  if (support === undefined && noise === 0) return 0;
  return largest(Array.from({ length: stepsOf(record) }, (_, s) => batchOf(record, s + 1).map(({ y }) => y)).flat());
}

/**
 * Half the height of the y axis. Tasks of a spec share it, so that amplitudes can be compared, but small ones are drawn
 * at twice or four times the scale; wild predictions widen it up to a point.
 */
export function yLimit(record: EpisodeRecord): number {
  const needed = ROOM * Math.max(largest(gridOf(record).target), largestSupport(record));
  let base = Math.max(ROOM * record.header.spec.task.amplitude[1], needed, 1e-3);
  for (let halving = 0; halving < 2 && needed <= base / 2; halving++) base /= 2;
  let widest = 0;
  for (let step = 0; step <= stepsOf(record); step++)
    widest = Math.max(widest, largest(predictionAfter(record, step) ?? []));
  return Math.max(base, Math.min(1.08 * widest, 1.8 * base));
}

export function fitScales(record: EpisodeRecord, box: Box): FitScales {
  const { x } = gridOf(record);
  const limit = yLimit(record);
  return {
    x: scaleLinear([x[0] ?? -1, x.at(-1) ?? 1], [box.left, box.right]),
    y: scaleLinear([-limit, limit], [box.bottom, box.top]),
  };
}

/** SVG path of values over the grid; breaks where a value is not finite. */
export function fitPath(x: readonly number[], y: readonly number[], scales: FitScales): string {
  const far = 4 * Math.abs(scales.y.domain()[1] ?? 1);
  const path = line<number>()
    .defined((_, k) => Number.isFinite(y[k]))
    .x((at) => scales.x(at))
    .y((_, k) => scales.y(Math.max(-far, Math.min(far, y[k] ?? 0))))
    .digits(1);
  return path(x) ?? '';
}

/** Whether a prediction leaves the frame. */
export function leavesFrame(prediction: readonly number[], scales: FitScales): boolean {
  const limit = scales.y.domain()[1] ?? Infinity;
  return prediction.some((v) => !(Math.abs(v) <= limit));
}

/** A log axis over all finite, positive values, at least one decade tall, ending at powers of ten. */
export function logScale(
  values: readonly number[],
  low: number,
  high: number,
): { readonly scale: ScaleLogarithmic<number, number>; readonly ticks: readonly number[] } {
  const usable = values.filter((v) => Number.isFinite(v) && v > 0);
  const bottom = Math.floor(Math.log10(usable.length > 0 ? Math.min(...usable) : 0.001) + 1e-9);
  const top = Math.max(bottom + 1, Math.ceil(Math.log10(usable.length > 0 ? Math.max(...usable) : 1) - 1e-9));
  const every = Math.ceil((top - bottom) / 5);
  const ticks: number[] = [];
  for (let exponent = top; exponent >= bottom; exponent -= every) ticks.unshift(Number(`1e${exponent}`));
  return { scale: scaleLog([10 ** bottom, 10 ** top], [low, high]).clamp(true), ticks };
}

/** At most `most` of the numbers 0..last, both ends among them, for the ticks of a step axis. */
export function stepTicks(last: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(last / Math.max(1, most - 1)));
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, k) => k * every);
  if (ticks.at(-1) !== last) {
    if (last - (ticks.at(-1) ?? 0) < every / 2) ticks.pop();
    ticks.push(last);
  }
  return ticks;
}
