// What full colour stands for, group by group: the same over a whole episode, so that steps can be compared by eye.

import type { AgentGroup } from '../../experiment/layout.ts';
import type { AgentChannel, ColourScale } from '../../record/agentChannel.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import { clockOf } from '../clocks/turns.ts';
import { channelValues } from './agentChannels.ts';
import { groupsOf } from './agentData.ts';

/** Of the values of a group: the largest magnitude and the mean square, finite ones only. */
interface Extent {
  readonly peak: number;
  readonly power: number;
}

export interface GroupScale {
  /** The magnitude of full colour. */
  readonly limit: number;
  /** Mean square of the group's colours where they are strongest, from 0 to 1: how crowded its lines become. */
  readonly crowd: number;
}

/** The limit of a group where nothing happens. */
export const TINY = 1e-12;
const NOTHING: Extent = { peak: 0, power: 0 };

function extentOf(values: Float32Array | undefined): Extent | undefined {
  if (values === undefined) return undefined;
  let [peak, sum] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    peak = Math.max(peak, Math.abs(value));
    sum += value * value;
  }
  return { peak, power: values.length === 0 ? 0 : sum / values.length };
}

const larger = (a: Extent, b: Extent): Extent => ({
  peak: Math.max(a.peak, b.peak),
  power: Math.max(a.power, b.power),
});

/** Over all inner steps: before the first, and after each. */
function overEpisode(record: EpisodeRecord, group: AgentGroup, channel: AgentChannel): Extent | undefined {
  const { spec, probe } = record.header;
  const last = clockOf(spec).phases.length - 1;
  const ends = Array.from({ length: probe.steps }, (_, k): Moment => ({ step: k + 1, phase: last }));
  const found = [{ step: 1, phase: 0 }, ...ends].flatMap(
    (moment) => extentOf(channelValues(record, group, moment, channel)) ?? [],
  );
  return found.length === 0 ? undefined : found.reduce(larger, NOTHING);
}

type Extents = ReadonlyMap<string, Extent>;
const known = new WeakMap<EpisodeRecord, Map<AgentChannel, Extents>>();

function extentsOf(record: EpisodeRecord, extent: (group: AgentGroup) => Extent | undefined): Extents {
  return new Map(
    groupsOf(record.header.spec).flatMap((group) => {
      const found = extent(group);
      return found === undefined ? [] : [[group.id, found]];
    }),
  );
}

/** As `overEpisode` of every group, worked out once a record. */
function episodeExtents(record: EpisodeRecord, channel: AgentChannel): Extents {
  const channels = known.get(record) ?? new Map<AgentChannel, Extents>();
  known.set(record, channels);
  const extents = channels.get(channel) ?? extentsOf(record, (group) => overEpisode(record, group, channel));
  channels.set(channel, extents);
  return extents;
}

/** The scale of every group that has the channel at all. */
export function groupScales(
  record: EpisodeRecord,
  moment: Moment,
  channel: AgentChannel,
  { span, across }: ColourScale,
): ReadonlyMap<string, GroupScale> {
  const extents =
    span === 'episode'
      ? episodeExtents(record, channel)
      : extentsOf(record, (group) => extentOf(channelValues(record, group, moment, channel)));
  const top = Math.max(TINY, ...[...extents.values()].map(({ peak }) => peak));
  return new Map(
    [...extents].map(([group, { peak, power }]) => {
      const limit = across === 'all' ? top : Math.max(TINY, peak);
      return [group, { limit, crowd: power / limit ** 2 }];
    }),
  );
}
