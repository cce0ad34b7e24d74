// The inner clock: inner step x phase, and the address of one agent. Both generated from the spec.

import { agentsIn, type AgentGroup } from '../experiment/layout.ts';
import { topologyOf, type Block, type Phase } from '../experiment/topology.ts';
import type { ExperimentSpec } from '../experiment/types.ts';

/** An instant: inner step 1..K and index into `phasesOf`. Before learning is (1, 0). */
export interface Moment {
  readonly step: number;
  readonly phase: number;
}

/** One agent: its group, and its unit (`[i, j]` for weights, `[j]` otherwise), counted from 0. */
export interface AgentRef {
  readonly group: string;
  readonly unit: readonly number[];
}

/** Dense blocks of the network, in forward order. */
export function blocksOf(spec: Pick<ExperimentSpec, 'network' | 'rule'>): readonly Block[] {
  return topologyOf(spec).blocks;
}

/** The phases of an inner step: the inner clock's dial. */
export function phasesOf(spec: Pick<ExperimentSpec, 'network' | 'rule'>): readonly Phase[] {
  return topologyOf(spec).phases;
}

/** Inner steps whose updates are applied at this moment: the prediction on show is `grid/n/prediction`. */
export function stepsApplied(moment: Moment, phases: readonly Phase[]): number {
  return phases[moment.phase]?.kind === 'update' ? moment.step : moment.step - 1;
}

const SHORT = { weight: 'w', bias: 'b', activation: 'a', softmax: 's', loss: 'l' } as const;

/** Compact form of a group's id: `w2`, the weights of dense layer index 2. */
export function groupToText(group: string): string {
  const [layer = '0', kind = 'loss'] = group.split('.');
  return `${SHORT[kind as keyof typeof SHORT]}${layer}`;
}

/** The inverse of `groupToText`; undefined for text of another form. */
export function groupFromText(text: string): string | undefined {
  const [, letter, layer] = /^([wbasl])(\d{1,3})$/.exec(text) ?? [];
  const kind = Object.entries(SHORT).find(([, short]) => short === letter)?.[0];
  return kind === undefined ? undefined : `${layer}.${kind}`;
}

/** Compact form for links: `w2:8:13` (weight of dense layer index 2, unit 8 to unit 13), `b2:4`, `l5:0`. */
export function agentToText(ref: AgentRef): string {
  return `${groupToText(ref.group)}:${ref.unit.join(':')}`;
}

/** The inverse of `agentToText` within a spec; undefined for an agent the network does not have. */
export function agentFromText(text: string, spec: Pick<ExperimentSpec, 'network' | 'rule'>): AgentRef | undefined {
  const match = /^([wbasl]\d+):(\d+)(?::(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, of = '', first, second] = match;
  const group = topologyOf(spec).group(groupFromText(of) ?? '');
  if (group === undefined) return undefined;
  const unit = second === undefined ? [Number(first)] : [Number(first), Number(second)];
  const bounds = group.kind === 'weight' ? [group.inputs, group.outputs] : [group.outputs];
  if (unit.length !== bounds.length || unit.some((u, d) => u >= (bounds[d] ?? 0))) return undefined;
  return { group: group.id, unit };
}

/** Every agent of a group, in the order of `agentIndex`. */
export function agentsOfGroup(group: AgentGroup): AgentRef[] {
  return Array.from({ length: agentsIn(group) }, (_, n) => ({
    group: group.id,
    unit: group.kind === 'weight' ? [Math.floor(n / group.outputs), n % group.outputs] : [n],
  }));
}
