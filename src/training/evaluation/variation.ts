// What an evaluation changes against how a rule was meta-trained: tasks, batch, network. Pure.

import { failure, success, type Result } from '../../lib/result.ts';
import type { ActivationName, ExperimentSpec, LayerSpec, NetworkSpec, Range } from '../../experiment/types.ts';
import { validateSpec } from '../../experiment/validate.ts';
import { denseBlocks, ruleOnNetwork, widthsText, type RuleNumbers } from './ruleOnNetwork.ts';

/** Settings that differ from those of training; a missing one stays. */
export interface Variation {
  readonly amplitude?: Range;
  /** Radians. */
  readonly phase?: Range;
  /** Units of the hidden dense layers; one number stands for all of them. */
  readonly widths?: readonly number[];
  /** Dense layers, the output included. */
  readonly layers?: number;
  /** Of every activation layer. */
  readonly activation?: ActivationName;
  /** Support points of each inner step. */
  readonly batch?: number;
}

export interface VariedRule extends RuleNumbers {
  /** What differs from training, one sentence each. */
  readonly changes: readonly string[];
}

/** The network with other widths, another number of dense layers, another activation of the hidden ones. */
function variedNetwork(network: NetworkSpec, { widths, layers, activation }: Variation): Result<NetworkSpec> {
  const blocks = denseBlocks(network.layers);
  const [hidden, output] = [blocks.slice(0, -1), blocks.at(-1) ?? []];
  const count = layers === undefined ? hidden.length : layers - 1;
  if (widths !== undefined && widths.length !== 1 && widths.length !== count) {
    const message = `there are ${widths.length} widths for ${count} hidden layers; allowed: one for all, or one each`;
    return failure('widths', message);
  }
  if (count > 0 && hidden.length === 0) return failure('layers', 'the network has no hidden layer to repeat');
  const varied = (layer: LayerSpec, units: number | undefined): LayerSpec => {
    if (layer.kind === 'dense') return units === undefined ? layer : { kind: 'dense', units };
    return layer.kind === 'activation' && activation !== undefined ? { kind: 'activation', name: activation } : layer;
  };
  const repeated = Array.from({ length: Math.max(0, count) }, (_, k) => {
    const units = widths?.[widths.length === 1 ? 0 : k];
    return hidden[Math.min(k, hidden.length - 1)]!.map((layer) => varied(layer, units));
  });
  return success({ ...network, layers: [...repeated, output].flat() });
}

const rangeText = ([low, high]: Range) => `${Number(low.toPrecision(4))} to ${Number(high.toPrecision(4))}`;

/** Sentences on tasks and batch. */
function taskChanges(before: ExperimentSpec, after: ExperimentSpec): string[] {
  const ranges = (['amplitude', 'phase'] as const).flatMap((name) => {
    const [from, to] = [before.task[name], after.task[name]];
    return from.join() === to.join() ? [] : [`${name} ${rangeText(to)}; trained on ${rangeText(from)}`];
  });
  const [from, to] = [before.recipe.batch, after.recipe.batch];
  return from === to ? ranges : [...ranges, `batches of ${to} points; trained on ${from}`];
}

const activationsOf = ({ layers }: NetworkSpec) => [
  ...new Set(layers.flatMap((layer) => (layer.kind === 'activation' ? [layer.name] : []))),
];

function networkChanges(before: NetworkSpec, after: NetworkSpec): string[] {
  const [made, asked] = [widthsText(before), widthsText(after)];
  const [from, to] = [activationsOf(before).join(', '), activationsOf(after).join(', ')];
  return [
    ...(made === asked ? [] : [`network ${asked}; trained on ${made}`]),
    ...(from === to ? [] : [`activation ${to}; trained on ${from}`]),
  ];
}

/**
 * A rule as an evaluation under changed settings needs it.
 *
 * @param rule left as it is.
 * @returns spec and flat vector to evaluate with, and what changed in words; or why the rule cannot be used so.
 */
export function variedRule(rule: RuleNumbers, variation: Variation): Result<VariedRule> {
  const { amplitude, phase, batch } = variation;
  const { spec } = rule;
  const network = variedNetwork(spec.network, variation);
  if (!network.ok) return network;
  const moved = ruleOnNetwork(rule, network.value);
  if (!moved.ok) return moved;
  const checked = validateSpec({
    ...moved.value.spec,
    task: { ...spec.task, ...(amplitude && { amplitude }), ...(phase && { phase }) },
    recipe: { ...spec.recipe, ...(batch === undefined ? {} : { batch }) },
  });
  if (!checked.ok) return checked;
  const reused = moved.value.reused.map(
    ({ dense, from }) => `dense layer ${dense} reuses the rules of dense layer ${from}, the nearest hidden one`,
  );
  return success({
    spec: checked.value,
    parameters: moved.value.parameters,
    changes: [...taskChanges(spec, checked.value), ...networkChanges(spec.network, network.value), ...reused],
  });
}
