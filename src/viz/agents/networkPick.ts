// Which agent is under the pointer, and which stands next to another.

import type { AgentRef } from '../../record/moment.ts';
import { cellAt, curveDistance, curveParameter } from './curves.ts';
import type { NetworkFrame } from './networkFrame.ts';
import {
  rowY,
  type EdgeColumn,
  type NetworkLayout,
  type NetworkView,
  type Rows,
  type UnitColumn,
} from './networkLayout.ts';

/** How far from a curve a click still counts, in CSS pixels. */
const PICK_TOLERANCE = 6;

function nearestRow(rows: Rows, y: number): number | undefined {
  const row = Math.round((y - rows.first) / rows.pitch);
  const inside = row >= 0 && row < rows.count && Math.abs(rowY(rows, row) - y) <= Math.max(12, rows.pitch / 2);
  return inside ? row : undefined;
}

function pickUnit(column: UnitColumn, x: number, y: number): AgentRef | undefined {
  if (x < column.x - 2 || x > column.right + 3) return undefined;
  const row = nearestRow(column.rows, y);
  return row === undefined ? undefined : { group: column.group.id, unit: [row] };
}

/** The nearest curve within the tolerance; among close ones the stronger, drawn on top, wins. */
function pickCurve(
  column: EdgeColumn,
  x: number,
  y: number,
  strength: (index: number) => number,
): AgentRef | undefined {
  if (x < column.x0 - 2 || x > column.x1 + 2) return undefined;
  const t = curveParameter(column, x);
  const { inputs, outputs } = column.group;
  let best: AgentRef | undefined;
  let bestScore = Infinity;
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) {
      const distance = curveDistance(column, i, j, t, y);
      if (distance > PICK_TOLERANCE) continue;
      const score = distance - 1.5 * strength(i * outputs + j);
      if (score >= bestScore) continue;
      bestScore = score;
      best = { group: column.group.id, unit: [i, j] };
    }
  }
  return best;
}

/** The agent at (x, y), if any. */
export function pickAgent(
  layout: NetworkLayout,
  frame: NetworkFrame,
  view: NetworkView,
  x: number,
  y: number,
): AgentRef | undefined {
  for (const column of layout.units) {
    const unit = pickUnit(column, x, y);
    if (unit !== undefined) return unit;
  }
  for (const column of layout.edges) {
    if (view === 'grid' && column.grid !== undefined) {
      const cell = cellAt(column, x, y);
      if (cell !== undefined) return { group: column.group.id, unit: cell };
      continue;
    }
    const edges = frame.edges.get(column.group.id);
    const strength = (index: number): number =>
      edges?.shown === true ? Math.min(1, Math.abs(edges.values?.[index] ?? 0) / edges.limit) : 0;
    const curve = pickCurve(column, x, y, strength);
    if (curve !== undefined) return curve;
  }
  return undefined;
}

/** Captions stand in this band above the rows. */
export const CAPTIONS = { top: 18, bottom: 56 } as const;

/** The group whose caption is at (x, y), if any. */
export function pickGroup(layout: NetworkLayout, x: number, y: number): string | undefined {
  if (y < CAPTIONS.top || y > CAPTIONS.bottom) return undefined;
  const unit = layout.units.find((column) => x >= column.x - 2 && x <= column.right + 3);
  return (unit ?? layout.edges.find((column) => x >= column.x0 && x <= column.x1))?.group.id;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const clamp = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
/** The row of a column with `to` rows that stands level with `row` of one with `from` rows. */
const level = (row: number, from: number, to: number): number =>
  from < 2 ? Math.floor((to - 1) / 2) : Math.round((row / (from - 1)) * (to - 1));

/** The columns of the figure from left to right, weights included. */
function columnsOf(layout: NetworkLayout): readonly (UnitColumn | EdgeColumn)[] {
  const left = (column: UnitColumn | EdgeColumn): number => ('x0' in column ? column.x0 : column.x);
  return [...layout.units, ...layout.edges].sort((a, b) => left(a) - left(b));
}

/**
 * One step with an arrow key. Up and down walk along a column (for weights: along the inputs, with `other` along the
 * outputs); left and right go to the neighbouring column on the same level.
 */
export function neighbourAgent(layout: NetworkLayout, ref: AgentRef, direction: Direction, other: boolean): AgentRef {
  const columns = columnsOf(layout);
  const at = columns.findIndex((column) => column.group.id === ref.group);
  const column = columns[at];
  if (column === undefined) return ref;
  const { group } = column;
  const [first = 0, second = 0] = ref.unit;
  const by = direction === 'up' || direction === 'left' ? -1 : 1;
  if (direction === 'up' || direction === 'down') {
    if (group.kind !== 'weight') return { group: group.id, unit: [clamp(first + by, group.outputs)] };
    // A single input or output leaves only the other side to walk along.
    const outputs = group.inputs === 1 || (other && group.outputs > 1);
    return {
      group: group.id,
      unit: outputs ? [first, clamp(second + by, group.outputs)] : [clamp(first + by, group.inputs), second],
    };
  }
  const next = columns[at + by]?.group;
  if (next === undefined) return ref;
  if (group.kind === 'weight') return { group: next.id, unit: [by < 0 ? first : second] };
  if (next.kind !== 'weight') return { group: next.id, unit: [clamp(first, next.outputs)] };
  const unit =
    by < 0 ? [level(first, group.outputs, next.inputs), first] : [first, level(first, group.outputs, next.outputs)];
  return { group: next.id, unit };
}
