// The path from the loss to an agent as lines on the Agents figure.

import type { AgentRef } from '../../record/moment.ts';
import { curvePath, gridCell, type Point } from './curves.ts';
import {
  edgeColumnOf,
  rowY,
  unitColumnOf,
  type EdgeColumn,
  type NetworkLayout,
  type NetworkView,
} from './networkLayout.ts';

export interface PathStrokes {
  /** SVG path data. */
  readonly lines: readonly string[];
  /** Tips of arrow heads that point left. */
  readonly heads: readonly Point[];
}

/** Along a matrix the way turns at the cell: from its output's row to the cell's column, then along its input's row. */
function throughCell(column: EdgeColumn, i: number, j: number): string | undefined {
  const cell = gridCell(column, i, j);
  if (cell === undefined) return undefined;
  const x = cell.x + cell.width / 2;
  return `M${column.x1} ${rowY(column.to, j)}H${x}V${rowY(column.from, i)}H${column.x0}`;
}

/** Lines of a path in the order of its agents: a weight's curve, a unit's strip and shape. */
export function pathStrokes(layout: NetworkLayout, view: NetworkView, path: readonly AgentRef[]): PathStrokes {
  const lines: string[] = [];
  const heads: Point[] = [];
  for (const ref of path) {
    const [i = 0, j = 0] = ref.unit;
    const edge = edgeColumnOf(layout, ref);
    if (edge !== undefined) {
      lines.push((view === 'grid' ? throughCell(edge, i, j) : undefined) ?? curvePath(edge, i, j));
      heads.push({ x: edge.x0, y: rowY(edge.from, i) });
      continue;
    }
    const unit = unitColumnOf(layout, ref);
    if (unit === undefined) continue;
    // Level with its row, from its own shape to the shape or the curves on its left.
    const y = rowY(unit.rows, i);
    const before = layout.units[layout.units.indexOf(unit) - 1];
    const beside = before !== undefined && unit.x - before.right < 30 ? before.dotX + before.dotRadius : unit.x - 4;
    lines.push(`M${unit.dotX - unit.dotRadius} ${y}H${unit.dotX - unit.dotRadius - 3}M${unit.x - 1} ${y}H${beside}`);
  }
  return { lines, heads };
}
