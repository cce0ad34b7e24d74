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
import { endText, lossText, signed, subscript } from '../common/format.ts';
import { TINY } from './colourScale.ts';
import type { NetworkFrame } from './networkFrame.ts';
import { layerNumber } from '../clocks/turns.ts';

/** `w₂`, `b₂`, `ReLU₁`, `softmax`, `loss`. */
function groupLetter(spec: ExperimentSpec, group: AgentGroup): string {
  if (group.kind === 'softmax' || group.kind === 'loss') return group.kind;
  const layer = subscript(layerNumber(spec, group.id) ?? 0);
  return `${group.kind === 'weight' ? 'w' : group.kind === 'bias' ? 'b' : activationName(spec, group)}${layer}`;
}

/** The ends of a group's colours, `±.16` or `0–.4`, `0` where nothing happens, and of a share, `0–100 %`; undefined where it has no colour. */
export function rangeText(frame: NetworkFrame, group: AgentGroup): string | undefined {
  const unit = frame.units.get(group.id);
  if (unit?.limit === undefined && unit?.fill !== undefined) return '0–100 %';
  const { limit, signed: both } = frame.edges.get(group.id) ?? unit ?? {};
  if (limit === undefined) return undefined;
  if (limit === TINY) return '0';
  return both === true ? `±${endText(limit)}` : `0–${endText(limit)}`;
}

/** What the figure's colour is, and its size where that has a meaning of its own. */
export function channelWords(colour: AgentChannel, size: AgentChannel | undefined): string {
  const about = channelInfo(colour);
  const sized = size === undefined ? undefined : channelInfo(size);
  return [
    `Colour: ${about.name}, ${about.unit}`,
    ...(sized === undefined ? [] : [`size: ${sized.name}, ${sized.unit}`]),
  ].join('; ');
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
