// What the Agents figure shows at one moment: strips, fills and weights, read once and then only painted.

import { mean } from '../../lib/statistics.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import { OWN_SCALES, type AgentChannel, type ColourScale } from '../../record/agentChannel.ts';
import { channelInfo, channelValues, knownValues, ofParameters, waitsForWord } from './agentChannels.ts';
import { groupScales, type GroupScale } from './colourScale.ts';
import { groupsOf, meanMessages, type Matrix } from './agentData.ts';
import { turnOf, type Turn } from '../clocks/turns.ts';
import { read } from '../../record/sections.ts';
import { softmaxParts } from '../../numbers/functions.ts';

export interface UnitFrame {
  readonly turn: Turn;
  readonly spoken: boolean;
  /** Mean message of each unit; undefined where the record lacks it. */
  readonly strips: Matrix | undefined;
  /** One number per unit in [-1, 1] where signed, else in [0, 1]; undefined where unknown. */
  readonly fill: Float32Array | undefined;
  readonly signed: boolean;
  /** The magnitude that full colour stands for; undefined where the fill is a share of its own. */
  readonly limit: number | undefined;
  /** Size of each unit, 1 as drawn without a channel; undefined where size says nothing. */
  readonly sizes: Float32Array | undefined;
}

export interface EdgeFrame {
  readonly turn: Turn;
  readonly spoken: boolean;
  /** Draw values even before the group has spoken: weights are known from the start. */
  readonly shown: boolean;
  readonly values: Float32Array | undefined;
  /** The magnitude that full colour stands for. */
  readonly limit: number;
  /** Negative values occur: the diverging scale. */
  readonly signed: boolean;
  /** Share of full size of each weight; undefined where the colour's magnitude decides. */
  readonly sizes: Float32Array | undefined;
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
  readonly colour: AgentChannel;
}

/** Beyond this many curves a column draws only the strongest. */
export const MAX_CURVES = 3000;

/** What is drawn: the channel of the colour, and that of the size where it has one of its own, on their scales. */
interface Look {
  readonly colour: AgentChannel;
  readonly colours: ReadonlyMap<string, GroupScale>;
  readonly size: AgentChannel | undefined;
  readonly sizes: ReadonlyMap<string, GroupScale>;
}

/** Magnitudes as shares of the group's full size; undefined where the channel says nothing yet. */
function sharesOf(record: EpisodeRecord, group: AgentGroup, moment: Moment, look: Look): Float32Array | undefined {
  const { size, sizes } = look;
  const values = size === undefined ? undefined : knownValues(record, group, moment, size);
  const limit = sizes.get(group.id)?.limit;
  if (values === undefined || limit === undefined) return undefined;
  return values.map((v) => Math.min(1, Math.abs(v) / limit));
}

/** Share of samples in which each activation is on, or the mean probability of each softmax output. */
function activity(record: EpisodeRecord, group: AgentGroup, step: number): Float32Array | undefined {
  const state = read.state(record, step, group.id);
  if (state === undefined) return undefined;
  const [batch = 1, units = 1] = state.shape;
  const share = new Float32Array(units);
  for (let b = 0; b < batch; b++) {
    const row = state.data.subarray(b * units, (b + 1) * units);
    const { exp, sum } = softmaxParts(row);
    for (let unit = 0; unit < units; unit++)
      share[unit]! += (group.kind === 'softmax' ? exp[unit]! / sum : row[unit]! > 0 ? 1 : 0) / batch;
  }
  return share;
}

/** Radius of the smallest and of the largest unit. */
const UNIT_SIZES = [0.45, 1.3] as const;

function unitFrame(record: EpisodeRecord, group: AgentGroup, moment: Moment, look: Look): UnitFrame {
  const turn = turnOf(record.header.spec, moment, group.id);
  const spoken = turn === 'speaking' || turn === 'done';
  const strips = spoken ? meanMessages(record, group, moment.step) : undefined;
  // Areas, not radii, stand for the magnitude.
  const [least, most] = UNIT_SIZES;
  const sizes = sharesOf(record, group, moment, look)?.map((t) => least + (most - least) * Math.sqrt(t));
  const same = { turn, spoken, strips, sizes };
  if (ofParameters(look.colour) && group.kind !== 'bias') {
    const fill = group.kind === 'loss' ? undefined : activity(record, group, moment.step);
    return { ...same, fill, signed: false, limit: undefined };
  }
  const values = knownValues(record, group, moment, look.colour);
  const limit = look.colours.get(group.id)?.limit;
  return {
    ...same,
    fill: limit === undefined ? undefined : values?.map((v) => v / limit),
    signed: channelInfo(look.colour).signed,
    limit,
  };
}

/** Beyond this mean strength, curves share the ink; thousands share it from the start. */
const CROWD = 0.16;
const DENSE = 900;
const LEAST_INK = 0.2;
const NO_SCALE: GroupScale = { limit: 1, crowd: 0 };

/** The same in every step of an episode, so that a line is as dark as its value and not as its neighbours are pale. */
function inkOf({ crowd }: GroupScale, lines: number): number {
  const ink = Math.min(1, Math.sqrt(CROWD / Math.max(CROWD, crowd))) * Math.min(1, Math.sqrt(DENSE / lines));
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

function edgeFrame(record: EpisodeRecord, group: AgentGroup, moment: Moment, look: Look): EdgeFrame {
  const turn = turnOf(record.header.spec, moment, group.id);
  const spoken = turn === 'speaking' || turn === 'done';
  const values = channelValues(record, group, moment, look.colour);
  const strengths = values?.map(Math.abs) ?? new Float32Array();
  const scale = look.colours.get(group.id);
  const sizes = sharesOf(record, group, moment, look);
  const rank = sizes ?? strengths;
  const order = Uint32Array.from(rank.keys()).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
  return {
    turn,
    spoken,
    values,
    order,
    sizes,
    shown: values !== undefined && (spoken || !waitsForWord(look.colour)),
    limit: scale?.limit ?? 1,
    signed: channelInfo(look.colour).signed,
    ink: inkOf((sizes && look.sizes.get(group.id)) ?? scale ?? NO_SCALE, Math.max(1, strengths.length)),
    packets: turn === 'speaking' ? meanMessages(record, group, moment.step) : undefined,
    lead: leadOf(values, group),
  };
}

/** Everything the painters need for one moment. `size` undefined: the colour's magnitude decides. */
export function networkFrame(
  record: EpisodeRecord,
  moment: Moment,
  colour: AgentChannel,
  size?: AgentChannel,
  scale: ColourScale = OWN_SCALES,
): NetworkFrame {
  const units = new Map<string, UnitFrame>();
  const edges = new Map<string, EdgeFrame>();
  const colours = groupScales(record, moment, colour, scale);
  const look = {
    colour,
    colours,
    size,
    sizes: size === undefined ? new Map() : groupScales(record, moment, size, scale),
  };
  for (const group of groupsOf(record.header.spec)) {
    if (group.kind === 'weight') edges.set(group.id, edgeFrame(record, group, moment, look));
    else units.set(group.id, unitFrame(record, group, moment, look));
  }
  return { units, edges, colour };
}

/** Mean loss of the step's batch, as the loss agents hear it. */
export function batchLoss(record: EpisodeRecord, step: number): number | undefined {
  const loss = read.batch(record, step, 'loss');
  return loss === undefined || loss.data.length === 0 ? undefined : mean(loss.data);
}
