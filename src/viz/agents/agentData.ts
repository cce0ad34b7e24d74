// What each agent heard, said, remembered and asked for, read from an episode record. Nobody else needs section names.

import type { EpisodeRecord, Section } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { agentsIn, layoutOf, stepSizesAt, type AgentGroup, type ParameterView } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { read, type Channels } from '../../record/sections.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** Rows of numbers: one row per sample of the batch unless said otherwise. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

const parameters = new WeakMap<ExperimentSpec, ReadonlyMap<string, ParameterView>>();

/** The named tensors of a rule, looked up once per spec. */
function parametersOf(spec: ExperimentSpec): ReadonlyMap<string, ParameterView> {
  const found = parameters.get(spec) ?? new Map(layoutOf(spec).parameters.map((view) => [view.name, view]));
  parameters.set(spec, found);
  return found;
}

/** All groups of the network in forward order. */
export function groupsOf(spec: ExperimentSpec): readonly AgentGroup[] {
  return topologyOf(spec).groups;
}

export function groupOf(spec: ExperimentSpec, id: string): AgentGroup | undefined {
  return topologyOf(spec).group(id);
}

/** Position of an agent in its group's flat arrays. */
export function agentIndex(group: AgentGroup, unit: readonly number[]): number {
  const [first = 0, second = 0] = unit;
  return group.kind === 'weight' ? first * group.outputs + second : first;
}

/** One named tensor of the rule, as a view into the record; undefined where the record holds no rule. */
export function ruleParameter(record: EpisodeRecord, name: string): Float32Array | undefined {
  const rule = read.rule(record);
  const view = parametersOf(record.header.spec).get(name);
  if (rule === undefined || view === undefined) return undefined;
  return rule.data.subarray(view.offset, view.offset + view.size);
}

/** Some channels of one agent, a row per sample. */
function sampleRows({ section, channels, from, count }: Channels, agents: number, agent: number): Matrix {
  const rows = section.shape[0] ?? 0;
  const data = new Float32Array(rows * count);
  for (let b = 0; b < rows; b++) {
    const start = (b * agents + agent) * channels + from;
    data.set(section.data.subarray(start, start + count), b * count);
  }
  return { rows, columns: count, data };
}

/** One column of a section [B, columns]. */
function column(section: Section, at: number): Float32Array {
  const [rows = 0, columns = 1] = section.shape;
  return Float32Array.from({ length: rows }, (_, b) => section.data[b * columns + at] ?? 0);
}

/** Memory of an agent after `step`, [B, C]; zeros for step 0; undefined for stateless rules or where left out. */
export function carryOf(record: EpisodeRecord, ref: AgentRef, step: number): Matrix | undefined {
  const group = groupOf(record.header.spec, ref.group);
  if (group === undefined || group.carry === 0) return undefined;
  const section = read.carry(record, Math.max(1, step), group.id);
  if (section === undefined) return undefined;
  const rows = section.shape[0] ?? 0;
  if (step < 1) return { rows, columns: group.carry, data: new Float32Array(rows * group.carry) };
  return sampleRows(
    { section, channels: group.carry, from: 0, count: group.carry },
    agentsIn(group),
    agentIndex(group, ref.unit),
  );
}

/** Memory of an agent before `step`, a row for each sample of that step: a slot without a past begins with zeros. */
export function memoryBefore(record: EpisodeRecord, ref: AgentRef, step: number): Matrix | undefined {
  const before = carryOf(record, ref, step - 1);
  const rows = read.carry(record, step, ref.group)?.shape[0];
  if (before === undefined || rows === undefined || rows === before.rows) return before;
  const data = new Float32Array(rows * before.columns);
  data.set(before.data.subarray(0, data.length));
  return { ...before, rows, data };
}

/** What an agent said in `step`, [B, M]. */
export function messageOut(record: EpisodeRecord, ref: AgentRef, step: number): Matrix | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  const said = read.said(record, step, group);
  return said && sampleRows(said, agentsIn(group), agentIndex(group, ref.unit));
}

/** What an agent heard in `step`, [B, M], or [B, 1] for the loss agents: their own loss values. */
export function messageIn(record: EpisodeRecord, ref: AgentRef, step: number): Matrix | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group === undefined) return undefined;
  if (group.kind === 'loss') {
    const loss = read.batch(record, step, 'loss');
    if (loss === undefined) return undefined;
    const data = column(loss, ref.unit[0] ?? 0);
    return { rows: data.length, columns: 1, data };
  }
  const sender = topologyOf(spec).senderTo(group.id);
  if (sender === undefined) return undefined;
  if (sender.kind === 'weight') return aggregateOf(record, sender, step, ref.unit[0] ?? 0);
  const unit = group.kind === 'weight' ? (ref.unit[1] ?? 0) : (ref.unit[0] ?? 0);
  return messageOut(record, { group: sender.id, unit: [unit] }, step);
}

/** What all weights of a layer together tell the layer below. */
function aggregates(record: EpisodeRecord, weights: AgentGroup, step: number): Channels | undefined {
  const section = read.aggregate(record, step, weights.id);
  const m = record.header.spec.rule.messageSize;
  return section && { section, channels: m, from: 0, count: m };
}

/** What weights together tell input `unit` of their layer, [B, M]. */
export function aggregateOf(
  record: EpisodeRecord,
  weights: AgentGroup,
  step: number,
  unit: number,
): Matrix | undefined {
  const said = aggregates(record, weights, step);
  return said && sampleRows(said, weights.inputs, unit);
}

/** The change each sample asks for, before centring and scaling, [B]; undefined for agents without a parameter. */
export function rawUpdates(record: EpisodeRecord, ref: AgentRef, step: number): Float32Array | undefined {
  const group = groupOf(record.header.spec, ref.group);
  if (group?.ownsParameter !== true) return undefined;
  const asked = read.asked(record, step, group);
  return asked && sampleRows(asked, agentsIn(group), agentIndex(group, ref.unit)).data;
}

/** Values of a whole group before `step` (1..K+1), or the updates applied in it (1..K). */
export function groupValues(
  record: EpisodeRecord,
  group: AgentGroup,
  step: number,
  what: 'parameter' | 'update',
): Float32Array | undefined {
  return read[what](record, step, group.id)?.data;
}

function agentValue(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  what: 'parameter' | 'update',
): number | undefined {
  const group = groupOf(record.header.spec, ref.group);
  if (group?.ownsParameter !== true) return undefined;
  return groupValues(record, group, step, what)?.[agentIndex(group, ref.unit)];
}

/** Weight or bias before `step`; `K + 1` gives the final one. */
export function parameterOf(record: EpisodeRecord, ref: AgentRef, step: number): number | undefined {
  return agentValue(record, ref, step, 'parameter');
}

/** The change applied at the end of `step`. */
export function updateOf(record: EpisodeRecord, ref: AgentRef, step: number): number | undefined {
  return agentValue(record, ref, step, 'update');
}

/** How an agent's raw updates become changes in `step`: `(raw - mean) * scale`, its own step size in the scale. */
export function outputStandard(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
): { readonly mean: number; readonly scale: number } | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  if (group?.output === undefined) return undefined;
  const mean = ruleParameter(record, `${group.output}.mean`)?.[0];
  const scale = ruleParameter(record, `${group.output}.scale`)?.[0];
  if (mean === undefined || scale === undefined) return undefined;
  const sizes = ruleParameter(record, `stepSizes.${group.id}`);
  if (sizes === undefined) return { mean, scale };
  const { ownStepSizes } = spec.recipe;
  const each = sizes.length / ownStepSizes;
  const own = sizes[stepSizesAt(ownStepSizes, step - 1) * each + (agentIndex(group, ref.unit) % each)];
  return { mean, scale: scale * (own ?? 1) };
}

/** Mean over samples of the messages of a whole group of units, or of a weight group's aggregates: rows are units. */
export function meanMessages(record: EpisodeRecord, group: AgentGroup, step: number): Matrix | undefined {
  const m = record.header.spec.rule.messageSize;
  const weights = group.kind === 'weight';
  const units = weights ? group.inputs : group.outputs;
  const some = weights ? aggregates(record, group, step) : read.said(record, step, group);
  if (some === undefined) return undefined;
  const { section, channels, from } = some;
  const batch = section.shape[0] ?? 0;
  const data = new Float32Array(units * m);
  for (let b = 0; b < batch; b++) {
    for (let unit = 0; unit < units; unit++) {
      const start = (b * units + unit) * channels + from;
      for (let c = 0; c < m; c++) data[unit * m + c]! += section.data[start + c]! / batch;
    }
  }
  return { rows: units, columns: m, data };
}

/** The channel of a mean message that is furthest from 0. */
export function loudestChannel(mean: Float32Array): number {
  return mean.reduce((top, v, at) => (Math.abs(v) > Math.abs(mean[top] ?? 0) ? at : top), 0);
}

/** Mean over rows. */
export function meanRow({ rows, columns, data }: Matrix): Float32Array {
  const mean = new Float32Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) mean[c]! += data[row * columns + c]! / rows;
  }
  return mean;
}

/** One row, without copying. */
export function rowOf({ columns, data }: Matrix, row: number): Float32Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** Whether the record holds what this group's agents said; `omitted` groups and fit-only records do not. */
export function hasMessages(record: EpisodeRecord, group: AgentGroup): boolean {
  return read.said(record, 1, group) !== undefined;
}

/** Whether any agent is in the record at all, and not only the fit. */
export function hasAgents(record: EpisodeRecord): boolean {
  return groupsOf(record.header.spec).some(
    (group) => hasMessages(record, group) || read.update(record, 1, group.id) !== undefined,
  );
}
