// The agent read first: the weight that the first inner step moves most.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { topologyOf } from '../../experiment/topology.ts';
import { read } from '../../record/sections.ts';

/** The agent of a group that the first inner step moves most; its first one where nothing moves. */
export function mostMoved(record: EpisodeRecord, id: string): AgentRef | undefined {
  const group = topologyOf(record.header.spec).group(id);
  if (group === undefined) return undefined;
  const update = read.update(record, 1, id)?.data;
  let at = 0;
  update?.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(update[at] ?? 0)) at = i;
  });
  const unit = group.kind === 'weight' ? [Math.floor(at / group.outputs), at % group.outputs] : [at];
  return { group: id, unit };
}

/** Within the largest group of weights; undefined if the record holds no updates. */
export function defaultSelection(record: EpisodeRecord): AgentRef | undefined {
  const weights = topologyOf(record.header.spec).groups.filter((g) => g.kind === 'weight');
  const largest = weights.toSorted((a, b) => b.inputs * b.outputs - a.inputs * a.outputs)[0];
  if (largest === undefined || read.update(record, 1, largest.id) === undefined) return undefined;
  return mostMoved(record, largest.id);
}
