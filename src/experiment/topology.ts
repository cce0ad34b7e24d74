// How an experiment's agents stand to each other: one cached description of a spec. Today the only graph is a chain; who
// asks here instead of counting layers up or down need not change when there are others.

import { agentGroups, layerUnits, type AgentGroup } from './layout.ts';
import type { ExperimentSpec, LayerSpec } from './types.ts';

/** A layer of the inner network and what it reads. */
export interface LayerPlace {
  /** Counted from 0. */
  readonly index: number;
  readonly layer: LayerSpec;
  readonly inputs: number;
  readonly outputs: number;
  /** Index of the layer whose output it reads; undefined where it reads the network's input. */
  readonly reads: number | undefined;
}

/** A dense layer with the activation or softmax that follows it: what people call a layer. */
export interface Block {
  /** Counted from 1, as people read it. */
  readonly number: number;
  readonly groups: readonly AgentGroup[];
}

/** One phase of an inner step. `block` counts dense blocks from 0. */
export type Phase =
  { readonly kind: 'forward' | 'loss' | 'update' } | { readonly kind: 'back'; readonly block: number };

export interface Topology {
  /** Groups of agents in forward order, the loss last. */
  readonly groups: readonly AgentGroup[];
  /** The same in the order in which they speak: from the loss. */
  readonly speaking: readonly AgentGroup[];
  readonly layers: readonly LayerPlace[];
  /** What the loss reads: the last layer's output. */
  readonly loss: Pick<LayerPlace, 'inputs' | 'reads'>;
  /** Layers from the last to the first. */
  readonly layersBack: readonly LayerPlace[];
  readonly blocks: readonly Block[];
  /** Forward, loss, back through each block from the last to the first, update. */
  readonly phases: readonly Phase[];
  /** A group by its id. */
  group(id: string): AgentGroup | undefined;
  /** Whose message a group hears; undefined for the loss, which hears its own value. */
  senderTo(id: string): AgentGroup | undefined;
  /** Who hears a group's message, which is also whose output it reads going forward; undefined on the input side. */
  listenerOf(id: string): AgentGroup | undefined;
}

type Shape = Pick<ExperimentSpec, 'network' | 'rule'>;

function layersOf({ inputs, layers }: ExperimentSpec['network']): LayerPlace[] {
  const units = layerUnits(inputs, layers);
  return layers.map((layer, index) => ({
    index,
    layer,
    inputs: units[index] ?? 0,
    outputs: units[index + 1] ?? 0,
    reads: index === 0 ? undefined : index - 1,
  }));
}

/** Dense blocks in forward order; activations before the first dense layer join the first block. */
function blocksOf(groups: readonly AgentGroup[]): Block[] {
  const blocks: { number: number; groups: AgentGroup[] }[] = [];
  for (const group of groups) {
    if (group.kind === 'loss') continue;
    const last = blocks.at(-1);
    const opens = group.kind === 'weight' && last?.groups.some((g) => g.kind === 'weight') !== false;
    if (last === undefined || opens) blocks.push({ number: blocks.length + 1, groups: [group] });
    else last.groups.push(group);
  }
  return blocks;
}

function phasesOf(blocks: readonly Block[]): Phase[] {
  const back = blocks.map((_, i): Phase => ({ kind: 'back', block: blocks.length - 1 - i }));
  return [{ kind: 'forward' }, { kind: 'loss' }, ...back, { kind: 'update' }];
}

function describe(spec: Shape): Topology {
  const groups = agentGroups(spec);
  const index = new Map(groups.map(({ id }, at) => [id, at]));
  const neighbour = (id: string, by: number) => groups[(index.get(id) ?? NaN) + by];
  const layers = layersOf(spec.network);
  const blocks = blocksOf(groups);
  return {
    groups,
    speaking: groups.toReversed(),
    layers,
    loss: { inputs: layers.at(-1)?.outputs ?? spec.network.inputs, reads: layers.at(-1)?.index },
    layersBack: layers.toReversed(),
    blocks,
    phases: phasesOf(blocks),
    group: (id) => neighbour(id, 0),
    senderTo: (id) => neighbour(id, 1),
    listenerOf: (id) => neighbour(id, -1),
  };
}

const known = new WeakMap<Shape['network'], WeakMap<Shape['rule'], Topology>>();

/** The topology of an experiment; the same object for the same network and rule. */
export function topologyOf(spec: Shape): Topology {
  const ofNetwork = known.get(spec.network) ?? new WeakMap<Shape['rule'], Topology>();
  known.set(spec.network, ofNetwork);
  const found = ofNetwork.get(spec.rule) ?? describe(spec);
  ofNetwork.set(spec.rule, found);
  return found;
}
