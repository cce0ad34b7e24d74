// A rule on a network it was not made for: which layer's rules each layer runs, and why some networks are refused
// (maths.md section 6). Plain data; the numbers follow in training/evaluation/ruleOnNetwork.ts.

import { failure, success, type Result } from '../lib/result.ts';
import { layersToText } from './layerText.ts';
import type { ActivationName, ExperimentSpec, LayerSpec, NetworkSpec, ProbeSpec } from './types.ts';

/** What differs from a network; a missing one stays. */
export interface NetworkChange {
  /** Units of the hidden dense layers; one number stands for all of them. */
  readonly widths?: readonly number[];
  /** Dense layers, the output included. */
  readonly layers?: number;
  /** Of every hidden activation layer. */
  readonly activation?: ActivationName;
}

/** A hidden layer that has no rules of its own in the trained rule. Dense layers count from 1. */
export interface ReusedRules {
  readonly dense: number;
  readonly from: number;
}

/** A rule's spec on another network. */
export interface OtherNetwork {
  readonly spec: ExperimentSpec;
  /** Layer of the rule's own network by layer of this one; the loss is the layer after the last. */
  readonly layers: ReadonlyMap<number, number>;
  /** Extra hidden layers, and whose rules they run; empty if every layer runs its own. */
  readonly reused: readonly ReusedRules[];
}

/**
 * The layers in blocks: a dense layer with what follows it up to the next one; layers before the first dense one stand
 * in its block.
 */
export function denseBlocks(layers: readonly LayerSpec[]): readonly (readonly LayerSpec[])[] {
  const blocks: LayerSpec[][] = [[]];
  let dense = 0;
  for (const layer of layers) {
    if (layer.kind === 'dense' && dense++ > 0) blocks.push([]);
    blocks.at(-1)?.push(layer);
  }
  return blocks;
}

/** The network with other widths, another number of dense layers, another activation of the hidden ones. */
export function variedNetwork(
  network: NetworkSpec,
  { widths, layers, activation }: NetworkChange,
): Result<NetworkSpec> {
  const blocks = denseBlocks(network.layers);
  const [hidden, output] = [blocks.slice(0, -1), blocks.at(-1) ?? []];
  const count = layers === undefined ? hidden.length : layers - 1;
  if (widths !== undefined && widths.length !== 1 && widths.length !== count) {
    const message = `there are ${widths.length} widths for ${count} hidden layers; allowed: one for all, or one each`;
    return failure('widths', message);
  }
  const nearest = (k: number) => hidden[Math.min(k, hidden.length - 1)] ?? [];
  if (count > 0 && hidden.length === 0) return failure('layers', 'the network has no hidden layer to repeat');
  const varied = (layer: LayerSpec, units: number | undefined): LayerSpec => {
    if (layer.kind === 'dense') return units === undefined ? layer : { kind: 'dense', units };
    return layer.kind === 'activation' && activation !== undefined ? { kind: 'activation', name: activation } : layer;
  };
  const repeated = Array.from({ length: Math.max(0, count) }, (_, k) => {
    const units = widths?.[widths.length === 1 ? 0 : k];
    return nearest(k).map((layer) => varied(layer, units));
  });
  return success({ ...network, layers: [...repeated, output].flat() });
}

const kindsOf = (block: readonly LayerSpec[]) => block.map((layer) => layer.kind).join(' and ');

/** Index of each block's first layer. */
function startsOf(blocks: readonly (readonly LayerSpec[])[]): number[] {
  let at = 0;
  return blocks.map((block) => (at += block.length) - block.length);
}

/** `1-20-20-1`: units of input and dense layers. */
export function widthsText({ inputs, layers }: Pick<NetworkSpec, 'inputs' | 'layers'>): string {
  return [inputs, ...layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []))].join('-');
}

/** Names of the activations of a network, each once. */
function activationsText({ layers }: NetworkSpec): string {
  return [...new Set(layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.name] : [])))].join(', ');
}

/** `1-20-20-1, relu`. */
export function networkText(network: NetworkSpec): string {
  return [widthsText(network), activationsText(network)].filter((text) => text !== '').join(', ');
}

/** `network 1-30-1`, `activation step`, each with what the other network has. */
export function networkDifferences(before: NetworkSpec, after: NetworkSpec): { readonly is: string; was: string }[] {
  const pairs = [
    ['network', widthsText(before), widthsText(after)],
    ['activation', activationsText(before), activationsText(after)],
  ] as const;
  return pairs.flatMap(([what, was, is]) => (was === is ? [] : [{ is: `${what} ${is}`, was }]));
}

/** What an evaluation says of another network than the rule's own, one sentence each. */
export function networkChanges(before: NetworkSpec, after: NetworkSpec, reused: readonly ReusedRules[]): string[] {
  return [
    ...networkDifferences(before, after).map(({ is, was }) => `${is}; trained on ${was}`),
    ...reused.map(
      ({ dense, from }) => `dense layer ${dense} reuses the rules of dense layer ${from}, the nearest hidden one`,
    ),
  ];
}

/** For each block of the target the block of the source whose rules it runs: own, else the nearest hidden one. */
function blockMap(target: number, source: number): number[] {
  return Array.from({ length: target }, (_, k) => (k === target - 1 ? source - 1 : Math.min(k, source - 2)));
}

/** Source layer by target layer, or why the rule has no agents for a layer. */
function layerMap(own: NetworkSpec, other: NetworkSpec, map: readonly number[]): Result<ReadonlyMap<number, number>> {
  const [source, target] = [denseBlocks(own.layers), denseBlocks(other.layers)];
  const [sourceStarts, targetStarts] = [startsOf(source), startsOf(target)];
  const layers = new Map<number, number>([[other.layers.length, own.layers.length]]);
  for (const [k, block] of target.entries()) {
    const at = map[k] ?? -1;
    const origin = source[at];
    if (origin === undefined)
      return failure('network.layers', 'the rule has no hidden layer whose rules an extra one could reuse');
    if (kindsOf(block) !== kindsOf(origin)) {
      const message = `layer ${k + 1} is ${kindsOf(block)}; the rule has agents for ${kindsOf(origin)} there`;
      return failure('network.layers', message);
    }
    const [to, from] = [targetStarts[k] ?? 0, sourceStarts[at] ?? 0];
    block.forEach((_, i) => layers.set(to + i, from + i));
  }
  return success(layers);
}

function refusal(spec: ExperimentSpec, network: NetworkSpec): Result<never> | undefined {
  const [made, asked] = [widthsText(spec.network), widthsText(network)];
  if (spec.recipe.learnedPrior && (made !== asked || network.layers.length !== spec.network.layers.length)) {
    const message = `the rule starts from learned weights of a ${made} network and cannot run on ${asked}: only rules with random starts change width or depth`;
    return failure('network.layers', message);
  }
  if (network.loss !== spec.network.loss)
    return failure('network.loss', `the rule's loss agents are for ${spec.network.loss}, not for ${network.loss}`);
  return undefined;
}

/**
 * How a rule runs on another network. The first dense layers keep their own rules and standardisers, the last one those
 * of the output; a hidden layer beyond the trained ones gets those of the nearest, which is the last hidden one.
 *
 * @param network valid for the task of `spec`; any widths, number of hidden layers and activations.
 * @returns a failure where the rule has no agents for a layer, or brings learned starting weights of another shape.
 */
export function onNetwork(spec: ExperimentSpec, network: NetworkSpec): Result<OtherNetwork> {
  const refused = refusal(spec, network);
  if (refused !== undefined) return refused;
  const map = blockMap(denseBlocks(network.layers).length, denseBlocks(spec.network.layers).length);
  const layers = layerMap(spec.network, network, map);
  if (!layers.ok) return layers;
  const hidden = map.slice(0, -1);
  return success({
    spec: { ...spec, network },
    layers: layers.value,
    reused: hidden.flatMap((from, k) => (from === k ? [] : [{ dense: k + 1, from: from + 1 }])),
  });
}

/** The network a probe runs on: that of the rule, unless the probe brings layers of its own. */
export function probedNetwork({ network }: Pick<ExperimentSpec, 'network'>, { layers }: ProbeSpec): NetworkSpec {
  return layers === undefined ? network : { ...network, layers };
}

/** The spec as a probe shows it. */
export function probedSpec(spec: ExperimentSpec, probe: ProbeSpec): ExperimentSpec {
  return probe.layers === undefined ? spec : { ...spec, network: probedNetwork(spec, probe) };
}

/** Whether two lists of layers are the same. */
export function sameLayers(a: readonly LayerSpec[], b: readonly LayerSpec[]): boolean {
  return layersToText(a) === layersToText(b);
}
