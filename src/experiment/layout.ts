// Where every parameter of a rule lives in its one flat vector, and which agents use it.
// Pure bookkeeping from the spec; names are those of the fixtures' paths ("2.weight.learner.gru.updateBias").

import { sizeOf } from '../lib/shape.ts';
import type { AgentKind, ExperimentSpec, LayerSpec, LossName, RecipeSpec, RuleSpec } from './types.ts';
import { aggregatorOf } from './aggregators.ts';
import { ruleKind } from './ruleKinds.ts';

/** All agents of one kind in one layer: they run the same learner on different rows. */
export interface AgentGroup {
  /** `${layer}.${kind}`, layers counted from 0 in data; the loss stands one past the last layer. */
  readonly id: string;
  readonly layer: number;
  readonly kind: AgentKind;
  /** Units in (dense weights: I; otherwise the same as `outputs`). */
  readonly inputs: number;
  /** Units out: O. */
  readonly outputs: number;
  /** Channels of the incoming message: 1 for the loss, else M. */
  readonly messageIn: number;
  /** What the agent stores in the forward pass, in the order of maths.md section 1. */
  readonly states: readonly string[];
  /** Owns a weight or bias, so its rule proposes an update. */
  readonly ownsParameter: boolean;
  /** Carry channels C; 0 for stateless rules. */
  readonly carry: number;
  /** Path prefixes of the parameters this group uses (shared ones stand at their first user's path). */
  readonly learner: string;
  readonly standardiser: string;
  /** Output centring and scale; undefined for agents without a parameter. */
  readonly output: string | undefined;
}

export type ParameterRole = 'learner' | 'standardiser' | 'outputMean' | 'outputScale' | 'start' | 'stepSizes';

/** One named tensor inside the flat vector. */
export interface ParameterView {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
  readonly role: ParameterRole;
  /** Moved by meta-training; frozen otherwise. */
  readonly trained: boolean;
}

export interface RuleLayout {
  /** In forward order, the loss last. */
  readonly groups: readonly AgentGroup[];
  readonly parameters: readonly ParameterView[];
  /** Floats in the flat vector. */
  readonly size: number;
}

/** Agents in a group: one for each weight, or for each output. */
export function agentsIn({ kind, inputs, outputs }: Pick<AgentGroup, 'kind' | 'inputs' | 'outputs'>): number {
  return kind === 'weight' ? inputs * outputs : outputs;
}

const LOSS_STATES: Record<LossName, readonly string[]> = {
  l2: ['output', 'target', 'target - output'],
  l1: ['output', 'target'],
  crossEntropy: ['clipped output', 'target', 'log output'],
};

/** Units before the first layer, then after each layer. */
export function layerUnits(inputs: number, layers: readonly LayerSpec[]): number[] {
  const units = [inputs];
  for (const layer of layers) units.push(layer.kind === 'dense' ? layer.units : (units.at(-1) ?? inputs));
  return units;
}

/** Every group of agents of the network, in forward order. */
export function agentGroups(spec: Pick<ExperimentSpec, 'network' | 'rule'>): AgentGroup[] {
  const { network, rule } = spec;
  const units = layerUnits(network.inputs, network.layers);
  const groups: AgentGroup[] = [];
  const first = new Map<AgentKind, string>();
  const add = (layer: number, kind: AgentKind, inputs: number, outputs: number, states: readonly string[]) => {
    const id = `${layer}.${kind}`;
    const owns = kind === 'weight' || kind === 'bias';
    const shared = first.get(kind) ?? id;
    first.set(kind, shared);
    const learner = owns && rule.sharing !== 'none' ? shared : id;
    const standards = owns && rule.sharing === 'rulesAndStandardisers' ? shared : id;
    groups.push({
      id,
      layer,
      kind,
      inputs,
      outputs,
      states,
      ownsParameter: owns,
      messageIn: kind === 'loss' ? 1 : rule.messageSize,
      carry: ruleKind(rule).carry(rule, owns),
      learner: `${learner}.learner`,
      standardiser: `${standards}.standardiser`,
      output: owns ? `${standards}.output` : undefined,
    });
  };
  network.layers.forEach((layer, index) => {
    const before = units[index] ?? 0;
    const after = units[index + 1] ?? 0;
    if (layer.kind === 'dense') {
      add(index, 'weight', before, after, ['weight', 'input']);
      add(index, 'bias', after, after, ['bias', 'input']);
    } else if (layer.kind === 'activation') {
      add(index, 'activation', after, after, ['input']);
    } else {
      add(index, 'softmax', after, after, ['input', 'input - max', 'exp', 'sum of exp']);
    }
  });
  const outputs = units.at(-1) ?? 0;
  add(network.layers.length, 'loss', outputs, outputs, LOSS_STATES[network.loss]);
  return groups;
}

/** Agents of the network: one for each weight, bias, activation and output. */
export function agentCount(spec: Pick<ExperimentSpec, 'network' | 'rule'>): number {
  return agentGroups(spec).reduce((sum, group) => sum + agentsIn(group), 0);
}

type Entry = Omit<ParameterView, 'offset' | 'size'>;

/** Parameters of a group's learner. */
function learnerEntries(rule: RuleSpec, group: AgentGroup): Entry[] {
  const inputs = group.messageIn + group.states.length;
  return ruleKind(rule)
    .learner(rule, { inputs, carry: group.carry, ownsParameter: group.ownsParameter })
    .map(({ name, shape }) => ({ name: `${group.learner}.${name}`, shape, role: 'learner', trained: true }));
}

/** Parameters of a layer's aggregator, where it has any. */
function aggregatorEntries(rule: RuleSpec, { id, kind }: AgentGroup): Entry[] {
  if (kind !== 'weight') return [];
  return aggregatorOf(rule)
    .parameters(rule)
    .map(({ name, shape }) => ({ name: `${id}.aggregator.${name}`, shape, role: 'learner', trained: true }));
}

/** Which of `kept` step sizes an agent uses after so many inner steps: the next, at last the last. */
export const stepSizesAt = (kept: number, stepsDone: number): number => Math.min(stepsDone, kept - 1);

/** What is learned of the start and of step sizes, a tensor for each group with parameters. */
function ownEntries(groups: readonly AgentGroup[], { learnedPrior, ownStepSizes }: RecipeSpec): Entry[] {
  const owners = groups.filter(({ ownsParameter }) => ownsParameter);
  const put = (role: 'start' | 'stepSizes', shapeOf: (agents: readonly number[]) => readonly number[]) =>
    owners.map(({ id, kind, inputs, outputs }): Entry => {
      const agents = kind === 'weight' ? [inputs, outputs] : [outputs];
      return { name: `${role}.${id}`, shape: shapeOf(agents), role, trained: true };
    });
  return [
    ...(learnedPrior ? put('start', (agents) => agents) : []),
    // From random starts no weight is the same from one adaptation to the next.
    ...(ownStepSizes > 0 ? put('stepSizes', (agents) => [ownStepSizes, ...(learnedPrior ? agents : [])]) : []),
  ];
}

/** The layout of a rule's flat vector; at its end stands the learned prior, where there is one, then step sizes. */
export function layoutOf(spec: Pick<ExperimentSpec, 'network' | 'rule' | 'recipe'>): RuleLayout {
  const groups = agentGroups(spec);
  const entries = new Map<string, Entry>();
  const put = (list: readonly Entry[]) => {
    for (const entry of list) if (!entries.has(entry.name)) entries.set(entry.name, entry);
  };
  for (const group of groups) {
    put(learnerEntries(spec.rule, group));
    put(aggregatorEntries(spec.rule, group));
    const kinds = [1 + group.states.length];
    put([
      { name: `${group.standardiser}.shift`, shape: kinds, role: 'standardiser', trained: false },
      { name: `${group.standardiser}.scale`, shape: kinds, role: 'standardiser', trained: false },
    ]);
    if (group.output !== undefined) {
      put([
        { name: `${group.output}.mean`, shape: [], role: 'outputMean', trained: false },
        { name: `${group.output}.scale`, shape: [], role: 'outputScale', trained: spec.rule.learnOutputScale },
      ]);
    }
  }
  put(ownEntries(groups, spec.recipe));
  let offset = 0;
  const parameters = [...entries.values()].map((entry): ParameterView => {
    const size = sizeOf(entry.shape);
    const view = { ...entry, offset, size };
    offset += size;
    return view;
  });
  return { groups, parameters, size: offset };
}
