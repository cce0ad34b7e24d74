// Messages on their way from a layer's weights to the agents before it.

import { PALETTES, type Theme } from '../common/palette.ts';
import { curveParameter, curvePoint } from './curves.ts';
import type { NetworkFrame } from './networkFrame.ts';
import { rowY, type NetworkLayout, type NetworkView } from './networkLayout.ts';
import { paintStrip, roundRect } from './paintStrip.ts';

type Context = CanvasRenderingContext2D;

const PACKET_WIDTH = 28;
const PACKET_HEIGHT = 7;
/** Rows closer than this leave no room for packets. */
const PACKET_ROOM = 10;
/** Gap between a receiver and its packet at rest, arrow included. */
const PACKET_REST = 13;

/** Messages on their way left: `progress` 0 at the speaking side, 1 where the receivers are. */
export function paintPackets(
  ctx: Context,
  layout: NetworkLayout,
  frame: NetworkFrame,
  view: NetworkView,
  progress: number,
  theme: Theme,
): void {
  for (const column of layout.edges) {
    const edges = frame.edges.get(column.group.id);
    if (
      edges?.packets === undefined ||
      column.from.pitch < PACKET_ROOM ||
      (view === 'grid' && column.grid !== undefined)
    )
      continue;
    const width = Math.min(PACKET_WIDTH, (column.x1 - column.x0) * 0.35);
    const rest = curveParameter(column, column.x0 + width / 2 + PACKET_REST);
    for (let i = 0; i < column.group.inputs; i++) {
      const at = curvePoint(column, i, edges.lead[i] ?? 0, (1 - progress) * 0.92 + progress * rest);
      // At rest the strip stands on its receiver's row; on the way it rides the strongest curve.
      const y = at.y + (rowY(column.from, i) - at.y) * progress ** 6;
      paintPacket(
        ctx,
        at.x,
        y,
        width,
        edges.packets.data.subarray(i * edges.packets.columns, (i + 1) * edges.packets.columns),
        theme,
      );
    }
  }
}

function paintPacket(ctx: Context, x: number, y: number, width: number, message: Float32Array, theme: Theme): void {
  const { bg, ink2 } = PALETTES[theme];
  const left = x - width / 2;
  ctx.fillStyle = bg;
  roundRect(ctx, left - 8.5, y - PACKET_HEIGHT / 2 - 1.6, width + 10, PACKET_HEIGHT + 3.2, 3);
  ctx.fill();
  paintStrip(ctx, { x: left, y: y - PACKET_HEIGHT / 2, width, height: PACKET_HEIGHT }, message, theme);
  ctx.strokeStyle = ink2;
  ctx.lineWidth = 1.3;
  ctx.beginPath();
  ctx.moveTo(left - 3, y - 3.2);
  ctx.lineTo(left - 6, y);
  ctx.lineTo(left - 3, y + 3.2);
  ctx.stroke();
}
