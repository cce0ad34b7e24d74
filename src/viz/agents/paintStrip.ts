// Messages as strips of cells, on a canvas.

import { divergingColour } from '../common/colour.ts';
import { PALETTES, type Theme } from '../common/palette.ts';

type Context = CanvasRenderingContext2D;

/** Start a path along a rectangle with rounded corners. */
export function roundRect(ctx: Context, x: number, y: number, width: number, height: number, radius: number): void {
  ctx.beginPath();
  if (radius > 0) ctx.roundRect(x, y, width, height, Math.min(radius, width / 2, height / 2));
  else ctx.rect(x, y, width, height);
}

export interface StripBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A message as cells in a row, on a background margin that keeps it clear of lines. */
export function paintStrip(ctx: Context, box: StripBox, message: Float32Array, theme: Theme): void {
  const cell = box.width / message.length;
  const margin = box.height < 3 ? 0 : 0.75;
  ctx.fillStyle = PALETTES[theme].bg;
  roundRect(ctx, box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin, 2.4);
  ctx.fill();
  for (let c = 0; c < message.length; c++) {
    ctx.fillStyle = divergingColour(theme, message[c]!);
    ctx.fillRect(box.x + c * cell, box.y, cell + 0.15, box.height);
  }
}

/** The place of a message that has not been said yet. */
export function paintOutline(ctx: Context, box: StripBox, theme: Theme): void {
  ctx.fillStyle = PALETTES[theme].bg;
  ctx.strokeStyle = PALETTES[theme].line2;
  ctx.lineWidth = 1;
  if (box.height < 4) {
    ctx.strokeRect(box.x + 0.5, box.y + box.height / 2, box.width - 1, 0.01);
    return;
  }
  roundRect(ctx, box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1, 2);
  ctx.fill();
  ctx.stroke();
}
