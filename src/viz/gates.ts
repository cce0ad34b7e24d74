// The gates of one agent for one sample, recomputed from the record alone (spec.md section 3, Eq. 10-12).

import type { EpisodeRecord } from '../record/episode.ts';
import type { AgentRef } from '../record/moment.ts';
import type { LearnerActivation } from '../spec/types.ts';
import { groupOf, memoryBefore, messageIn, rowOf, ruleParameter } from './agentData.ts';
import { statesOf } from './agentStates.ts';

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
}

/** One pass of a stateless rule; `update` is absent for agents without a parameter. */
export interface StatelessOutputs {
  readonly x: Float64Array;
  readonly message: Float64Array;
  readonly update: number | undefined;
}

type Vector = Float64Array;
type Lookup = (name: string) => Float32Array | undefined;

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

const ACTIVATE: Readonly<Record<LearnerActivation, (v: number) => number>> = {
  relu: (v) => Math.max(0, v),
  tanh: Math.tanh,
  silu: (v) => v * sigmoid(v),
};

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
function perceptron(x: Vector, prefix: string, activation: LearnerActivation, lookup: Lookup): Vector | undefined {
  let value = x;
  let layer = 0;
  for (; ; layer++) {
    const kernel = lookup(`${prefix}.${layer}.kernel`);
    if (kernel === undefined) return layer === 0 ? undefined : value;
    if (layer > 0) value = value.map(ACTIVATE[activation]);
    const bias = lookup(`${prefix}.${layer}.bias`);
    value = times(value, kernel);
    if (bias !== undefined) value = plus(value, bias);
  }
}

/** Standardised message and stored values: `(v + shift) * scale`, one shift and scale for the whole message. */
function agentInputs(record: EpisodeRecord, ref: AgentRef, step: number, sample: number): Float64Array | undefined {
  const group = groupOf(record.header.spec, ref.group);
  const message = messageIn(record, ref, step);
  const states = statesOf(record, ref, step);
  if (group === undefined || message === undefined || states === undefined) return undefined;
  const shift = ruleParameter(record, `${group.standardiser}.shift`);
  const scale = ruleParameter(record, `${group.standardiser}.scale`);
  if (shift === undefined || scale === undefined) return undefined;
  const heard = Array.from(rowOf(message, sample), (v) => (v + shift[0]!) * scale[0]!);
  const stored = Array.from(rowOf(states, sample), (v, s) => (v + shift[s + 1]!) * scale[s + 1]!);
  return Float64Array.from([...heard, ...stored]);
}

/** Gates, candidate and memory of one agent; undefined for stateless rules or where the record lacks a part. */
export function agentGates(record: EpisodeRecord, ref: AgentRef, step: number, sample: number): AgentGates | undefined {
  const { rule } = record.header.spec;
  const group = groupOf(record.header.spec, ref.group);
  const before = memoryBefore(record, ref, step);
  const x = agentInputs(record, ref, step, sample);
  if (group === undefined || before === undefined || x === undefined) return undefined;
  const lookup: Lookup = (name) => ruleParameter(record, `${group.learner}.gru.${name}`);
  const carryBefore = Float64Array.from(rowOf(before, sample));
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
  const candidate = plus(fromInput, fromCarry, nextBias).map(Math.tanh);
  const carryAfter = keep.map((u, i) => u * carryBefore[i]! + (1 - u) * candidate[i]!);
  return { x, carryBefore, keep, reset, candidate, carryAfter };
}

/** Message and raw update of one stateless agent (spec.md section 4). */
export function statelessOutputs(
  record: EpisodeRecord,
  ref: AgentRef,
  step: number,
  sample: number,
): StatelessOutputs | undefined {
  const { rule } = record.header.spec;
  const group = groupOf(record.header.spec, ref.group);
  const x = agentInputs(record, ref, step, sample);
  if (group === undefined || rule.stateful || x === undefined) return undefined;
  const lookup: Lookup = (name) => ruleParameter(record, `${group.learner}.${name}`);
  const message = perceptron(x, 'message', rule.learnerActivation, lookup)?.map(Math.tanh);
  const update = group.ownsParameter
    ? perceptron(x, 'update', rule.learnerActivation, lookup)?.map(Math.tanh)[0]
    : undefined;
  return message === undefined ? undefined : { x, message, update };
}
