// All agents of one group together: means over agents, and how one number is spread over them.

import { mean, nearestQuantile } from '../../lib/statistics.ts';
import type { EpisodeRecord, Section } from '../../record/episode.ts';
import { read, type Channels } from '../../record/sections.ts';
import type { Moment } from '../../record/moment.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import { groupValues, meanRow, type Matrix } from '../agents/agentData.ts';
import { stepsOf } from '../fit/fitGeometry.ts';
import type { HistoryRow, InspectorModel } from './inspectorModel.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** All channels of a section. */
function whole(section: Section | undefined, channels: number): Channels | undefined {
  return section && { section, channels, from: 0, count: channels };
}

/** Mean over agents of some channels, [B, count]. */
function overAgents(some: Channels | undefined, agents: number): Matrix | undefined {
  if (some === undefined) return undefined;
  const { section, channels, from, count } = some;
  const rows = section.shape[0] ?? 0;
  const data = new Float32Array(rows * count);
  for (let b = 0; b < rows; b++)
    for (let agent = 0; agent < agents; agent++) {
      const start = (b * agents + agent) * channels + from;
      for (let c = 0; c < count; c++) data[b * count + c]! += (section.data[start + c] ?? 0) / agents;
    }
  return { rows, columns: count, data };
}

/** What a group says in `step`, mean over its agents, [B, M]. */
export function groupSays(record: EpisodeRecord, group: AgentGroup, step: number): Matrix | undefined {
  return overAgents(read.said(record, step, group), agentsIn(group));
}

/** What a group hears in `step`, mean over its agents, [B, M], or [B, 1] for losses. */
export function groupHears(record: EpisodeRecord, group: AgentGroup, step: number): Matrix | undefined {
  if (group.kind === 'loss') return overAgents(whole(read.batch(record, step, 'loss'), 1), group.outputs);
  const sender = topologyOf(record.header.spec).senderTo(group.id);
  if (sender?.kind !== 'weight') return sender && groupSays(record, sender, step);
  const { messageSize } = record.header.spec.rule;
  return overAgents(whole(read.aggregate(record, step, sender.id), messageSize), sender.inputs);
}

function historyOf(record: EpisodeRecord, group: AgentGroup): HistoryRow[] {
  return Array.from({ length: stepsOf(record) }, (_, at) => {
    const said = groupSays(record, group, at + 1);
    const updates = group.ownsParameter ? groupValues(record, group, at + 1, 'update') : undefined;
    const asked = overAgents(read.asked(record, at + 1, group), agentsIn(group));
    const raw = asked && meanRow(asked)[0];
    return { step: at + 1, message: said && meanRow(said), raw, update: updates && mean(updates) };
  });
}

/** The means of a group in the form of one agent's model; memory, stored values and gates stay with single agents. */
export function layerModel(record: EpisodeRecord, moment: Moment, one: InspectorModel): InspectorModel {
  const { group, spoken, heard } = one;
  return {
    ...one,
    says: spoken ? groupSays(record, group, moment.step) : undefined,
    hears: heard ? groupHears(record, group, moment.step) : undefined,
    stored: [],
    memory: undefined,
    memoryAtPoint: undefined,
    change: undefined,
    gates: undefined,
    stateless: undefined,
    history: historyOf(record, group),
    historyAtPoint: undefined,
  };
}

/** How one number is spread over agents. */
export interface Spread {
  /** Counts of equally wide bins from `low` to `high`; with signed numbers zero is the middle of the middle bin. */
  readonly bins: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly quartiles: readonly [number, number, number];
  readonly lower: number;
  readonly raise: number;
}

const BINS = 25;

/** Counts, quartiles and signs of one number of every agent. */
export function spreadOf(values: Float32Array, signed: boolean): Spread {
  const sorted = values.toSorted();
  const most = Math.max(1e-9, Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  const [low, high] = [signed ? -most : 0, most];
  const bins = Array.from({ length: BINS }, () => 0);
  for (const v of values) bins[Math.min(BINS - 1, Math.floor(((v - low) / (high - low)) * BINS))]! += 1;
  const at = (share: number): number => nearestQuantile(sorted, share) ?? 0;
  const count = (of: (v: number) => boolean): number => values.reduce((n, v) => n + Number(of(v)), 0);
  return {
    bins,
    low,
    high,
    quartiles: [at(0.25), at(0.5), at(0.75)],
    lower: count((v) => v < 0),
    raise: count((v) => v > 0),
  };
}
