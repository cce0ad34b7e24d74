// The words and the table beside the Agents figure: what colour and size stand for.

import { mean } from '../../lib/statistics.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import type { AgentChannel } from '../../record/agentChannel.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { channelInfo, knownValues } from './agentChannels.ts';
import { activationName } from './agentNames.ts';
import { groupsOf } from './agentData.ts';
import { lossText, signed, subscript } from '../common/format.ts';
import type { NetworkFrame } from './networkFrame.ts';
import { layerNumber } from '../clocks/turns.ts';

/** `w₂`, `b₂`, `ReLU₁`, `softmax`, `loss`. */
function groupLetter(spec: ExperimentSpec, group: AgentGroup): string {
  if (group.kind === 'softmax' || group.kind === 'loss') return group.kind;
  const layer = subscript(layerNumber(spec, group.id) ?? 0);
  return `${group.kind === 'weight' ? 'w' : group.kind === 'bias' ? 'b' : activationName(spec, group)}${layer}`;
}

/** What full colour stands for in each group that shows the channel: `w₁ 0.031`. */
function fullColours(spec: ExperimentSpec, frame: NetworkFrame): string[] {
  return groupsOf(spec).flatMap((group) => {
    const edges = frame.edges.get(group.id);
    const limit = edges === undefined ? frame.units.get(group.id)?.limit : edges.shown ? edges.limit : undefined;
    return limit === undefined ? [] : [`${groupLetter(spec, group)} ${lossText(limit)}`];
  });
}

/** What the other agents' colour shows while the channel is one that only parameters have. */
function othersInWords(spec: ExperimentSpec, colour: AgentChannel): string | undefined {
  if (colour !== 'change' && colour !== 'weight') return undefined;
  const groups = groupsOf(spec);
  const activation = groups.find((group) => group.kind === 'activation');
  const words = [
    ...(activation === undefined ? [] : [`${activationName(spec, activation)} agents: share of points above zero`]),
    ...(groups.some((group) => group.kind === 'softmax') ? ['softmax agents: mean probability'] : []),
  ];
  return words.length === 0 ? undefined : words.join('; ');
}

export interface ChannelLegend {
  /** `Colour: Message norm, root mean square ...`. */
  readonly colour: string;
  /** Values that full colour stands for, group by group. */
  readonly scale: string;
  readonly others: string | undefined;
  readonly size: string | undefined;
}

/** The legend of the figure as it is drawn. */
export function channelLegend(
  spec: ExperimentSpec,
  frame: NetworkFrame,
  colour: AgentChannel,
  size: AgentChannel | undefined,
): ChannelLegend {
  const [about, full] = [channelInfo(colour), fullColours(spec, frame)];
  const sized = size === undefined ? undefined : channelInfo(size);
  return {
    colour: `Colour: ${about.name}, ${about.unit}`,
    scale:
      full.length === 0
        ? 'nobody has spoken yet in this step'
        : `full colour (${about.signed ? '±' : '0 to'}): ${full.join(', ')}`,
    others: othersInWords(spec, colour),
    size: sized === undefined ? undefined : `Size: ${sized.name}, ${sized.unit}; largest in each group is full size`,
  };
}

/** Smallest, mean and largest value of each group, as text: the table behind the picture. */
export function channelTable(
  record: EpisodeRecord,
  moment: Moment,
  channel: AgentChannel,
): { readonly caption: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const { spec } = record.header;
  const about = channelInfo(channel);
  const text = (value: number): string => (about.signed ? signed(value, 4) : lossText(value));
  const rows = groupsOf(spec).map((group) => {
    const values = knownValues(record, group, moment, channel);
    const head = [groupLetter(spec, group), String(agentsIn(group))];
    if (values === undefined || values.length === 0) return [...head, 'none', 'none', 'none'];
    const [low, high] = [values.reduce((a, v) => Math.min(a, v)), values.reduce((a, v) => Math.max(a, v))];
    return [...head, text(low), text(mean(values)), text(high)];
  });
  return {
    caption: `${about.name} in inner step ${moment.step}, ${about.unit}: each group of agents`,
    columns: ['group', 'agents', 'smallest', 'mean', 'largest'],
    rows,
  };
}
