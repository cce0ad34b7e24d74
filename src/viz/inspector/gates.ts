// The rule of one agent for one sample, run again from the record or on other inputs (maths.md section 3, Eq. 10-12).

import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import type { AgentGroup } from '../../experiment/layout.ts';
import type { LearnerActivation } from '../../experiment/types.ts';
import { groupOf, memoryBefore, messageIn, rowOf, ruleParameter } from '../agents/agentData.ts';
import { statesOf } from '../agents/agentStates.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';
import { LEARNER_ACTIVATION, sigmoid } from '../../numbers/functions.ts';

type Vector = Float64Array;

/** What an agent's rule is given for one sample, as it was heard and stored: not standardised. */
export interface RuleInputs {
  /** M channels, or the loss value. */
  readonly message: Vector;
  /** As `AgentGroup.states` names them. */
  readonly states: Vector;
  /** Memory from the step before, C channels; empty for stateless rules. */
  readonly carry: Vector;
}

/** One pass of a stateful rule. `x` has the message first, then the stored values; the others have C channels. */
export interface AgentGates {
  readonly x: Float64Array;
  readonly carryBefore: Float64Array;
  /** Keep gate u: 1 keeps the old memory. */
  readonly keep: Float64Array;
  /** Reset gate r: 0 hides the old memory from the candidate. */
  readonly reset: Float64Array;
  /** The new value n. */
  readonly candidate: Float64Array;
  readonly carryAfter: Float64Array;
  /** Units between the inputs, the memory that is let through, and the new value. */
  readonly hidden: { readonly input: HiddenLayers; readonly memory: HiddenLayers };
}

/** The layers between a perceptron's input and its output, after their activation. */
export type HiddenLayers = readonly Float64Array[];

/** One pass of a stateless rule; `update` is absent for agents without a parameter. */
export interface StatelessOutputs {
  readonly x: Float64Array;
  readonly message: Float64Array;
  readonly update: number | undefined;
  readonly hidden: { readonly message: HiddenLayers; readonly update: HiddenLayers };
}

type Lookup = (name: string) => Float32Array | undefined;

/** `x` [n] times a row-major kernel [n, m]. */
function times(x: Vector, kernel: Float32Array): Vector {
  const columns = x.length === 0 ? 0 : kernel.length / x.length;
  const out = new Float64Array(columns);
  for (let row = 0; row < x.length; row++) {
    for (let c = 0; c < columns; c++) out[c]! += x[row]! * kernel[row * columns + c]!;
  }
  return out;
}

function plus(...terms: readonly (Vector | Float32Array)[]): Vector {
  const out = new Float64Array(terms[0]?.length ?? 0);
  for (const term of terms) for (let i = 0; i < out.length; i++) out[i]! += term[i]!;
  return out;
}

/** Dense layers named `${prefix}.0`, `${prefix}.1`, ... with an activation between them. */
function perceptron(
  x: Vector,
  prefix: string,
  activation: LearnerActivation,
  lookup: Lookup,
): { readonly out: Vector; readonly hidden: HiddenLayers } | undefined {
  let value = x;
  const hidden: Vector[] = [];
  for (let layer = 0; ; layer++) {
    const kernel = lookup(`${prefix}.${layer}.kernel`);
    if (kernel === undefined) return layer === 0 ? undefined : { out: value, hidden };
    if (layer > 0) hidden.push((value = value.map(LEARNER_ACTIVATION[activation])));
    const bias = lookup(`${prefix}.${layer}.bias`);
    value = times(value, kernel);
    if (bias !== undefined) value = plus(value, bias);
  }
}

/** How one kind of input enters the rule: `(v + shift) * scale`, in units of its standard deviation (section 5). */
export interface Standardiser {
  readonly shift: number;
  readonly scale: number;
}

/** Standardisers of an agent's inputs, the message's first, then one for each stored value. */
export function standardisersOf(record: EpisodeRecord, group: AgentGroup): readonly Standardiser[] | undefined {
  const shift = ruleParameter(record, `${group.standardiser}.shift`);
  const scale = ruleParameter(record, `${group.standardiser}.scale`);
  if (shift === undefined || scale === undefined) return undefined;
  return Array.from(shift, (value, at) => ({ shift: value, scale: scale[at] ?? 1 }));
}

/** What an agent heard, stored and remembered for one sample; undefined where the record lacks a part. */
export function recordedInputs(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  sample: number,
): RuleInputs | undefined {
  const message = messageIn(record, ref, step);
  const states = statesOf(record, ref, step);
  const carry = memoryBefore(record, ref, step);
  const { remembers } = ruleKind(record.header.spec.rule);
  if (message === undefined || states === undefined || (remembers && carry === undefined)) return undefined;
  return {
    message: Float64Array.from(rowOf(message, sample)),
    states: Float64Array.from(rowOf(states, sample)),
    carry: carry === undefined ? new Float64Array(0) : Float64Array.from(rowOf(carry, sample)),
  };
}

/** Message and stored values as the rule sees them, one standardiser for the whole message. */
function standardised(record: EpisodeRecord, group: AgentGroup, inputs: RuleInputs): Vector | undefined {
  const standard = standardisersOf(record, group);
  if (standard === undefined) return undefined;
  const enter = (v: number, at: number): number => (v + (standard[at]?.shift ?? 0)) * (standard[at]?.scale ?? 1);
  return Float64Array.from(
    [...inputs.message].map((v) => enter(v, 0)).concat([...inputs.states].map((v, s) => enter(v, s + 1))),
  );
}

/** One pass of a group's stateful rule on any inputs; undefined for stateless rules. */
export function runStateful(record: EpisodeRecord, group: AgentGroup, inputs: RuleInputs): AgentGates | undefined {
  const { rule } = record.header.spec;
  const x = standardised(record, group, inputs);
  if (ruleKind(rule).kind !== 'stateful' || x === undefined) return undefined;
  const lookup: Lookup = (name) => ruleParameter(record, `${group.learner}.gru.${name}`);
  const carryBefore = inputs.carry;
  const gate = (name: string): Vector | undefined => {
    const [input, carry, bias] = [lookup(`${name}Input`), lookup(`${name}Carry`), lookup(`${name}Bias`)];
    if (input === undefined || carry === undefined || bias === undefined) return undefined;
    return plus(times(x, input), times(carryBefore, carry), bias).map(sigmoid);
  };
  const keep = gate('update');
  const reset = gate('reset');
  const nextBias = lookup('nextBias');
  if (keep === undefined || reset === undefined || nextBias === undefined) return undefined;
  const remembered = carryBefore.map((c, i) => c * reset[i]!);
  const fromInput = perceptron(x, 'nextInput', rule.learnerActivation, lookup);
  const fromCarry = perceptron(remembered, 'nextCarry', rule.learnerActivation, lookup);
  if (fromInput === undefined || fromCarry === undefined) return undefined;
  const candidate = plus(fromInput.out, fromCarry.out, nextBias).map(Math.tanh);
  const carryAfter = keep.map((u, i) => u * carryBefore[i]! + (1 - u) * candidate[i]!);
  const hidden = { input: fromInput.hidden, memory: fromCarry.hidden };
  return { x, carryBefore, keep, reset, candidate, carryAfter, hidden };
}

/** One pass of a group's stateless rule on any inputs (maths.md section 4); undefined for stateful rules. */
export function runStateless(
  record: EpisodeRecord,
  group: AgentGroup,
  inputs: RuleInputs,
): StatelessOutputs | undefined {
  const { rule } = record.header.spec;
  const x = standardised(record, group, inputs);
  if (ruleKind(rule).kind !== 'stateless' || x === undefined) return undefined;
  const lookup: Lookup = (name) => ruleParameter(record, `${group.learner}.${name}`);
  const message = perceptron(x, 'message', rule.learnerActivation, lookup);
  const update = group.ownsParameter ? perceptron(x, 'update', rule.learnerActivation, lookup) : undefined;
  if (message === undefined) return undefined;
  return {
    x,
    message: message.out.map(Math.tanh),
    update: update?.out.map(Math.tanh)[0],
    hidden: { message: message.hidden, update: update?.hidden ?? [] },
  };
}

type Pass<T> = (record: EpisodeRecord, group: AgentGroup, inputs: RuleInputs) => T | undefined;

const asRecorded =
  <T>(run: Pass<T>) =>
  (record: EpisodeRecord, ref: AgentRef, step: number, sample: number): T | undefined => {
    const group = groupOf(record.header.spec, ref.group);
    const inputs = recordedInputs(record, ref, step, sample);
    return group === undefined || inputs === undefined ? undefined : run(record, group, inputs);
  };

/** Gates, candidate and memory of one agent; undefined for stateless rules or where the record lacks a part. */
export const agentGates = asRecorded(runStateful);

/** Message and raw update of one stateless agent. */
export const statelessOutputs = asRecorded(runStateless);
