// The agent read first: the weight that the first inner step moves most.

import { sectionOf, type EpisodeRecord } from '../record/episode.ts';
import { type AgentRef } from '../record/moment.ts';
import { agentGroups } from '../spec/layout.ts';

/** Within the largest group of weights; undefined if the record holds no updates. */
export function defaultSelection(record: EpisodeRecord): AgentRef | undefined {
  const weights = agentGroups(record.header.spec).filter((g) => g.kind === 'weight');
  const largest = weights.toSorted((a, b) => b.inputs * b.outputs - a.inputs * a.outputs)[0];
  if (largest === undefined) return undefined;
  const update = sectionOf(record, `1/${largest.id}/update`)?.data;
  if (update === undefined) return undefined;
  let at = 0;
  update.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(update[at] ?? 0)) at = i;
  });
  return { group: largest.id, unit: [Math.floor(at / largest.outputs), at % largest.outputs] };
}
