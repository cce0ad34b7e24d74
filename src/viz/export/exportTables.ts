// The table behind each figure, for files: exact numbers, one row per thing drawn.

import type { MetaStepReport } from '../../protocol/messages.ts';
import type { EpisodeRecord, Section } from '../../record/episode.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { agentsOfGroup, agentToText, phasesOf, type AgentRef, type Moment } from '../../record/moment.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import { channelInfo, knownValues, shownChannel } from '../agents/agentChannels.ts';
import {
  carryOf,
  groupsOf,
  groupOf,
  meanRow,
  messageIn,
  messageOut,
  parameterOf,
  rawUpdates,
  rowOf,
  updateOf,
  type Matrix,
} from '../agents/agentData.ts';
import { agentName } from '../agents/agentNames.ts';
import { statesOf } from '../agents/agentStates.ts';
import { layerNumber } from '../clocks/turns.ts';
import { read } from '../../record/sections.ts';

/** An empty cell is `null`. */
export type TableCell = string | number | null;

export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** A cell to be read: five digits. */
export const cellText = (cell: TableCell) =>
  String(typeof cell === 'number' ? Number(cell.toPrecision(5)) : (cell ?? ''));

function csvCell(cell: TableCell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Comma-separated values as RFC 4180 has them, one header line. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** The same as JSON: what it is and where it comes from, then one object a row; what is not finite as text. */
export function jsonOf({ caption, columns, rows }: Table, about: Readonly<Record<string, unknown>>): string {
  const cell = (value: TableCell | undefined) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null);
  const objects = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, cell(row[at])])));
  return `${JSON.stringify({ caption, ...about, rows: objects }, undefined, 1)}\n`;
}

const numbered = (letter: string, count: number): string[] =>
  count === 1 ? [letter] : Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);

const rowsIn = ({ data, shape }: Section): number[][] => {
  const width = shape[1] ?? 1;
  return Array.from({ length: shape[0] ?? 0 }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
};

/** Target and predictions over the grid, and the support points of every inner step. */
export function fitTable(record: EpisodeRecord): Table {
  const { spec, probe } = record.header;
  const grid = rowsIn(read.gridInput(record));
  const target = read.gridTarget(record);
  const curve = (series: string, step: number | null, y: Section) =>
    rowsIn(y).map((values, at) => [series, step, ...(grid[at] ?? []), ...values]);
  const steps = Array.from({ length: probe.steps }, (_, i) => i + 1);
  const predictions = [0, ...steps].flatMap((step) => {
    const y = read.gridPrediction(record, step);
    return y === undefined ? [] : curve('prediction', step, y);
  });
  const support = steps.flatMap((step) => {
    const [x, y] = [read.batch(record, step, 'input'), read.batch(record, step, 'target')];
    if (x === undefined || y === undefined) return [];
    const ys = rowsIn(y);
    return rowsIn(x).map((values, at) => ['support point', step, ...values, ...(ys[at] ?? [])]);
  });
  return {
    caption: 'Target, prediction after each inner step, support points',
    columns: ['series', 'inner step', ...numbered('x', spec.network.inputs), ...numbered('y', target.shape[1] ?? 1)],
    rows: [...curve('target', null, target), ...predictions, ...support],
  };
}

/** Held-out loss before learning and after each inner step. */
export function lossTable(record: EpisodeRecord): Table {
  const losses = read.heldOutLoss(record).data;
  return {
    caption: 'Held-out loss of this task after each inner step',
    columns: ['inner steps', 'held-out loss'],
    rows: Array.from(losses, (loss, step) => [step, loss]),
  };
}

const channels = (name: string, count: number) => Array.from({ length: count }, (_, c) => `${name} ${c + 1}`);
const cellsOf = (values: Float32Array | undefined, count: number): TableCell[] =>
  values === undefined ? Array.from({ length: count }, () => null) : [...values];

/** What the figure's colour and size show, for a column each. */
export interface AgentsLook {
  readonly colour: AgentChannel;
  readonly size: AgentChannel | undefined;
}

/** A column of every agent's value as far as it has been said, in the order of the groups. */
function channelColumn(record: EpisodeRecord, moment: Moment, channel: AgentChannel): TableCell[] {
  return groupsOf(record.header.spec).flatMap((group) => {
    const values = knownValues(record, group, moment, channel);
    return Array.from({ length: agentsIn(group) }, (_, at) => values?.[at] ?? null);
  });
}

/** One row per agent in the inner step on show: its value before, the change, its mean message over the batch. */
export function agentsTable(record: EpisodeRecord, moment: Moment, look?: AgentsLook): Table {
  const { spec } = record.header;
  const { step } = moment;
  const m = spec.rule.messageSize;
  const shown = look === undefined ? [] : [look.colour, ...(look.size === undefined ? [] : [look.size])];
  const drawn = shown.map((channel) => channelColumn(record, moment, shownChannel(record, channel)));
  const rows = groupsOf(spec).flatMap((group) =>
    agentsOfGroup(group).map((ref): TableCell[] => {
      const said = messageOut(record, ref, step);
      const layer = layerNumber(spec, group.id) ?? null;
      const before = parameterOf(record, ref, step) ?? null;
      const change = updateOf(record, ref, step) ?? null;
      const name = agentName(spec, ref);
      return [agentToText(ref), name, group.kind, layer, step, before, change, ...cellsOf(said && meanRow(said), m)];
    }),
  );
  const names = shown.map(
    (channel, at) => `${at === 0 ? 'colour' : 'size'}: ${channelInfo(shownChannel(record, channel)).name}`,
  );
  return {
    caption: `Every agent in inner step ${step}: value before, change, mean message over the batch`,
    columns: ['agent', 'name', 'kind', 'layer', 'inner step', 'before', 'change', ...channels('message', m), ...names],
    rows: rows.map((row, at) => [...row, ...drawn.map((column) => column[at] ?? null)]),
  };
}

const rowCells = (matrix: Matrix | undefined, row: number, count: number): TableCell[] =>
  cellsOf(matrix && rowOf(matrix, row), count);

/** One agent through all inner steps, a row per point of the batch. */
export function inspectorTable(record: EpisodeRecord, ref: AgentRef): Table | undefined {
  const { spec, probe } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  const m = spec.rule.messageSize;
  const heardCount = group.kind === 'loss' ? 1 : m;
  const rows: TableCell[][] = [];
  for (let step = 1; step <= probe.steps; step++) {
    const [hears, says] = [messageIn(record, ref, step), messageOut(record, ref, step)];
    const [states, carry, raw] = [
      statesOf(record, ref, step),
      carryOf(record, ref, step),
      rawUpdates(record, ref, step),
    ];
    const points = read.batch(record, step, 'input')?.shape[0] ?? 0;
    for (let point = 0; point < points; point++) {
      const own = [
        rowCells(hears, point, heardCount),
        rowCells(says, point, m),
        rowCells(states, point, group.states.length),
      ];
      const asked = group.ownsParameter ? [raw?.[point] ?? null, updateOf(record, ref, step) ?? null] : [];
      rows.push([step, point + 1, ...own.flat(), ...rowCells(carry, point, group.carry), ...asked]);
    }
  }
  return {
    caption: `${agentName(spec, ref)} in every inner step, for every point`,
    columns: [
      'inner step',
      'point',
      ...channels('hears', heardCount),
      ...channels('says', m),
      ...group.states.map((name) => `stored ${name}`),
      ...channels('memory', group.carry),
      ...(group.ownsParameter ? ['asks for', 'change of the step'] : []),
    ],
    rows,
  };
}

/** Every phase of every inner step, and the held-out loss once the step is over. */
export function timelineTable(record: EpisodeRecord): Table {
  const losses = read.heldOutLoss(record).data;
  const phases = phasesOf(record.header.spec);
  return {
    caption: 'Phases of the inner steps',
    columns: ['inner step', 'phase', 'what happens', 'layer', 'held-out loss'],
    rows: Array.from({ length: record.header.probe.steps }, (_, i) =>
      phases.map((phase, at): TableCell[] => [
        i + 1,
        at,
        phase.kind,
        phase.kind === 'back' ? phase.block + 1 : null,
        phase.kind === 'update' ? (losses[i + 1] ?? null) : null,
      ]),
    ).flat(),
  };
}

/** Every meta-step of the run. */
export function metaTable(reports: readonly MetaStepReport[]): Table {
  const most = reports.reduce((count, { heldOut }) => Math.max(count, heldOut.length), 0);
  return {
    caption: 'Meta-loss and held-out losses of every meta-step',
    columns: ['meta-step', 'meta-loss', ...Array.from({ length: most }, (_, k) => `held-out ${k}`), 'milliseconds'],
    rows: reports.map(({ metaStep, metaLoss, heldOut, elapsedMs }) => [
      metaStep,
      metaLoss,
      ...Array.from({ length: most }, (_, k) => heldOut[k] ?? null),
      elapsedMs,
    ]),
  };
}
