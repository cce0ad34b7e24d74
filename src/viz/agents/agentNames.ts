// Agents in words: short names, kinds, who listens to whom.

import type { AgentRef } from '../../record/moment.ts';
import { agentsIn, type AgentGroup } from '../../experiment/layout.ts';
import type { ActivationName, ExperimentSpec } from '../../experiment/types.ts';
import { groupOf, groupsOf } from './agentData.ts';
import { plural, subscript } from '../common/format.ts';
import { layerNumber } from '../clocks/turns.ts';
import { topologyOf } from '../../experiment/topology.ts';

/** What activations are called. */
export const ACTIVATION_NAMES: Readonly<Record<ActivationName, string>> = {
  relu: 'ReLU',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  step: 'step',
  linear: 'linear',
};

/** What people call the units of an activation layer. */
export function activationName(spec: ExperimentSpec, group: AgentGroup): string {
  const layer = spec.network.layers[group.layer];
  return layer?.kind === 'activation' ? ACTIVATION_NAMES[layer.name] : 'softmax';
}

/** `x` or `x₂` for an input, `y` or `y₂` for an output, else the number from 1. */
function endName(letter: string, unit: number, units: number): string {
  return units === 1 ? letter : letter + subscript(unit + 1);
}

const isFirst = (spec: ExperimentSpec, group: AgentGroup): boolean => groupsOf(spec)[0]?.id === group.id;

/** Whether a group's units are the network's outputs. */
function isOutput(spec: ExperimentSpec, group: AgentGroup): boolean {
  const groups = groupsOf(spec);
  const after = groups.findIndex((member) => member.id === group.id);
  return !groups.slice(after + 1).some((member) => member.kind === 'weight');
}

function sourceName(spec: ExperimentSpec, group: AgentGroup, unit: number): string {
  return isFirst(spec, group) ? endName('x', unit, group.inputs) : String(unit + 1);
}

function unitName(spec: ExperimentSpec, group: AgentGroup, unit: number): string {
  return isOutput(spec, group) ? endName('y', unit, group.outputs) : String(unit + 1);
}

/** `w₂ 9→14`, `b₂ 5`, `ReLU₂ 9`, `softmax 2`, `loss`: layers and units from 1. */
export function agentName(spec: ExperimentSpec, ref: AgentRef): string {
  const group = groupOf(spec, ref.group);
  if (group === undefined) return ref.group;
  const [first = 0, second = 0] = ref.unit;
  const layer = subscript(layerNumber(spec, group.id) ?? 0);
  const only = group.outputs === 1 ? '' : ` ${first + 1}`;
  switch (group.kind) {
    case 'weight':
      return `w${layer} ${sourceName(spec, group, first)}→${unitName(spec, group, second)}`;
    case 'bias':
      return `b${layer}${only}`;
    case 'activation':
      return `${activationName(spec, group)}${layer}${only}`;
    case 'softmax':
      return `softmax${only}`;
    case 'loss':
      return `loss${only}`;
  }
}

/** `Weight agent, layer 2`. */
export function agentTitle(spec: ExperimentSpec, ref: AgentRef): string {
  const group = groupOf(spec, ref.group);
  if (group === undefined) return 'Unknown agent';
  if (group.kind === 'loss') return 'Loss agent, output';
  const kind = { weight: 'Weight', bias: 'Bias', activation: 'Activation', softmax: 'Softmax' }[group.kind];
  return `${kind} agent, layer ${layerNumber(spec, group.id) ?? '?'}`;
}

/** `20 ReLUs`, `400 weights`, `bias`: a column's caption. */
export function groupCaption(spec: ExperimentSpec, group: AgentGroup): string {
  const count = agentsIn(group);
  const word = group.kind === 'activation' ? activationName(spec, group) : group.kind;
  if (count === 1) return word;
  return plural(
    count,
    word,
    word === 'bias' ? 'biases' : word === 'loss' ? 'losses' : word === 'softmax' ? 'softmax' : `${word}s`,
  );
}

/** `layer 2 weights`, `loss`: a whole group. */
export function groupTitle(spec: ExperimentSpec, group: AgentGroup): string {
  const words = groupCaption(spec, group).replace(/^[\d\u202f]+ /, '');
  const layer = layerNumber(spec, group.id);
  return layer === undefined ? words : `layer ${layer} ${words}`;
}

function unitInWords(spec: ExperimentSpec, group: AgentGroup, unit: number): string {
  if (group.kind === 'loss') return group.outputs === 1 ? 'the loss agent' : `loss ${unit + 1}`;
  const word = group.kind === 'activation' || group.kind === 'softmax' ? activationName(spec, group) : 'bias';
  return `${word} ${unitName(spec, group, unit)}`;
}

/** Whom an agent listens to: `bias 14`, `20 weights`, `the loss agent`. */
export function senderInWords(spec: ExperimentSpec, ref: AgentRef): string {
  const group = groupOf(spec, ref.group);
  if (group === undefined || group.kind === 'loss') return 'its own loss';
  const sender = topologyOf(spec).senderTo(group.id);
  if (sender === undefined) return 'nobody';
  if (sender.kind === 'weight') return plural(sender.outputs, 'weight');
  return unitInWords(spec, sender, (group.kind === 'weight' ? ref.unit[1] : ref.unit[0]) ?? 0);
}

/** Whom an agent speaks to: `ReLU 9`, `20 weights`, or nobody on the input side. */
export function receiverInWords(spec: ExperimentSpec, ref: AgentRef): string {
  const group = groupOf(spec, ref.group);
  const receiver = group === undefined ? undefined : topologyOf(spec).listenerOf(group.id);
  if (group === undefined || receiver === undefined) return 'nobody: input side';
  if (receiver.kind === 'weight') return plural(receiver.inputs, 'weight');
  return unitInWords(spec, receiver, ref.unit[0] ?? 0);
}

/** Where a weight's, bias's or activation's stored input came from: `ReLU 9`, `x`, `sum 5`. */
export function inputInWords(spec: ExperimentSpec, ref: AgentRef): string {
  const group = groupOf(spec, ref.group);
  if (group === undefined) return 'input';
  const [first = 0] = ref.unit;
  if (isFirst(spec, group))
    return group.kind === 'weight' ? sourceName(spec, group, first) : endName('x', first, group.inputs);
  const before = topologyOf(spec).listenerOf(group.id);
  if (before === undefined) return 'input';
  return before.kind === 'weight' ? `sum ${unitName(spec, group, first)}` : unitInWords(spec, before, first);
}
