// The seam: apply the rule of one kind of agent to rows of (input, carry). Stock tfjs ops; this is also the
// reference that fused kernels are checked against.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import type { AgentGroup } from '../experiment/layout.ts';
import type { RuleSpec } from '../experiment/types.ts';
import { asRows, learnerActivation, linear } from './ops.ts';
import { learnedKind, type LearnedKind } from '../experiment/ruleKinds.ts';

/** Parameter tensors by the names of spec/layout. */
export type Parameters = ReadonlyMap<string, tf.Tensor>;

/** What a group of agents hands to its rule. Row dimensions are [T, B, I, O] for weights, [T, B, n] otherwise. */
export interface RuleInput {
  readonly rows: readonly number[];
  /** Standardised message and stored states; each broadcasts to [...rows, its width], message first. */
  readonly parts: readonly tf.Tensor[];
  /** [...rows, C]; undefined stands for all zeros (the first inner step) and for stateless rules. */
  readonly carry: tf.Tensor | undefined;
}

export interface RuleOutput {
  /** [...rows, M]. */
  readonly message: tf.Tensor;
  /** Raw update per sample [...rows]; undefined for agents without a parameter. */
  readonly raw: tf.Tensor | undefined;
  /** [...rows, C]; undefined for stateless rules. */
  readonly carry: tf.Tensor | undefined;
}

export function parameter(parameters: Parameters, name: string): tf.Tensor {
  const tensor = parameters.get(name);
  assert(tensor !== undefined, `the rule has no parameter ${name}`);
  return tensor;
}

const FIRST_KERNELS = [
  'gru.updateInput',
  'gru.resetInput',
  'gru.nextInput.0.kernel',
  'message.0.kernel',
  'update.0.kernel',
];

/** Name of the rows of a kernel that multiply one part of the input. */
const pieceName = (kernel: string, part: number) => `${kernel}#${part}`;

/**
 * The parameters, with every kernel that meets the input also cut into the rows of each part (message, states),
 * once for all inner steps. Differentiable; the caller's tidy owns the pieces.
 */
export function withKernelPieces(groups: readonly AgentGroup[], parameters: Parameters): Parameters {
  const extended = new Map(parameters);
  for (const group of groups) {
    const widths = [group.messageIn, ...group.states.map(() => 1)];
    for (const kernel of FIRST_KERNELS.map((name) => `${group.learner}.${name}`)) {
      const whole = parameters.get(kernel);
      if (whole === undefined || extended.has(pieceName(kernel, 0))) continue;
      tf.split(whole, widths, 0).forEach((piece, part) => extended.set(pieceName(kernel, part), piece));
    }
  }
  return extended;
}

/**
 * x K for an input given in broadcastable parts: each part is multiplied by its rows of the kernel before
 * it is broadcast, so the concatenated [T, B, I, O, M+2] input never exists. Returns [...rows, out].
 */
function splitLinear(input: RuleInput, kernel: string, parameters: Parameters): tf.Tensor {
  let sum: tf.Tensor | undefined;
  for (const [index, part] of input.parts.entries()) {
    const rows = parameter(parameters, pieceName(kernel, index));
    const product = tf.reshape(linear(asRows(part), rows), [...part.shape.slice(0, -1), rows.shape[1]!]);
    sum = sum === undefined ? product : tf.add(sum, product);
  }
  assert(sum !== undefined, 'a rule needs an input');
  return sum;
}

/** The layers of a perceptron after its first product: add bias, act, next kernel ... Rows [N, out]. */
function restOfPerceptron(rule: RuleSpec, first: tf.Tensor, at: string, parameters: Parameters): tf.Tensor {
  let y = learnerActivation(rule.learnerActivation, tf.add(first, parameter(parameters, `${at}.0.bias`)));
  y = linear(y, parameter(parameters, `${at}.1.kernel`));
  y = learnerActivation(rule.learnerActivation, tf.add(y, parameter(parameters, `${at}.1.bias`)));
  return linear(y, parameter(parameters, `${at}.2.kernel`));
}

/** maths.md section 4: two perceptrons with tanh outputs. */
function stateless(rule: RuleSpec, group: AgentGroup, input: RuleInput, parameters: Parameters): RuleOutput {
  const head = (name: string) => {
    const at = `${group.learner}.${name}`;
    const first = asRows(splitLinear(input, `${at}.0.kernel`, parameters));
    const last = restOfPerceptron(rule, first, at, parameters);
    return tf.tanh(tf.add(last, parameter(parameters, `${at}.2.bias`)));
  };
  return {
    message: tf.reshape(head('message'), [...input.rows, rule.messageSize]),
    raw: group.ownsParameter ? tf.reshape(head('update'), [...input.rows]) : undefined,
    carry: undefined,
  };
}

/** Eq. 10-12, the gated memory of maths.md section 3. */
function stateful(rule: RuleSpec, group: AgentGroup, input: RuleInput, parameters: Parameters): RuleOutput {
  const at = `${group.learner}.gru`;
  const get = (name: string) => parameter(parameters, `${at}.${name}`);
  const carry = input.carry === undefined ? undefined : asRows(input.carry);
  const gate = (name: string) => {
    const fromInput = asRows(splitLinear(input, `${at}.${name}Input`, parameters));
    const sum = carry === undefined ? fromInput : tf.add(fromInput, linear(carry, get(`${name}Carry`)));
    return tf.sigmoid(tf.add(sum, get(`${name}Bias`)));
  };
  const keep = gate('update');
  const fromInput = restOfPerceptron(
    rule,
    asRows(splitLinear(input, `${at}.nextInput.0.kernel`, parameters)),
    `${at}.nextInput`,
    parameters,
  );
  // With a carry of zero the reset gate has nothing to act on, and the memory perceptron gives one constant row.
  const gated = carry === undefined ? tf.zeros([1, group.carry]) : tf.mul(carry, gate('reset'));
  const fromCarry = restOfPerceptron(rule, linear(gated, get('nextCarry.0.kernel')), `${at}.nextCarry`, parameters);
  const next = tf.tanh(tf.add(fromInput, tf.add(fromCarry, get('nextBias'))));
  const rows = carry === undefined ? tf.sub(next, tf.mul(keep, next)) : tf.add(next, tf.mul(keep, tf.sub(carry, next)));
  const message = tf.slice(rows, [0, group.carry - rule.messageSize], [-1, rule.messageSize]);
  return {
    message: tf.reshape(message, [...input.rows, rule.messageSize]),
    raw: group.ownsParameter ? tf.reshape(tf.slice(rows, [0, 0], [-1, 1]), [...input.rows]) : undefined,
    carry: tf.reshape(rows, [...input.rows, group.carry]),
  };
}

const APPLY: Readonly<Record<LearnedKind, typeof stateless>> = { stateless, stateful };

/**
 * Run the rule of one group of agents on all its rows; `parameters` as `withKernelPieces` gives them.
 * Differentiable in parts, carry and parameters.
 * The caller's tidy owns the results.
 */
export function applyRule(rule: RuleSpec, group: AgentGroup, input: RuleInput, parameters: Parameters): RuleOutput {
  return APPLY[learnedKind(rule)](rule, group, input, parameters);
}
