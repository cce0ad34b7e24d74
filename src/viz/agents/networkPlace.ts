// The point of the Agents figure an agent is pointed at by.

import type { AgentRef } from '../../record/moment.ts';
import { curvePoint, gridCell, type Point } from './curves.ts';
import { edgeColumnOf, rowY, unitColumnOf, type NetworkLayout, type NetworkView } from './networkLayout.ts';

/** Centre of a unit's shape, middle of a weight's curve or cell. */
export function agentPlace(layout: NetworkLayout, view: NetworkView, ref: AgentRef): Point | undefined {
  const [first = 0, second = 0] = ref.unit;
  const column = unitColumnOf(layout, ref);
  if (column !== undefined) return { x: column.dotX, y: rowY(column.rows, first) };
  const edge = edgeColumnOf(layout, ref);
  if (edge === undefined) return undefined;
  const cell = view === 'grid' ? gridCell(edge, first, second) : undefined;
  if (cell !== undefined) return { x: cell.x + cell.width / 2, y: cell.y + cell.height / 2 };
  return curvePoint(edge, first, second, edge.group.inputs === 1 || edge.group.outputs === 1 ? 0.55 : 0.5);
}
