// Weight agents on a canvas: curves or matrix cells.

import { channelColour } from '../common/colour.ts';
import { PALETTES, type Theme } from '../common/palette.ts';
import { gridCell, traceCurve } from './curves.ts';
import { MAX_CURVES, type EdgeFrame } from './networkFrame.ts';
import type { EdgeColumn } from './networkLayout.ts';
import { roundRect } from './paintStrip.ts';

type Context = CanvasRenderingContext2D;

/** Layers with more weights than this draw weak curves fainter. */
const MANY = 60;

/** A weight's colour, at least `least` of the way from neutral so that a thin line still shows its side. */
export function edgeTint(frame: EdgeFrame, index: number, theme: Theme, least: number): string {
  const value = frame.values?.[index] ?? 0;
  const t = Math.min(1, Math.abs(value) / frame.limit) || 0;
  const share = least + (1 - least) * t;
  return channelColour(theme, frame.signed, frame.signed ? Math.sign(value) * share : share);
}

function curveStyle(
  frame: EdgeFrame,
  index: number,
  count: number,
  theme: Theme,
): { colour: string; opacity: number; width: number } {
  const many = count > MANY;
  if (!frame.shown) return { colour: PALETTES[theme].line2, opacity: many ? 0.35 : 0.9, width: many ? 0.5 : 0.9 };
  const value = frame.values?.[index] ?? 0;
  const strength = Math.min(1, Math.abs(value) / frame.limit) || 0;
  // A size of its own takes over width and ink, and leaves the colour its whole range.
  const t = frame.sizes?.[index] ?? strength;
  const colour = edgeTint(frame, index, theme, 0.25);
  const { ink } = frame;
  return many
    ? { colour, opacity: ink * (0.1 + 0.8 * t ** 2.1), width: 0.6 + 1.5 * ink * t * t }
    : { colour, opacity: 0.35 + 0.65 * t, width: 0.9 + (frame.sizes === undefined ? 1.7 : 3.4) * t };
}

/** One weight's curve; `opaque` where it stands out from the faded rest. */
export function strokeCurve(
  ctx: Context,
  column: EdgeColumn,
  frame: EdgeFrame,
  index: number,
  theme: Theme,
  opaque = false,
): void {
  const { inputs, outputs } = column.group;
  const style = curveStyle(frame, index, inputs * outputs, theme);
  ctx.globalAlpha = opaque ? 1 : style.opacity;
  ctx.strokeStyle = style.colour;
  ctx.lineWidth = opaque ? Math.max(1.4, style.width) : style.width;
  ctx.beginPath();
  traceCurve(ctx, column, Math.floor(index / outputs), index % outputs);
  ctx.stroke();
}

/** Weight agents as curves, the strongest on top. */
export function paintCurves(ctx: Context, column: EdgeColumn, frame: EdgeFrame, theme: Theme): void {
  const { order } = frame;
  const count = order.length > 0 ? order.length : column.group.inputs * column.group.outputs;
  for (let k = Math.max(0, count - MAX_CURVES); k < count; k++) strokeCurve(ctx, column, frame, order[k] ?? k, theme);
  ctx.globalAlpha = 1;
}

/** One weight's cell. */
export function paintCell(
  ctx: Context,
  column: EdgeColumn,
  frame: EdgeFrame,
  i: number,
  j: number,
  theme: Theme,
): void {
  const cell = gridCell(column, i, j);
  if (cell === undefined) return;
  const gap = Math.min(cell.width, cell.height) < 4 ? 0 : 1;
  const index = i * column.group.outputs + j;
  const value = frame.values?.[index];
  // Areas stand for the size; the smallest cell can still be seen.
  const share = frame.sizes === undefined ? 1 : Math.max(0.25, Math.sqrt(frame.sizes[index] ?? 0));
  const [w, h] = [(cell.width - gap) * share, (cell.height - gap) * share];
  const [x, y] = [cell.x + (cell.width - w) / 2, cell.y + (cell.height - h) / 2];
  if (frame.shown && value !== undefined) {
    ctx.fillStyle = channelColour(theme, frame.signed, value / frame.limit);
    roundRect(ctx, x, y, w, h, gap === 0 ? 0 : 1.5);
    ctx.fill();
  } else if (gap > 0) {
    ctx.strokeStyle = PALETTES[theme].line2;
    ctx.lineWidth = 0.6;
    roundRect(ctx, x, y, w, h, 1.5);
    ctx.stroke();
  }
}

/** A frame around one weight's cell, which may be as pale as the ground. */
export function outlineCell(ctx: Context, column: EdgeColumn, [i = 0, j = 0]: readonly number[], theme: Theme): void {
  const cell = gridCell(column, i, j);
  if (cell === undefined) return;
  ctx.strokeStyle = PALETTES[theme].ink;
  ctx.lineWidth = 1.2;
  ctx.strokeRect(cell.x, cell.y, cell.width, cell.height);
}

/** Weight agents as matrix cells: rows are inputs, columns outputs. */
export function paintGrid(ctx: Context, column: EdgeColumn, frame: EdgeFrame, theme: Theme): void {
  const { inputs, outputs } = column.group;
  for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) paintCell(ctx, column, frame, i, j, theme);
  if (frame.shown || column.grid === undefined) return;
  const [first, last] = [gridCell(column, 0, 0), gridCell(column, inputs - 1, outputs - 1)];
  if (first === undefined || last === undefined) return;
  ctx.strokeStyle = PALETTES[theme].line2;
  ctx.lineWidth = 1;
  ctx.strokeRect(first.x, first.y, last.x + last.width - first.x, last.y + last.height - first.y);
}
