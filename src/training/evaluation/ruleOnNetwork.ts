// A trained rule on a network it was not trained on: other widths, more layers, other activations (spec.md section 6).

import { failure, success, type Result } from '../../lib/result.ts';
import { layoutOf, type AgentGroup, type RuleLayout } from '../../experiment/layout.ts';
import type { ExperimentSpec, LayerSpec, NetworkSpec } from '../../experiment/types.ts';
import { validateSpec } from '../../experiment/validate.ts';

/** A rule as numbers: what it is made for, and its flat vector. */
export interface RuleNumbers {
  readonly spec: ExperimentSpec;
  /** [P] in the order of `layoutOf(spec)`. */
  readonly parameters: Float32Array;
}

/** A hidden layer that has no rules of its own in the trained rule. Dense layers count from 1. */
export interface ReusedRules {
  readonly dense: number;
  readonly from: number;
}

export interface RuleOnNetwork extends RuleNumbers {
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
    blocks.at(-1)!.push(layer);
  }
  return blocks;
}

const kindsOf = (block: readonly LayerSpec[]) => block.map((layer) => layer.kind).join(' and ');

/** Index of each block's first layer. */
function startsOf(blocks: readonly (readonly LayerSpec[])[]): number[] {
  let at = 0;
  return blocks.map((block) => (at += block.length) - block.length);
}

/** `1-20-20-1`: units of input and dense layers. */
export function widthsText({ inputs, layers }: NetworkSpec): string {
  return [inputs, ...layers.flatMap((layer) => (layer.kind === 'dense' ? [layer.units] : []))].join('-');
}

/** For each block of the target the block of the source whose rules it runs: own, else the nearest hidden one. */
function blockMap(target: number, source: number): number[] {
  return Array.from({ length: target }, (_, k) => (k === target - 1 ? source - 1 : Math.min(k, source - 2)));
}

/** Source layer by target layer, or why the rule has no agents for a layer. */
function layerMap(from: NetworkSpec, to: NetworkSpec, map: readonly number[]): Result<ReadonlyMap<number, number>> {
  const [source, target] = [denseBlocks(from.layers), denseBlocks(to.layers)];
  const [sourceStarts, targetStarts] = [startsOf(source), startsOf(target)];
  const layers = new Map<number, number>([[to.layers.length, from.layers.length]]);
  for (const [k, block] of target.entries()) {
    const at = map[k]!;
    const origin = source[at];
    if (origin === undefined)
      return failure('network.layers', 'the rule has no hidden layer whose rules an extra one could reuse');
    if (kindsOf(block) !== kindsOf(origin)) {
      const message = `layer ${k + 1} is ${kindsOf(block)}; the rule has agents for ${kindsOf(origin)} there`;
      return failure('network.layers', message);
    }
    block.forEach((_, i) => layers.set(targetStarts[k]! + i, sourceStarts[at]! + i));
  }
  return success(layers);
}

/** Copy what stands under one prefix of the source to the target's prefix. */
function copyViews(target: RuleLayout, source: RuleLayout, pairs: ReadonlyMap<string, string>, numbers: Float32Array) {
  const views = new Map(source.parameters.map((view) => [view.name, view]));
  const flat = new Float32Array(target.size);
  for (const view of target.parameters) {
    const prefix = [...pairs.keys()].find((key) => view.name.startsWith(`${key}.`));
    const name = prefix === undefined ? view.name : `${pairs.get(prefix)!}${view.name.slice(prefix.length)}`;
    const origin = views.get(name);
    if (origin?.size !== view.size) throw new Error(`no numbers for ${view.name} in the rule (${name})`);
    flat.set(numbers.subarray(origin.offset, origin.offset + origin.size), view.offset);
  }
  return flat;
}

/** Path prefixes of the target's parameters, each with the source's. */
function prefixPairs(target: RuleLayout, source: RuleLayout, layers: ReadonlyMap<number, number>): Map<string, string> {
  const origin = new Map(source.groups.map((group) => [group.id, group]));
  const pairs = new Map<string, string>();
  const put = (to: string | undefined, from: string | undefined) => {
    if (to !== undefined && from !== undefined && !pairs.has(to)) pairs.set(to, from);
  };
  for (const group of target.groups) {
    const from: AgentGroup | undefined = origin.get(`${layers.get(group.layer)!}.${group.kind}`);
    put(group.learner, from?.learner);
    put(group.standardiser, from?.standardiser);
    put(group.output, from?.output);
  }
  return pairs;
}

function refusal({ spec }: RuleNumbers, network: NetworkSpec): Result<never> | undefined {
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
 * A rule laid out for another network. The first dense layers keep their own rules and standardisers, the last one
 * those of the output; a hidden layer beyond the trained ones gets those of the nearest, which is the last hidden one.
 *
 * @param rule left as it is.
 * @param network any widths, number of hidden layers and activations; the kinds of layers must be those of the rule.
 * @returns the rule on it, its flat vector a fresh copy; a failure where the rule has no agents for a layer, or brings
 * learned starting weights of another shape.
 */
export function ruleOnNetwork(rule: RuleNumbers, network: NetworkSpec): Result<RuleOnNetwork> {
  const checked = validateSpec({ ...rule.spec, network });
  if (!checked.ok) return checked;
  const refused = refusal(rule, network);
  if (refused !== undefined) return refused;
  const map = blockMap(denseBlocks(network.layers).length, denseBlocks(rule.spec.network.layers).length);
  const layers = layerMap(rule.spec.network, network, map);
  if (!layers.ok) return layers;
  const [target, source] = [layoutOf(checked.value), layoutOf(rule.spec)];
  const hidden = map.slice(0, -1);
  return success({
    spec: checked.value,
    parameters: copyViews(target, source, prefixPairs(target, source, layers.value), rule.parameters),
    reused: hidden.flatMap((from, k) => (from === k ? [] : [{ dense: k + 1, from: from + 1 }])),
  });
}
