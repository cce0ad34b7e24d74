// Weight agents as curves and cells: one Bézier with level ends per weight.

import type { EdgeColumn } from './networkLayout.ts';
import { rowY } from './networkLayout.ts';

/** Control points stand this share of the width from the ends. */
const BEND = 0.42;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Cell extends Point {
  readonly width: number;
  readonly height: number;
}

const cubic = (a: number, b: number, c: number, d: number, t: number): number => {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
};

/** Share of the height climbed at `t`: the ends are level. */
const climb = (t: number): number => t * t * (3 - 2 * t);

/** The point a share `t` along the curve of weight (i, j), from its input to its output. */
export function curvePoint(column: EdgeColumn, i: number, j: number, t: number): Point {
  const { x0, x1 } = column;
  const bend = (x1 - x0) * BEND;
  const [ya, yb] = [rowY(column.from, i), rowY(column.to, j)];
  return { x: cubic(x0, x0 + bend, x1 - bend, x1, t), y: ya + (yb - ya) * climb(t) };
}

/** The parameter at which every curve of the column passes `x`: they share their control points' x. */
export function curveParameter(column: EdgeColumn, x: number): number {
  const { x0, x1 } = column;
  const bend = (x1 - x0) * BEND;
  let [low, high] = [0, 1];
  for (let k = 0; k < 24; k++) {
    const middle = (low + high) / 2;
    if (cubic(x0, x0 + bend, x1 - bend, x1, middle) < x) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Height of curve (i, j) at parameter `t` and how far `y` is from it, measured across the curve. */
export function curveDistance(column: EdgeColumn, i: number, j: number, t: number, y: number): number {
  const { x0, x1 } = column;
  const rise = rowY(column.to, j) - rowY(column.from, i);
  const s = 1 - t;
  const dx = 3 * (x1 - x0) * (s * s * BEND + 2 * s * t * (1 - 2 * BEND) + t * t * BEND);
  const dy = 6 * rise * t * s;
  const slope = dx === 0 ? 0 : dy / dx;
  return Math.abs(y - (rowY(column.from, i) + rise * climb(t))) / Math.sqrt(1 + slope * slope);
}

/** SVG path of one weight. */
export function curvePath(column: EdgeColumn, i: number, j: number): string {
  const { x0, x1 } = column;
  const bend = (x1 - x0) * BEND;
  const [ya, yb] = [rowY(column.from, i).toFixed(1), rowY(column.to, j).toFixed(1)];
  return `M${x0.toFixed(1)} ${ya}C${(x0 + bend).toFixed(1)} ${ya} ${(x1 - bend).toFixed(1)} ${yb} ${x1.toFixed(1)} ${yb}`;
}

/** Trace one weight on a canvas path. */
export function traceCurve(ctx: CanvasRenderingContext2D, column: EdgeColumn, i: number, j: number): void {
  const { x0, x1 } = column;
  const bend = (x1 - x0) * BEND;
  const [ya, yb] = [rowY(column.from, i), rowY(column.to, j)];
  ctx.moveTo(x0, ya);
  ctx.bezierCurveTo(x0 + bend, ya, x1 - bend, yb, x1, yb);
}

/** Cell of weight (i, j) in the grid view; undefined where the column has no grid. */
export function gridCell(column: EdgeColumn, i: number, j: number): Cell | undefined {
  const { grid, from, group } = column;
  if (grid === undefined) return undefined;
  const width = grid.width / group.outputs;
  return { x: grid.x + j * width, y: rowY(from, i) - from.pitch / 2, width, height: from.pitch };
}

/** The weight whose cell holds the point. */
export function cellAt(column: EdgeColumn, x: number, y: number): readonly [number, number] | undefined {
  const { grid, from, group } = column;
  if (grid === undefined) return undefined;
  const j = Math.floor(((x - grid.x) / grid.width) * group.outputs);
  const i = Math.round((y - from.first) / from.pitch);
  return i >= 0 && i < group.inputs && j >= 0 && j < group.outputs ? [i, j] : undefined;
}
