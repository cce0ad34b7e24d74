// Where a lesion map draws what it silenced, in the layout of the Agents figure.

import { rowY, type EdgeColumn, type NetworkLayout, type Rows, type UnitColumn } from '../agents/networkLayout.ts';
import type { LesionCell } from './lesionModel.ts';

export interface LesionBox {
  readonly cell: LesionCell;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Baseline of its number, where that stands above it; undefined where it stands in it. */
  readonly head: number | undefined;
  /** Of weights: what is drawn instead of the box. */
  readonly band: EdgeColumn | undefined;
}

/** Above the columns. */
const HEAD = 46;
/** A box this narrow holds no number. */
const NARROW = 46;
const GAP = 1.5;
const HALF_DOT = 5;

const span = (rows: Rows): readonly [top: number, bottom: number] => {
  const half = Math.min(HALF_DOT, rows.pitch / 2);
  return [rowY(rows, 0) - half, rowY(rows, rows.count - 1) + half];
};

/** The area that the weights between two columns of rows fill. */
export function bandPath({ x0, x1, from, to }: Pick<EdgeColumn, 'x0' | 'x1' | 'from' | 'to'>): string {
  const [[top0, bottom0], [top1, bottom1]] = [span(from), span(to)];
  const middle = (x0 + x1) / 2;
  return `M${x0} ${top0}C${middle} ${top0} ${middle} ${top1} ${x1} ${top1}V${bottom1}C${middle} ${bottom1} ${middle} ${bottom0} ${x0} ${bottom0}Z`;
}

/** From the strips of a layer's biases to the end of what stands between them and its listeners. */
function unitsOf(
  { units }: NetworkLayout,
  bias: string,
): { readonly column: UnitColumn; readonly right: number } | undefined {
  const at = units.findIndex(({ group }) => group.id === bias);
  const [column, next] = [units[at], units[at + 1]];
  if (column === undefined) return undefined;
  const follows = next?.group.kind === 'activation' || next?.group.kind === 'softmax';
  return { column, right: follows ? next.right : column.right };
}

function unitBox(layout: NetworkLayout, cell: LesionCell): LesionBox[] {
  const found = unitsOf(layout, `${cell.lesion.of}.bias`);
  if (found === undefined) return [];
  const { column, right } = found;
  const width = Math.max(NARROW, right - column.x);
  const height = Math.min(18, column.rows.pitch - GAP);
  const y = rowY(column.rows, Number(cell.lesion.at.split(':')[1])) - height / 2;
  return [{ cell, x: right - width, y, width, height, head: undefined, band: undefined }];
}

function groupBox(layout: NetworkLayout, cell: LesionCell): LesionBox[] {
  const band = layout.edges.find(({ group }) => group.id === cell.lesion.of);
  const column = layout.units.find(({ group }) => group.id === cell.lesion.of);
  const rows = band === undefined ? column?.rows : undefined;
  if (band !== undefined) return [{ cell, x: band.x0, width: band.x1 - band.x0, y: 0, height: 0, head: HEAD, band }];
  if (column === undefined || rows === undefined) return [];
  const [top, bottom] = span(rows);
  const width = column.right - column.x;
  return [{ cell, x: column.x, y: top, width, height: bottom - top, head: HEAD, band: undefined }];
}

export type Way = 'left' | 'right' | 'up' | 'down';

const AXES: Readonly<Record<Way, (dx: number, dy: number) => readonly [along: number, across: number]>> = {
  left: (dx, dy) => [-dx, dy],
  right: (dx, dy) => [dx, dy],
  up: (dx, dy) => [-dy, dx],
  down: (dx, dy) => [dy, dx],
};

/** Where a box is: a band stands halfway up. */
function centreOf({ x, y, width, height, band }: LesionBox): readonly [x: number, y: number] {
  const middle = band === undefined ? y + height / 2 : (band.from.first + rowY(band.from, band.from.count - 1)) / 2;
  return [x + width / 2, middle];
}

/** The nearest box that way, what stands straight that way before what stands aslant; the same where there is none. */
export function nextBox(boxes: readonly LesionBox[], at: number, way: Way): number {
  const from = boxes[at];
  if (from === undefined) return at;
  const [x, y] = centreOf(from);
  let [best, least] = [at, Infinity];
  boxes.forEach((box, i) => {
    const [otherX, otherY] = centreOf(box);
    const [along, across] = AXES[way](otherX - x, otherY - y);
    const far = along + 3 * Math.abs(across);
    if (along > 1 && far < least) [best, least] = [i, far];
  });
  return best;
}

/** A box for every cell that has a place in the network. */
export function lesionBoxes(layout: NetworkLayout, cells: readonly LesionCell[]): readonly LesionBox[] {
  return cells.flatMap((cell) => (cell.lesion.at.startsWith('u') ? unitBox(layout, cell) : groupBox(layout, cell)));
}
