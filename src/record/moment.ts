// The inner clock: inner step x phase, and the address of one agent. Both generated from the spec.

import { agentGroups, type AgentGroup } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';

/** One phase of an inner step. `block` counts dense blocks (a dense layer and what follows it) from 0. */
export type Phase =
  { readonly kind: 'forward' | 'loss' | 'update' } | { readonly kind: 'back'; readonly block: number };

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

/** A dense layer with the activation or softmax that follows it: what people call a layer. */
export interface Block {
  /** Counted from 1, as people read it. */
  readonly number: number;
  readonly groups: readonly AgentGroup[];
}

/** Dense blocks in forward order; activations before the first dense layer join the first block. */
export function blocksOf(spec: Pick<ExperimentSpec, 'network' | 'rule'>): Block[] {
  const blocks: { number: number; groups: AgentGroup[] }[] = [];
  for (const group of agentGroups(spec)) {
    if (group.kind === 'loss') continue;
    const last = blocks.at(-1);
    const opens = group.kind === 'weight' && last?.groups.some((g) => g.kind === 'weight') !== false;
    if (last === undefined || opens) blocks.push({ number: blocks.length + 1, groups: [group] });
    else last.groups.push(group);
  }
  return blocks;
}

/** Forward, loss, back through each block from the last to the first, update. */
export function phasesOf(spec: Pick<ExperimentSpec, 'network' | 'rule'>): Phase[] {
  const blocks = blocksOf(spec).length;
  const back = Array.from({ length: blocks }, (_, i): Phase => ({ kind: 'back', block: blocks - 1 - i }));
  return [{ kind: 'forward' }, { kind: 'loss' }, ...back, { kind: 'update' }];
}

/** Inner steps whose updates are applied at this moment: the prediction on show is `grid/n/prediction`. */
export function stepsApplied(moment: Moment, phases: readonly Phase[]): number {
  return phases[moment.phase]?.kind === 'update' ? moment.step : moment.step - 1;
}

const SHORT = { weight: 'w', bias: 'b', activation: 'a', softmax: 's', loss: 'l' } as const;

/** Compact form for links: `w2:8:13` (weight of dense layer index 2, unit 8 to unit 13), `b2:4`, `l5:0`. */
export function agentToText(ref: AgentRef): string {
  const [layer = '0', kind = 'loss'] = ref.group.split('.');
  return `${SHORT[kind as keyof typeof SHORT]}${layer}:${ref.unit.join(':')}`;
}

/** The inverse of `agentToText` within a spec; undefined for an agent the network does not have. */
export function agentFromText(text: string, spec: Pick<ExperimentSpec, 'network' | 'rule'>): AgentRef | undefined {
  const match = /^([wbasl])(\d+):(\d+)(?::(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, letter, layer, first, second] = match;
  const group = agentGroups(spec).find((g) => g.layer === Number(layer) && SHORT[g.kind] === letter);
  if (group === undefined) return undefined;
  const unit = second === undefined ? [Number(first)] : [Number(first), Number(second)];
  const bounds = group.kind === 'weight' ? [group.inputs, group.outputs] : [group.outputs];
  if (unit.length !== bounds.length || unit.some((u, d) => u >= (bounds[d] ?? 0))) return undefined;
  return { group: group.id, unit };
}
