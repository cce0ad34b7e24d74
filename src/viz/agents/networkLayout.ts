// Where every agent stands: columns and rows of the Agents figure, generated from the spec.

import type { AgentRef } from '../../record/moment.ts';
import { agentsIn, layerUnits, type AgentGroup } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { groupsOf } from './agentData.ts';
import { clockOf } from '../clocks/turns.ts';

/** Rows of one column: row `i` is centred on `first + i * pitch`. */
export interface Rows {
  readonly count: number;
  readonly first: number;
  readonly pitch: number;
}

/** One group of unit agents: [message strip][dot], the strip left of its speaker. */
export interface UnitColumn {
  readonly group: AgentGroup;
  readonly rows: Rows;
  /** Left edge of the strips. */
  readonly x: number;
  readonly stripWidth: number;
  readonly stripHeight: number;
  readonly dotX: number;
  readonly dotRadius: number;
  readonly right: number;
}

/** One group of weight agents between two columns of rows. */
export interface EdgeColumn {
  readonly group: AgentGroup;
  readonly from: Rows;
  readonly to: Rows;
  /** Where the curves start and end. */
  readonly x0: number;
  readonly x1: number;
  /** Cells of the grid view; undefined where a layer has too few units on one side to be a matrix. */
  readonly grid: { readonly x: number; readonly width: number } | undefined;
}

export interface BlockSpan {
  readonly number: number;
  readonly x0: number;
  readonly x1: number;
  readonly groups: readonly AgentGroup[];
}

export interface NetworkLayout {
  readonly width: number;
  readonly height: number;
  readonly inputs: { readonly x: number; readonly rows: Rows };
  readonly units: readonly UnitColumn[];
  readonly edges: readonly EdgeColumn[];
  readonly blocks: readonly BlockSpan[];
}

export type NetworkView = 'lines' | 'grid';

/** Titles, what each column is, and its colour scale. */
const TOP = 62;
const BOTTOM = 26;
const INPUT_SPACE = 22;
const INPUT_X = 12;
const DOT_SPACE = 11;
const STRIP_GAP = 4;
const COLUMN_GAP = 7;
const MAX_PITCH = 40;
const STRIP_MAX = 36;
const STRIP_MIN = 12;
const EDGE_MIN = 38;
/** Room right of the loss agents for their selection ring. */
const MARGIN = 8;
/** Wider layers than this open in the grid view. */
const LINES_UP_TO = 32;

export function rowY(rows: Rows, row: number): number {
  return rows.first + rows.pitch * row;
}

function rowsFor(count: number, height: number): Rows {
  const space = Math.max(40, height - TOP - BOTTOM);
  const pitch = Math.min(space / count, MAX_PITCH);
  return { count, pitch, first: TOP + (space - pitch * count) / 2 + pitch / 2 };
}

const stripFull = (messageSize: number): number => Math.min(STRIP_MAX, Math.max(STRIP_MIN, messageSize * 4.5));

interface Budget {
  readonly unitColumns: number;
  readonly edgeColumns: number;
}

function budgetOf(spec: ExperimentSpec): Budget {
  const groups = groupsOf(spec);
  const edgeColumns = groups.filter((group) => group.kind === 'weight').length;
  return { edgeColumns, unitColumns: groups.length - edgeColumns };
}

const unitsWidth = ({ unitColumns }: Budget, strip: number): number =>
  unitColumns * (strip + STRIP_GAP + DOT_SPACE + COLUMN_GAP);

/** Below this width the figure scrolls sideways. */
export function minimumWidth(spec: ExperimentSpec): number {
  const budget = budgetOf(spec);
  return INPUT_SPACE + MARGIN + unitsWidth(budget, STRIP_MIN) + budget.edgeColumns * EDGE_MIN;
}

/** Strips shrink before edges get less than half of the room. */
function stripWidthFor(spec: ExperimentSpec, width: number): number {
  const budget = budgetOf(spec);
  const full = stripFull(spec.rule.messageSize);
  const room = Math.max((width - INPUT_SPACE) * 0.54, width - INPUT_SPACE - budget.edgeColumns * 120);
  const fitting = room / budget.unitColumns - STRIP_GAP - DOT_SPACE - COLUMN_GAP;
  return Math.max(Math.min(full, STRIP_MIN), Math.min(full, fitting));
}

/** The view a network opens in. */
export function defaultView(spec: ExperimentSpec, width: number): NetworkView {
  const widest = Math.max(...layerUnits(spec.network.inputs, spec.network.layers));
  return widest > LINES_UP_TO || width < 560 ? 'grid' : 'lines';
}

function unitColumn(group: AgentGroup, x: number, strip: number, height: number): UnitColumn {
  const rows = rowsFor(group.outputs, height);
  const dotX = x + strip + STRIP_GAP + DOT_SPACE / 2 + (group.kind === 'loss' ? 1 : 0);
  return {
    group,
    rows,
    x,
    dotX,
    stripWidth: strip,
    stripHeight: Math.max(1, Math.min(9, rows.pitch * (rows.pitch < 6 ? 0.8 : 0.58))),
    dotRadius: Math.max(0.8, Math.min(4.6, rows.pitch * 0.4)),
    right: x + strip + STRIP_GAP + DOT_SPACE,
  };
}

function edgeColumn(group: AgentGroup, left: number, right: number, fromInputs: boolean, height: number): EdgeColumn {
  const matrix = Math.min(group.inputs, group.outputs) > 2;
  const gridX = left + 12;
  return {
    group,
    from: rowsFor(group.inputs, height),
    to: rowsFor(group.outputs, height),
    x0: fromInputs ? INPUT_X + 6 : left + 2,
    x1: right - 4,
    grid: matrix ? { x: gridX, width: Math.max(8, right - 16 - gridX) } : undefined,
  };
}

/** Lay the network out in `width` x `height` CSS pixels. */
export function networkLayout(spec: ExperimentSpec, width: number, height: number): NetworkLayout {
  const groups = groupsOf(spec);
  const strip = stripWidthFor(spec, width);
  const weight = new Map(groups.filter((g) => g.kind === 'weight').map((g) => [g.id, agentsIn(g) ** 0.35]));
  const total = [...weight.values()].reduce((a, b) => a + b, 0);
  // A gap follows a unit column only where another unit column follows it.
  const gaps = groups.filter((g, at) => g.kind !== 'weight' && at > 0 && groups[at - 1]?.kind !== 'weight').length;
  const columns = groups.length - weight.size;
  const free = width - INPUT_SPACE - MARGIN - columns * (strip + STRIP_GAP + DOT_SPACE) - gaps * COLUMN_GAP;
  const units: UnitColumn[] = [];
  const edges: EdgeColumn[] = [];
  let x = INPUT_SPACE;
  let afterUnits = false;
  for (const group of groups) {
    if (group.kind === 'weight') {
      const right = x + Math.max(0, free) * ((weight.get(group.id) ?? 0) / total);
      edges.push(edgeColumn(group, x, right, units.length === 0, height));
      x = right;
      afterUnits = false;
      continue;
    }
    if (afterUnits) x += COLUMN_GAP;
    const column = unitColumn(group, x, strip, height);
    units.push(column);
    x = column.right;
    afterUnits = true;
  }
  return {
    width,
    height,
    inputs: { x: INPUT_X, rows: rowsFor(spec.network.inputs, height) },
    units,
    edges,
    blocks: blockSpans(spec, units, edges, width),
  };
}

function blockSpans(
  spec: ExperimentSpec,
  units: readonly UnitColumn[],
  edges: readonly EdgeColumn[],
  width: number,
): BlockSpan[] {
  const loss = units.find((column) => column.group.kind === 'loss');
  const spans = clockOf(spec).blocks.map((block) => {
    const ids = new Set(block.groups.map((group) => group.id));
    const own = units.filter((column) => ids.has(column.group.id));
    const lines = edges.filter((column) => ids.has(column.group.id));
    const x0 = Math.min(...own.map((column) => column.x - 4), ...lines.map((column) => column.x0 - 2));
    return {
      number: block.number,
      x0: block.number === 1 ? 2 : x0,
      x1: Math.max(...own.map((column) => column.right)) + 1,
      groups: block.groups,
    };
  });
  if (loss !== undefined)
    spans.push({ number: 0, x0: loss.x - 4, x1: Math.min(width, loss.right + 7), groups: [loss.group] });
  return spans;
}

/** The column an agent stands in. */
export function unitColumnOf(layout: NetworkLayout, ref: AgentRef): UnitColumn | undefined {
  return layout.units.find((column) => column.group.id === ref.group);
}

export function edgeColumnOf(layout: NetworkLayout, ref: AgentRef): EdgeColumn | undefined {
  return layout.edges.find((column) => column.group.id === ref.group);
}
