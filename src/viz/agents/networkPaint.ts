// Painters of the Agents figure: (ctx, geometry, frame, theme), nothing else.

import type { AgentRef } from '../../record/moment.ts';
import { agentIndex } from './agentData.ts';
import { channelColour } from '../common/colour.ts';
import { PALETTES, type Theme } from '../common/palette.ts';
import type { NetworkFrame, UnitFrame } from './networkFrame.ts';
import {
  edgeColumnOf,
  rowY,
  unitColumnOf,
  type NetworkLayout,
  type NetworkView,
  type UnitColumn,
} from './networkLayout.ts';
import { paintOutline, paintStrip } from './paintStrip.ts';
import { paintCell, paintCurves, paintGrid, strokeCurve } from './paintWeights.ts';

type Context = CanvasRenderingContext2D;

/** Shape tells the kind of agent: disc for bias, square for activation, triangle for softmax, diamond for loss. */
function traceAgent(ctx: Context, column: UnitColumn, y: number, scale: number): void {
  const { dotX: x } = column;
  const r = column.dotRadius * scale;
  ctx.beginPath();
  if (column.group.kind === 'bias') ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (column.group.kind === 'activation')
    ctx.roundRect(x - r * 0.96, y - r * 0.96, r * 1.92, r * 1.92, r < 2 ? 0 : Math.min(2, r * 0.45));
  else {
    const size = column.group.kind === 'loss' ? Math.min(8, column.rows.pitch * 0.45) * scale : r * 1.25;
    const corners =
      column.group.kind === 'loss'
        ? [
            [0, -1],
            [1, 0],
            [0, 1],
            [-1, 0],
          ]
        : [
            [-1, 0],
            [0.8, -1],
            [0.8, 1],
          ];
    corners.forEach(([dx = 0, dy = 0], at) => {
      if (at === 0) ctx.moveTo(x + dx * size, y + dy * size);
      else ctx.lineTo(x + dx * size, y + dy * size);
    });
    ctx.closePath();
  }
}

function agentFill(column: UnitColumn, frame: UnitFrame, unit: number, theme: Theme): string {
  const { bg, ink } = PALETTES[theme];
  const fill = frame.fill?.[unit];
  if (fill === undefined) return column.group.kind === 'loss' && frame.spoken ? ink : bg;
  return channelColour(theme, frame.signed, frame.signed ? fill : 0.05 + 0.9 * fill);
}

/** One unit agent: its strip and its shape. */
function paintUnit(ctx: Context, column: UnitColumn, frame: UnitFrame, unit: number, theme: Theme): void {
  const y = rowY(column.rows, unit);
  const { ink2, ghost } = PALETTES[theme];
  const box = { x: column.x, y: y - column.stripHeight / 2, width: column.stripWidth, height: column.stripHeight };
  const { strips } = frame;
  if (frame.spoken && strips !== undefined)
    paintStrip(ctx, box, strips.data.subarray(unit * strips.columns, (unit + 1) * strips.columns), theme);
  else paintOutline(ctx, box, theme);
  traceAgent(ctx, column, y, frame.sizes?.[unit] ?? 1);
  ctx.fillStyle = agentFill(column, frame, unit, theme);
  ctx.fill();
  if (column.dotRadius < 1.6) return;
  ctx.strokeStyle = frame.spoken ? ink2 : ghost;
  ctx.lineWidth = Math.min(1.1, column.dotRadius * 0.3);
  ctx.stroke();
}

/** The whole network at one moment, without packets. */
export function paintNetwork(
  ctx: Context,
  layout: NetworkLayout,
  frame: NetworkFrame,
  view: NetworkView,
  theme: Theme,
): void {
  for (const column of layout.edges) {
    const edges = frame.edges.get(column.group.id);
    if (edges === undefined) continue;
    if (view === 'grid' && column.grid !== undefined) paintGrid(ctx, column, edges, theme);
    else paintCurves(ctx, column, edges, theme);
  }
  for (const column of layout.units) {
    const units = frame.units.get(column.group.id);
    if (units === undefined) continue;
    for (let unit = 0; unit < column.rows.count; unit++) paintUnit(ctx, column, units, unit, theme);
  }
  ctx.fillStyle = PALETTES[theme].ink;
  const { x, rows } = layout.inputs;
  for (let row = 0; row < rows.count; row++) {
    ctx.beginPath();
    ctx.arc(x, rowY(rows, row), Math.min(5, rows.pitch * 0.4), 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** One agent on its own, at full strength: what stays bright while the rest fades. */
export function paintAgent(
  ctx: Context,
  layout: NetworkLayout,
  frame: NetworkFrame,
  view: NetworkView,
  ref: AgentRef,
  theme: Theme,
): void {
  const edge = edgeColumnOf(layout, ref);
  const edges = frame.edges.get(ref.group);
  if (edge !== undefined && edges !== undefined) {
    const [i = 0, j = 0] = ref.unit;
    if (view === 'grid' && edge.grid !== undefined) paintCell(ctx, edge, edges, i, j, theme);
    else strokeCurve(ctx, edge, edges, agentIndex(edge.group, ref.unit), theme, true);
    ctx.globalAlpha = 1;
    return;
  }
  const column = unitColumnOf(layout, ref);
  const units = frame.units.get(ref.group);
  if (column !== undefined && units !== undefined) paintUnit(ctx, column, units, ref.unit[0] ?? 0, theme);
}
