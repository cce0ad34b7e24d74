// The way of a word: from the loss, agent by agent, to one that is asked about.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import { channelValues } from './agentChannels.ts';
import { agentIndex, groupOf } from './agentData.ts';
import { clockOf } from '../clocks/turns.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** The output whose weight says most to input `unit`: message norm, else weight in magnitude, else the first. */
function loudest(record: EpisodeRecord, group: AgentGroup, step: number, unit: number): number {
  const moment = { step, phase: clockOf(record.header.spec).phases.length - 2 };
  const said = channelValues(record, group, moment, 'norm') ?? channelValues(record, group, moment, 'weight');
  const size = (j: number): number => Math.abs(said?.[agentIndex(group, [unit, j])] ?? 0);
  let best = 0;
  for (let j = 1; j < group.outputs; j++) if (size(j) > size(best)) best = j;
  return best;
}

/** The agent that `ref` listens to; where many weights speak to it, the loudest of them in this step. */
function speakerTo(record: EpisodeRecord, ref: AgentRef, step: number): AgentRef | undefined {
  const { spec } = record.header;
  const group = groupOf(spec, ref.group);
  const sender = group && topologyOf(spec).senderTo(group.id);
  if (group === undefined || sender === undefined) return undefined;
  const [first = 0, second = 0] = ref.unit;
  const unit = group.kind === 'weight' ? second : first;
  return { group: sender.id, unit: sender.kind === 'weight' ? [unit, loudest(record, sender, step, unit)] : [unit] };
}

/** The chain of agents from the loss to `ref`, both included, in the order in which they speak in `step`. */
export function pathFromLoss(record: EpisodeRecord, ref: AgentRef, step: number): AgentRef[] {
  const path: AgentRef[] = [];
  for (let at: AgentRef | undefined = ref; at !== undefined; at = speakerTo(record, at, step)) path.push(at);
  return path.reverse();
}
