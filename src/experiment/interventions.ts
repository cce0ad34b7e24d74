// What can be done to agents while they learn (maths.md section 10): each kind of intervention described once, the gate
// for interventions from outside, and which agents they mean.

import {
  listOf,
  notAllowed,
  numberFrom,
  objectOf,
  oneOf,
  orNull,
  textUpTo,
  variantOf,
  wholeFrom,
} from '../lib/schema.ts';
import type { Fault, Schema } from '../lib/schema.ts';
import { agentsIn, type AgentGroup } from './layout.ts';
import { topologyOf } from './topology.ts';
import { AGENT_KINDS, INTERVENTION_KINDS, MOST_FORMULA, MOST_INNER_STEPS } from './types.ts';
import type { ExperimentSpec, Intervention, InterventionKind, Where } from './types.ts';

type Shape = Pick<ExperimentSpec, 'network' | 'rule'>;

/** What a kind of intervention needs to be told. */
export interface InterventionDescription {
  /** What it changes. `agent` is all of message, carry and update. */
  readonly touches: 'agent' | 'message' | 'carry' | 'parameter' | 'update' | 'rule';
  /** What its value is; without one it takes none. */
  readonly value?: 'value' | 'factor' | 'sd' | 'rate';
  /** It can be kept to some channels. */
  readonly channels?: true;
  /** It draws at random. */
  readonly seeded?: true;
  /** It needs a second group for each. */
  readonly partner?: true;
  /** It needs a formula. */
  readonly formula?: true;
}

export const INTERVENTIONS: Readonly<Record<InterventionKind, InterventionDescription>> = {
  silence: { touches: 'agent' },
  'parameter.freeze': { touches: 'update' },
  'parameter.set': { touches: 'parameter', value: 'value' },
  'message.zero': { touches: 'message', channels: true },
  'message.clamp': { touches: 'message', value: 'value', channels: true },
  'message.scale': { touches: 'message', value: 'factor', channels: true },
  'message.noise': { touches: 'message', value: 'sd', channels: true, seeded: true },
  'message.shuffle': { touches: 'message', channels: true, seeded: true },
  'carry.freeze': { touches: 'carry' },
  'carry.reset': { touches: 'carry' },
  'update.scale': { touches: 'update', value: 'factor' },
  'update.gradient': { touches: 'update', value: 'rate' },
  'rule.swap': { touches: 'rule', partner: true },
  'rule.formula': { touches: 'rule', formula: true },
};

const MOST_INTERVENTIONS = 32;
const MOST_PLACES = 64;
const LARGEST_VALUE = 1e6;
const LARGEST_INDEX = 511;

const index = wholeFrom(0, LARGEST_INDEX);
const groupId = textUpTo(20);
const step = wholeFrom(1, MOST_INNER_STEPS);

type At<K extends Where['kind']> = Extract<Where, { kind: K }>;
const where = variantOf<Where>({
  group: objectOf<At<'group'>>({ kind: oneOf(['group']), group: groupId }),
  agent: objectOf<At<'agent'>>({ kind: oneOf(['agent']), group: groupId, unit: listOf(index, 1, 2) }),
  unit: objectOf<At<'unit'>>({ kind: oneOf(['unit']), layer: index, unit: index }),
  all: objectOf<At<'all'>>({ kind: oneOf(['all']), of: oneOf(AGENT_KINDS) }),
});

/** A list of interventions, field by field; `interventionsFault` judges them against an experiment. */
export const interventionsSchema: Schema<readonly Intervention[]> = listOf(
  objectOf<Intervention>(
    {
      what: oneOf(INTERVENTION_KINDS),
      at: listOf(where, 1, MOST_PLACES),
      from: step,
      to: orNull(step, null),
      value: numberFrom(-LARGEST_VALUE, LARGEST_VALUE),
      channels: listOf(index, 1, 64),
      seed: wholeFrom(0, 2 ** 31 - 1),
      with: listOf(groupId, 1, MOST_PLACES),
      formula: textUpTo(MOST_FORMULA),
    },
    ['value', 'channels', 'seed', 'with', 'formula'],
  ),
  1,
  MOST_INTERVENTIONS,
);

/** Agents of a group, all of them or some by their place row by row. */
export interface Place {
  readonly group: AgentGroup;
  readonly agents?: readonly number[];
}

/** Incoming weights, bias, and the activation or softmax that follows directly. */
function unitPlaces(shape: Shape, { layer, unit }: At<'unit'>): Place[] {
  const topology = topologyOf(shape);
  const after = topology.senderTo(`${layer}.bias`);
  const own = topology.groups.filter((group) => group.layer === layer);
  const follows = after !== undefined && /activation|softmax/.test(after.kind) ? [after] : [];
  return [...own, ...follows].map((group) => {
    if (group.kind !== 'weight') return { group, agents: [unit] };
    return { group, agents: Array.from({ length: group.inputs }, (_, i) => i * group.outputs + unit) };
  });
}

/** The agents that a place means. @returns empty where there are none. */
export function placesOf(shape: Shape, at: Where): readonly Place[] {
  const topology = topologyOf(shape);
  if (at.kind === 'all') return topology.groups.filter(({ kind }) => kind === at.of).map((group) => ({ group }));
  if (at.kind === 'unit') {
    const bias = topology.group(`${at.layer}.bias`);
    return bias === undefined || at.unit >= bias.outputs ? [] : unitPlaces(shape, at);
  }
  const group = topology.group(at.group);
  if (group === undefined) return [];
  if (at.kind === 'group') return [{ group }];
  const [first = 0, second = 0] = at.unit;
  const isWeight = group.kind === 'weight';
  const there = isWeight ? first < group.inputs && second < group.outputs : first < group.outputs;
  if (!there || at.unit.length !== (isWeight ? 2 : 1)) return [];
  return [{ group, agents: [isWeight ? first * group.outputs + second : first] }];
}

/** How many agents an intervention changes. */
export function agentsTouched(shape: Shape, { at }: Pick<Intervention, 'at'>): number {
  const places = at.flatMap((each) => placesOf(shape, each));
  return places.reduce((sum, { group, agents }) => sum + (agents?.length ?? agentsIn(group)), 0);
}

/** Whether a rule of one group may be used by another: it acts on one agent, whatever the width. */
function canSwap(a: Pick<AgentGroup, 'id' | 'kind'>, b: Pick<AgentGroup, 'id' | 'kind'>): boolean {
  return a.id !== b.id && a.kind === b.kind && a.kind !== 'softmax' && a.kind !== 'loss';
}

/** Whether the rule makes an intervention on these places possible; else why not. */
function placeFault(shape: Shape, { what }: Intervention, at: Where): string | undefined {
  const { groups } = topologyOf(shape);
  const places = placesOf(shape, at);
  if (places.length === 0) {
    const known = groups.map(
      ({ id, inputs, outputs, kind }) => `${id} (${kind === 'weight' ? `${inputs}x` : ''}${outputs})`,
    );
    return `names agents that are not there; there are: ${known.join(', ')}`;
  }
  const { touches, formula } = INTERVENTIONS[what];
  if ((touches === 'update' || touches === 'parameter') && !places.some(({ group }) => group.ownsParameter))
    return `names agents without a parameter; allowed for ${what}: weights and biases`;
  if (touches === 'carry' && !places.some(({ group }) => group.carry > 0))
    return `names agents that keep nothing; allowed for ${what}: rules with a memory`;
  if (formula !== undefined && places.some(({ agents }) => agents !== undefined))
    return `names single agents; allowed for ${what}: whole groups, and all agents of a kind`;
  return undefined;
}

function partnerFault(shape: Shape, { at, with: partners = [] }: Intervention): string | undefined {
  const allowed = 'allowed: one other group of the same kind for each, of weights, biases or activations';
  const places = at.map((each) => (each.kind === 'group' ? topologyOf(shape).group(each.group) : undefined));
  const fits = (partner: string, i: number) => {
    const [a, b] = [places[i], topologyOf(shape).group(partner)];
    return a !== undefined && b !== undefined && canSwap(a, b);
  };
  if (partners.length === at.length && partners.every(fits)) return undefined;
  return `has the partners ${partners.join(', ') || 'none'}; ${allowed}`;
}

function faultOf(shape: Shape, one: Intervention): Fault | undefined {
  const { value, channels, seeded, partner, formula } = INTERVENTIONS[one.what];
  if (one.to !== null && one.to < one.from)
    return { at: 'to', says: notAllowed(one.to, `null, or a step from ${one.from}, where it begins`) };
  for (const [i, at] of one.at.entries()) {
    const says = placeFault(shape, one, at);
    if (says !== undefined) return { at: `at.${i}`, says };
  }
  if ((one.value === undefined) !== (value === undefined))
    return { at: 'value', says: notAllowed(one.value, value === undefined ? `none for ${one.what}` : `a ${value}`) };
  if (value === 'sd' && (one.value ?? 0) < 0) return { at: 'value', says: notAllowed(one.value, 'an sd from 0') };
  if (one.channels !== undefined && channels === undefined)
    return { at: 'channels', says: `is set; allowed: for messages only` };
  const beyond = one.channels?.find((channel) => channel >= shape.rule.messageSize);
  if (beyond !== undefined)
    return { at: 'channels', says: notAllowed(beyond, `0 to ${shape.rule.messageSize - 1}, the channels there are`) };
  if (one.seed !== undefined && seeded === undefined)
    return { at: 'seed', says: 'is set; allowed: for noise and shuffle' };
  if ((one.formula === undefined) !== (formula === undefined))
    return { at: 'formula', says: formula === undefined ? 'is set; allowed: for rule.formula only' : 'is missing' };
  if (partner === undefined)
    return one.with === undefined ? undefined : { at: 'with', says: 'is set; allowed: for rule.swap only' };
  const says = partnerFault(shape, one);
  return says === undefined ? undefined : { at: 'with', says };
}

/** The first intervention that is impossible in an experiment, in words. */
export function interventionsFault(shape: Shape, list: readonly Intervention[] = []): Fault | undefined {
  for (const [i, one] of list.entries()) {
    const fault = faultOf(shape, one);
    if (fault !== undefined) return { at: `interventions.${i}.${fault.at}`, says: fault.says };
  }
  return undefined;
}

/** Whether an intervention acts in an inner step. */
export function actsIn({ from, to }: Pick<Intervention, 'from' | 'to'>, innerStep: number): boolean {
  return innerStep >= from && innerStep <= (to ?? Infinity);
}
