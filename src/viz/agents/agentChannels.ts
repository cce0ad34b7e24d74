// One number of every agent, to colour or size it by: read from the record at a moment.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import { AGENT_CHANNELS, type AgentChannel } from '../../record/agentChannel.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { groupsOf, groupValues, hasMessages } from './agentData.ts';
import { clockOf, hasSpoken } from '../clocks/turns.ts';
import { read, type Channels } from '../../record/sections.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

export interface ChannelInfo {
  readonly channel: AgentChannel;
  /** As in a list of choices. */
  readonly name: string;
  /** What the number is and its unit. */
  readonly unit: string;
  /** Negative values occur: blue lowers, orange raises. Otherwise a magnitude from 0. */
  readonly signed: boolean;
}

const INFOS: Readonly<Record<(typeof AGENT_CHANNELS)[number], Omit<ChannelInfo, 'channel'>>> = {
  change: { name: 'Change Δw, Δb', unit: 'applied in this inner step', signed: true },
  weight: { name: 'Parameter w, b', unit: 'as it stands', signed: true },
  difference: { name: 'From intact', unit: 'parameter less that of the intact run', signed: true },
  agreement: { name: 'Against gradient', unit: 'part in its group’s cosine of Δ with −gradient', signed: true },
  norm: {
    name: 'Message norm',
    unit: '√(mean over points of ‖message‖²)',
    signed: false,
  },
  carry: { name: 'Carry norm', unit: '√(mean over points of ‖memory‖²)', signed: false },
  spread: {
    name: 'Disagreement',
    unit: '√(mean over points of ‖message − mean message‖²)',
    signed: false,
  },
};

/** Number of the message channel, from 1; undefined for other channels. */
export function messageNumber(channel: AgentChannel): number | undefined {
  return channel.startsWith('message') ? Number(channel.slice('message'.length)) : undefined;
}

/** What a channel is called and measured in. */
export function channelInfo(channel: AgentChannel): ChannelInfo {
  const number = messageNumber(channel);
  if (number !== undefined)
    return {
      channel,
      name: `Channel ${number}`,
      unit: 'mean over points',
      signed: true,
    };
  return { channel, ...INFOS[channel as (typeof AGENT_CHANNELS)[number]] };
}

/** Every channel of a network, in the order of the choices. */
export function channelsOf(spec: ExperimentSpec): readonly ChannelInfo[] {
  const messages = Array.from({ length: spec.rule.messageSize }, (_, c): AgentChannel => `message${c + 1}`);
  return [...AGENT_CHANNELS, ...messages].map(channelInfo);
}

/** Why a record cannot show a channel; undefined where it can. */
export function channelRefusal(record: EpisodeRecord, channel: AgentChannel): string | undefined {
  const { spec } = record.header;
  if (channel === 'carry' && !ruleKind(spec.rule).remembers) return 'stateless rule: no memory is carried';
  const number = messageNumber(channel);
  if (number !== undefined && number > spec.rule.messageSize) return `messages have ${spec.rule.messageSize} channels`;
  if (channel === 'difference' && record.header.probe.interventions === undefined) return 'nothing is changed';
  const groups = groupsOf(spec);
  if (ofParameters(channel)) {
    const what = channel === 'weight' || channel === 'difference' ? 'parameter' : 'update';
    return groups.some((group) => read[what](record, 1, group.id) !== undefined) ? undefined : 'not in this record';
  }
  return groups.some((group) => hasMessages(record, group)) ? undefined : 'messages are not in this record';
}

/** A number of what an agent owns: others have none. */
export function ofParameters(channel: AgentChannel): boolean {
  return ['change', 'weight', 'difference', 'agreement'].includes(channel);
}

/** The channel asked for, or the change where the record cannot show it. */
export function shownChannel(record: EpisodeRecord, channel: AgentChannel): AgentChannel {
  return channelRefusal(record, channel) === undefined ? channel : 'change';
}

/** For each agent, the mean over samples and channels-sum of squares: sqrt(mean_b sum_c v²), [agents]. */
function rootMeanSquare({ section, channels, from, count }: Channels, agents: number): Float32Array {
  const batch = section.shape[0] ?? 1;
  const sum = new Float64Array(agents);
  for (let b = 0; b < batch; b++) {
    for (let agent = 0; agent < agents; agent++) {
      const start = (b * agents + agent) * channels + from;
      for (let c = 0; c < count; c++) sum[agent] = (sum[agent] ?? 0) + (section.data[start + c] ?? 0) ** 2;
    }
  }
  return Float32Array.from(sum, (v) => Math.sqrt(v / batch));
}

/** Mean over samples of one channel, [agents]. */
function meanOf({ section, channels, from }: Channels, agents: number, at: number): Float32Array {
  const batch = section.shape[0] ?? 1;
  const mean = new Float32Array(agents);
  for (let agent = 0; agent < agents; agent++) {
    let sum = 0;
    for (let b = 0; b < batch; b++) sum += section.data[(b * agents + agent) * channels + from + at] ?? 0;
    mean[agent] = sum / batch;
  }
  return mean;
}

/** sqrt(mean_b |m_b - mean(m)|²), [agents]: two passes, since messages may agree to many digits. */
function spreadOf(slice: Channels, agents: number): Float32Array {
  const { section, channels, from, count } = slice;
  const batch = section.shape[0] ?? 1;
  const sum = new Float64Array(agents);
  for (let c = 0; c < count; c++) {
    const mean = meanOf(slice, agents, c);
    for (let b = 0; b < batch; b++)
      for (let agent = 0; agent < agents; agent++) {
        const value = section.data[(b * agents + agent) * channels + from + c] ?? 0;
        sum[agent] = (sum[agent] ?? 0) + (value - (mean[agent] ?? 0)) ** 2;
      }
  }
  return Float32Array.from(sum, (v) => Math.sqrt(v / batch));
}

/** Memory before the group speaks in this step, and after it has. */
function carryNorms(record: EpisodeRecord, group: AgentGroup, step: number): Float32Array | undefined {
  const section = read.carry(record, Math.max(1, step), group.id);
  if (section === undefined || group.carry === 0) return undefined;
  if (step < 1) return new Float32Array(agentsIn(group));
  return rootMeanSquare({ section, channels: group.carry, from: 0, count: group.carry }, agentsIn(group));
}

/** Each agent's part in the cosine of its group's update with the negative gradient: they add up to it. */
function cosineParts(record: EpisodeRecord, group: AgentGroup, step: number): Float32Array | undefined {
  const [update, gradient] = [read.update(record, step, group.id)?.data, read.gradient(record, step, group.id)?.data];
  if (update === undefined || gradient === undefined) return undefined;
  const length = (values: Float32Array) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
  const lengths = length(update) * length(gradient);
  return update.map((value, at) => (-value * (gradient[at] ?? 0)) / lengths);
}

/** A channel that only exists once the group has spoken in this step. */
export function waitsForWord(channel: AgentChannel): boolean {
  return channel !== 'weight' && channel !== 'difference' && channel !== 'carry';
}

/**
 * One number per agent of a group, [agents] in the order of `agentIndex`, whether or not it has been said by then
 * (`waitsForWord`); undefined where the group has no such number or the record does not hold it.
 */
export function channelValues(
  record: EpisodeRecord,
  group: AgentGroup,
  moment: Moment,
  channel: AgentChannel,
): Float32Array | undefined {
  const { spec } = record.header;
  if (channel === 'change') return group.ownsParameter ? groupValues(record, group, moment.step, 'update') : undefined;
  if (channel === 'agreement') return cosineParts(record, group, moment.step);
  if (channel === 'weight' || channel === 'difference') {
    if (!group.ownsParameter) return undefined;
    const step = moment.step + (clockOf(spec).phases[moment.phase]?.kind === 'update' ? 1 : 0);
    const values = groupValues(record, group, step, 'parameter');
    if (channel === 'weight' || values === undefined) return values;
    const intact = read.intact(record, step, group.id)?.data;
    return intact && values.map((value, agent) => value - (intact[agent] ?? NaN));
  }
  if (channel === 'carry')
    return carryNorms(record, group, hasSpoken(spec, moment, group.id) ? moment.step : moment.step - 1);
  const slice = read.said(record, moment.step, group);
  if (slice === undefined) return undefined;
  if (channel === 'norm') return rootMeanSquare(slice, agentsIn(group));
  if (channel === 'spread') return spreadOf(slice, agentsIn(group));
  const at = (messageNumber(channel) ?? 1) - 1;
  return at < slice.count ? meanOf(slice, agentsIn(group), at) : undefined;
}

/** As `channelValues`, but undefined as well while the group has not spoken. */
export function knownValues(
  record: EpisodeRecord,
  group: AgentGroup,
  moment: Moment,
  channel: AgentChannel,
): Float32Array | undefined {
  if (waitsForWord(channel) && !hasSpoken(record.header.spec, moment, group.id)) return undefined;
  return channelValues(record, group, moment, channel);
}
