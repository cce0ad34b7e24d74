// What the Agents figure shows at one moment: strips, fills and weights, read once and then only painted.

import { quantile } from 'd3-array';
import { sectionOf, type EpisodeRecord } from '../record/episode.ts';
import { type Moment } from '../record/moment.ts';
import type { AgentGroup } from '../spec/layout.ts';
import { groupsOf, groupValues, meanMessages, type Matrix } from './agentData.ts';
import { clockOf, turnOf, type Turn } from './turns.ts';

export type EdgeColour = 'change' | 'weight';

export interface UnitFrame {
  readonly turn: Turn;
  readonly spoken: boolean;
  /** Mean message of each unit; undefined where the record lacks it. */
  readonly strips: Matrix | undefined;
  /** One number per unit in [-1, 1] (bias) or [0, 1] (activity); undefined where unknown. */
  readonly fill: Float32Array | undefined;
}

export interface EdgeFrame {
  readonly turn: Turn;
  readonly spoken: boolean;
  /** Draw values even before the group has spoken: weights are known from the start. */
  readonly shown: boolean;
  readonly values: Float32Array | undefined;
  /** 98.5th percentile of the magnitudes. */
  readonly limit: number;
  /** How much ink each curve may take: 1 where few weights stand out, less where a whole layer does. */
  readonly ink: number;
  /** Indices of `values`, smallest magnitude first. */
  readonly order: Uint32Array;
  /** What each input of the layer hears: the packets that travel left. */
  readonly packets: Matrix | undefined;
  /** For each input, the output whose weight is largest in magnitude: the curve its packet follows. */
  readonly lead: Uint32Array;
}

export interface NetworkFrame {
  readonly units: ReadonlyMap<string, UnitFrame>;
  readonly edges: ReadonlyMap<string, EdgeFrame>;
  readonly colour: EdgeColour;
}

const TINY = 1e-12;
/** Beyond this many curves a column draws only the strongest. */
export const MAX_CURVES = 3000;

/** Values of weight or bias agents at a moment: the change asked for, or the parameter as it stands. */
function valuesAt(
  record: EpisodeRecord,
  group: AgentGroup,
  moment: Moment,
  colour: EdgeColour,
): Float32Array | undefined {
  if (colour === 'change') return groupValues(record, group, moment.step, 'update');
  const updated = clockOf(record.header.spec).phases[moment.phase]?.kind === 'update';
  return groupValues(record, group, moment.step + (updated ? 1 : 0), 'parameter');
}

/** Share of samples in which each activation is on, or the mean probability of each softmax output. */
function activity(record: EpisodeRecord, group: AgentGroup, step: number): Float32Array | undefined {
  const state = sectionOf(record, `${step}/${group.id}/state`);
  if (state === undefined) return undefined;
  const [batch = 1, units = 1] = state.shape;
  const share = new Float32Array(units);
  for (let b = 0; b < batch; b++) {
    const row = state.data.subarray(b * units, (b + 1) * units);
    const top = row.reduce((a, v) => Math.max(a, v), -Infinity);
    const sum = row.reduce((total, v) => total + Math.exp(v - top), 0);
    for (let unit = 0; unit < units; unit++) {
      const value = row[unit]!;
      share[unit]! += (group.kind === 'softmax' ? Math.exp(value - top) / sum : value > 0 ? 1 : 0) / batch;
    }
  }
  return share;
}

function unitFrame(record: EpisodeRecord, group: AgentGroup, moment: Moment, colour: EdgeColour): UnitFrame {
  const turn = turnOf(record.header.spec, moment, group.id);
  const spoken = turn === 'speaking' || turn === 'done';
  const strips = spoken ? meanMessages(record, group, moment.step) : undefined;
  if (group.kind === 'loss') return { turn, spoken, strips, fill: undefined };
  if (group.kind !== 'bias') return { turn, spoken, strips, fill: activity(record, group, moment.step) };
  const values = spoken || colour === 'weight' ? valuesAt(record, group, moment, colour) : undefined;
  const limit = values?.reduce((top, v) => Math.max(top, Math.abs(v)), TINY) ?? 1;
  return { turn, spoken, strips, fill: values?.map((v) => v / limit) };
}

/** Beyond this mean strength, curves share the ink; thousands share it from the start. */
const CROWD = 0.16;
const DENSE = 900;
const LEAST_INK = 0.2;

function inkOf(sizes: Float32Array, limit: number): number {
  if (sizes.length === 0) return 1;
  const strength = sizes.reduce((sum, v) => sum + Math.min(1, v / limit) ** 2, 0) / sizes.length;
  const ink = Math.min(1, Math.sqrt(CROWD / Math.max(CROWD, strength))) * Math.min(1, Math.sqrt(DENSE / sizes.length));
  return Math.max(LEAST_INK, ink);
}

function leadOf(values: Float32Array | undefined, group: AgentGroup): Uint32Array {
  const lead = new Uint32Array(group.inputs);
  if (values === undefined) return lead;
  for (let i = 0; i < group.inputs; i++) {
    for (let j = 1; j < group.outputs; j++) {
      const at = i * group.outputs;
      if (Math.abs(values[at + j]!) > Math.abs(values[at + lead[i]!]!)) lead[i] = j;
    }
  }
  return lead;
}

function edgeFrame(record: EpisodeRecord, group: AgentGroup, moment: Moment, colour: EdgeColour): EdgeFrame {
  const turn = turnOf(record.header.spec, moment, group.id);
  const spoken = turn === 'speaking' || turn === 'done';
  const values = valuesAt(record, group, moment, colour);
  const sizes = values?.map(Math.abs) ?? new Float32Array();
  const limit = Math.max(TINY, quantile(sizes, 0.985) ?? 1);
  const order = Uint32Array.from(sizes.keys()).sort((a, b) => sizes[a]! - sizes[b]!);
  return {
    turn,
    spoken,
    values,
    order,
    shown: values !== undefined && (spoken || colour === 'weight'),
    limit,
    ink: inkOf(sizes, limit),
    packets: turn === 'speaking' ? meanMessages(record, group, moment.step) : undefined,
    lead: leadOf(values, group),
  };
}

/** Everything the painters need for one moment. */
export function networkFrame(record: EpisodeRecord, moment: Moment, colour: EdgeColour): NetworkFrame {
  const units = new Map<string, UnitFrame>();
  const edges = new Map<string, EdgeFrame>();
  for (const group of groupsOf(record.header.spec)) {
    if (group.kind === 'weight') edges.set(group.id, edgeFrame(record, group, moment, colour));
    else units.set(group.id, unitFrame(record, group, moment, colour));
  }
  return { units, edges, colour };
}

/** Mean loss of the step's batch, as the loss agents hear it. */
export function batchLoss(record: EpisodeRecord, step: number): number | undefined {
  const loss = sectionOf(record, `${step}/loss`);
  return loss === undefined || loss.data.length === 0
    ? undefined
    : loss.data.reduce((a, v) => a + v, 0) / loss.data.length;
}
