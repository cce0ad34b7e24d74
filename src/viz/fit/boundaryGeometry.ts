// The decision boundary of a two-input classifier: the line on which its two outputs are equal.

import { familyOf } from '../../tasks/families.ts';
import { contours } from 'd3-contour';
import { scaleLinear } from 'd3-scale';
import type { EpisodeRecord } from '../../record/episode.ts';
import { stepsOf, type Box, type FitScales } from './fitGeometry.ts';
import { read } from '../../record/sections.ts';

/** A support point with its class, 0 below and 1 above, and the class the network named before the update. */
export interface ClassPoint {
  readonly x: number;
  readonly y: number;
  readonly above: boolean;
  readonly right: boolean;
}

/** Columns and rows of the grid the record holds, row by row from the lowest y. */
function planeOf(record: EpisodeRecord): { readonly columns: number; readonly rows: number } {
  const { data } = read.gridInput(record);
  const points = data.length / 2;
  let columns = 1;
  while (columns < points && data[2 * columns + 1] === data[1]) columns++;
  return { columns, rows: points / columns };
}

/** Scales of the plane: the record's grid fills the box. */
export function planeScales(record: EpisodeRecord, box: Box): FitScales {
  const { data } = read.gridInput(record);
  const [x0 = -1, y0 = -1] = data.subarray(0, 2);
  const [x1 = 1, y1 = 1] = data.subarray(-2);
  return { x: scaleLinear([x0, x1], [box.left, box.right]), y: scaleLinear([y0, y1], [box.bottom, box.top]) };
}

/**
 * SVG path of a class field's border at one half. Closed areas are those above.
 *
 * @param outputs [G * 2] on the record's grid: of a prediction, or of the target.
 */
export function classPath(record: EpisodeRecord, outputs: Float32Array | undefined, scales: FitScales): string {
  if (outputs === undefined) return '';
  const { columns, rows } = planeOf(record);
  const above = Array.from({ length: columns * rows }, (_, i) => outputs[2 * i + 1] ?? 0);
  const { coordinates } = contours().size([columns, rows]).contour(above, 0.5);
  const [x0 = 0, x1 = 1] = scales.x.range();
  const [y0 = 0, y1 = 1] = scales.y.range();
  // d3 counts from cell edges: the value of cell i stands at i + 1/2.
  const across = (i: number) => x0 + ((x1 - x0) * Math.min(Math.max(i - 0.5, 0), columns - 1)) / (columns - 1);
  const up = (j: number) => y0 + ((y1 - y0) * Math.min(Math.max(j - 0.5, 0), rows - 1)) / (rows - 1);
  const ring = (points: readonly number[][]) =>
    `M${points.map(([i = 0, j = 0]) => `${across(i).toFixed(1)},${up(j).toFixed(1)}`).join('L')}Z`;
  return coordinates.flatMap((polygon) => polygon.map(ring)).join('');
}

/** The batch of `step`; empty where the record lacks it. */
export function classBatch(record: EpisodeRecord, step: number): ClassPoint[] {
  const [input, target, prediction] = (['input', 'target', 'prediction'] as const).map(
    (part) => read.batch(record, step, part)?.data,
  );
  if (input === undefined || target === undefined || prediction === undefined) return [];
  const above = (outputs: Float32Array, i: number) => (outputs[i + 1] ?? 0) > (outputs[i] ?? 0);
  return Array.from({ length: input.length / 2 }, (_, b) => ({
    x: input[2 * b] ?? NaN,
    y: input[2 * b + 1] ?? NaN,
    above: above(target, 2 * b),
    right: above(target, 2 * b) === above(prediction, 2 * b),
  }));
}

/** Outputs on the grid after `step` inner steps. */
export function classesAfter(record: EpisodeRecord, step: number): Float32Array | undefined {
  return read.gridPrediction(record, step)?.data;
}

/** Share of the grid named right after 0..K inner steps; undefined for a task without classes. */
export function accuraciesOf(record: EpisodeRecord): readonly number[] | undefined {
  if (!familyOf(record.header.spec.task).classes) return undefined;
  return Array.from({ length: stepsOf(record) + 1 }, (_, step) => accuracyOf(record, classesAfter(record, step)));
}

/** Share of the grid's points whose class a prediction [G * 2] names right. */
export function accuracyOf(record: EpisodeRecord, prediction: Float32Array | undefined): number {
  const target = read.gridTarget(record).data;
  if (prediction === undefined) return NaN;
  let right = 0;
  for (let i = 0; i < target.length; i += 2) {
    const named = (prediction[i + 1] ?? 0) > (prediction[i] ?? 0);
    if (named === (target[i + 1] ?? 0) > (target[i] ?? 0)) right++;
  }
  return right / (target.length / 2);
}
