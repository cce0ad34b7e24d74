// Zoom and pan of a figure: the arithmetic of d3-zoom's transform, without a document.

import type { Point } from './curves.ts';
import type { NetworkLayout, Rows, UnitColumn } from './networkLayout.ts';

/** A drawing's point p stands at k p + (x, y) on screen. */
export interface Zoom {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Zoom = { k: 1, x: 0, y: 0 };
export const MOST_ZOOM = 8;

export const toScreen = ({ k, x, y }: Zoom, at: Point): Point => ({ x: k * at.x + x, y: k * at.y + y });
export const toDrawing = ({ k, x, y }: Zoom, at: Point): Point => ({ x: (at.x - x) / k, y: (at.y - y) / k });

/** The pan in drawing units that brings a point into a view of `width` x `height`, `margin` screen pixels from its edge. */
export function panInto(zoom: Zoom, at: Point, width: number, height: number, margin: number): Point {
  const { x, y } = toScreen(zoom, at);
  const by = (v: number, size: number): number => Math.max(0, margin - v) - Math.max(0, v - (size - margin));
  return { x: by(x, width) / zoom.k, y: by(y, height) / zoom.k };
}

const MOST_DOT = 14;
const MOST_STRIP = 28;

function zoomedUnits(column: UnitColumn, zoom: Zoom): UnitColumn {
  const { k } = zoom;
  const x = (at: number): number => k * at + zoom.x;
  return {
    ...column,
    rows: zoomedRows(column.rows, zoom),
    x: x(column.x),
    dotX: x(column.dotX),
    right: x(column.right),
    stripWidth: k * column.stripWidth,
    stripHeight: Math.min(Math.max(MOST_STRIP, column.stripHeight), k * column.stripHeight),
    dotRadius: Math.min(Math.max(MOST_DOT, column.dotRadius), k * column.dotRadius),
  };
}

const zoomedRows = (rows: Rows, { k, y }: Zoom): Rows => ({
  ...rows,
  first: k * rows.first + y,
  pitch: k * rows.pitch,
});

/**
 * The same columns and rows where they stand on screen: everything that draws or picks on a layout works zoomed without
 * knowing. Lines and words keep their size; a block's span is what can be seen of it, so that its title can be read.
 */
export function zoomedLayout(layout: NetworkLayout, zoom: Zoom): NetworkLayout {
  if (zoom.k === 1 && zoom.x === 0 && zoom.y === 0) return layout;
  const x = (at: number): number => zoom.k * at + zoom.x;
  const seen = (at: number): number => Math.min(layout.width, Math.max(0, x(at)));
  return {
    ...layout,
    inputs: { x: x(layout.inputs.x), rows: zoomedRows(layout.inputs.rows, zoom) },
    units: layout.units.map((column) => zoomedUnits(column, zoom)),
    edges: layout.edges.map((column) => ({
      ...column,
      from: zoomedRows(column.from, zoom),
      to: zoomedRows(column.to, zoom),
      x0: x(column.x0),
      x1: x(column.x1),
      grid: column.grid && { x: x(column.grid.x), width: zoom.k * column.grid.width },
    })),
    blocks: layout.blocks.map((span) => ({ ...span, x0: seen(span.x0), x1: seen(span.x1) })),
  };
}
