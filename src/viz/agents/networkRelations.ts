// Who talks with whom: the agents one agent hears or speaks to directly.

import type { AgentRef } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { groupOf } from './agentData.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** Weights that end in (`output`) or start from (`input`) one unit. */
function weightsAt(group: AgentGroup, side: 'input' | 'output', unit: number): AgentRef[] {
  const count = side === 'output' ? group.inputs : group.outputs;
  return Array.from({ length: count }, (_, k) => ({
    group: group.id,
    unit: side === 'output' ? [k, unit] : [unit, k],
  }));
}

/** The agents `ref` hears from and speaks to. */
export function relatedAgents(spec: ExperimentSpec, ref: AgentRef): AgentRef[] {
  const group = groupOf(spec, ref.group);
  if (group === undefined) return [];
  const [first = 0, second = 0] = ref.unit;
  const related: AgentRef[] = [];
  const after = topologyOf(spec).senderTo(group.id);
  if (after?.kind === 'weight') related.push(...weightsAt(after, 'input', first));
  else if (after !== undefined) related.push({ group: after.id, unit: [group.kind === 'weight' ? second : first] });
  const before = topologyOf(spec).listenerOf(group.id);
  if (before?.kind === 'weight') related.push(...weightsAt(before, 'output', first));
  else if (before !== undefined) related.push({ group: before.id, unit: [first] });
  return related;
}
