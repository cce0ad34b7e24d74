// One inner step: forward, loss, messages back through every agent, update. Eq. 5-9.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import type { AgentPart } from '../record/sections.ts';
import { stepSizesAt, type AgentGroup } from '../experiment/layout.ts';
import { isLearned } from '../experiment/ruleKinds.ts';
import type { Aggregation, ExperimentSpec, RuleSpec } from '../experiment/types.ts';
import { applyFormula } from './formula.ts';
import { applyRule, parameter, type Parameters, type RuleInput, type RuleOutput } from './learner.ts';
import { trueGradients, type TrueGradients } from './gradients.ts';
import { forward, lossOf, type NetworkParameters, type StoredStates } from './network.ts';
import type { Touch } from './touch/touch.ts';
import { aggregatorOf } from '../experiment/aggregators.ts';
import { topologyOf } from '../experiment/topology.ts';

/** An adaptation between two inner steps. */
export interface InnerState {
  readonly network: NetworkParameters;
  /** Memory by group id, [T, B, ...agents, C]; empty before the first step. */
  readonly carries: ReadonlyMap<string, tf.Tensor>;
  /** Inner steps done. */
  readonly steps: number;
}

/** Standardises what a group receives; the default reads shift and scale from the rule, Eq. in maths.md section 5. */
export type Standardise = (group: AgentGroup, parts: readonly tf.Tensor[]) => readonly tf.Tensor[];

/** Sees every intermediate value: of the batch, and of every group of agents. */
export interface Observe {
  readonly batch?: (part: 'prediction' | 'loss', value: tf.Tensor) => void;
  readonly agents?: (group: string, part: Exclude<AgentPart, 'parameter' | 'intact'>, value: tf.Tensor) => void;
  /** True gradients are wanted too. */
  readonly gradients?: boolean;
}

export interface InnerStepContext {
  readonly spec: Pick<ExperimentSpec, 'network' | 'rule'>;
  /** In forward order, the loss last. */
  readonly groups: readonly AgentGroup[];
  readonly parameters: Parameters;
  readonly standardise: Standardise;
  readonly observe?: Observe;
  /** What is changed in this step, maths.md section 10. */
  readonly touch?: Touch | undefined;
}

/** `(v + shift) * scale` with the rule's own constants, one pair per input kind; they are cut out once, here. */
export function standardiseWith(groups: readonly AgentGroup[], parameters: Parameters): Standardise {
  const cut = (name: string, count: number) =>
    tf.split(parameter(parameters, name), count).map((entry) => tf.reshape(entry, []));
  const constants = new Map(
    groups.map((group) => {
      const count = 1 + group.states.length;
      return [
        group.standardiser,
        { shifts: cut(`${group.standardiser}.shift`, count), scales: cut(`${group.standardiser}.scale`, count) },
      ];
    }),
  );
  return (group, parts) => {
    const own = constants.get(group.standardiser);
    assert(own !== undefined, `${group.id} has no standardiser`);
    return parts.map((part, i) => tf.mul(tf.add(part, own.shifts[i]!), own.scales[i]!));
  };
}

/** Message and states of a group as parts that broadcast to [...rows, width]. */
function partsOf(
  group: AgentGroup,
  message: tf.Tensor,
  states: readonly tf.Tensor[],
  own: tf.Tensor | undefined,
): { rows: number[]; parts: tf.Tensor[] } {
  const [tasks = 1, samples = 1] = message.shape;
  if (group.kind !== 'weight') {
    const columns = states.map((state) => tf.expandDims(state, -1));
    const ownColumn = own === undefined ? [] : [tf.reshape(own, [tasks, 1, group.outputs, 1])];
    return { rows: [tasks, samples, group.outputs], parts: [message, ...ownColumn, ...columns] };
  }
  assert(own !== undefined && states[0] !== undefined, `${group.id} lacks its weight or input`);
  return {
    rows: [tasks, samples, group.inputs, group.outputs],
    parts: [
      tf.expandDims(message, 2),
      tf.reshape(own, [tasks, 1, group.inputs, group.outputs, 1]),
      tf.reshape(states[0], [tasks, samples, group.inputs, 1, 1]),
    ],
  };
}

/**
 * Eq. 8: batch mean, centred, scaled, and times the agent's own step size where the rule has them.
 *
 * @param steps inner steps done before this one.
 */
function updateOf(group: AgentGroup, raw: tf.Tensor, parameters: Parameters, steps: number): tf.Tensor {
  assert(group.output !== undefined, `${group.id} owns no parameter`);
  const mean = tf.mean(raw, 1);
  const centred = tf.sub(mean, parameter(parameters, `${group.output}.mean`));
  const update = tf.mul(centred, parameter(parameters, `${group.output}.scale`));
  const own = parameters.get(`stepSizes.${group.id}`);
  if (own === undefined) return update;
  const [kept = 1, ...agents] = own.shape;
  const from = [stepSizesAt(kept, steps), ...agents.map(() => 0)];
  return tf.mul(update, tf.slice(own, from, [1, ...agents]));
}

function report(
  see: NonNullable<Observe['agents']>,
  group: AgentGroup,
  states: readonly tf.Tensor[],
  output: RuleOutput,
  aggregate: tf.Tensor | undefined,
): void {
  if (states[0] !== undefined) see(group.id, 'state', states[0]);
  see(group.id, 'message', output.message);
  if (aggregate !== undefined) see(group.id, 'aggregate', aggregate);
  if (output.raw !== undefined) see(group.id, 'raw', output.raw);
  if (output.carry !== undefined) see(group.id, 'carry', output.carry);
}

function reportGradients({ agents }: Observe, { parameter, input, output }: TrueGradients): void {
  for (const [group, value] of parameter) agents?.(group, 'gradient', value);
  for (const [group, value] of output) agents?.(group, 'gradientOut', value);
  // A weight's is its value times that by its output: nothing new, and as large as its messages.
  for (const [group, value] of input) if (!group.endsWith('.weight')) agents?.(group, 'gradientIn', value);
}

/** The rule in force; a formula takes message and states as they are. */
function ruleOutput(
  { spec, parameters, standardise }: InnerStepContext,
  rule: RuleSpec,
  group: AgentGroup,
  input: RuleInput,
): RuleOutput {
  const { formula, messageSize } = rule;
  if (formula !== undefined) return applyFormula(formula, spec.network.loss, messageSize, group, input, parameters);
  return applyRule(rule, group, { ...input, parts: standardise(group, input.parts) }, parameters);
}

/** What is sent and kept instead of what the rule gave. */
function touched(
  touch: Touch | undefined,
  group: AgentGroup,
  given: tf.Tensor | undefined,
  output: RuleOutput,
): RuleOutput {
  if (touch === undefined) return output;
  const carry = output.carry === undefined ? undefined : touch.carryAfter(group, given, output.carry);
  return { ...output, message: touch.sent(group, output.message), carry };
}

/** Eq. 9: messages [T, B, I, O, M] of a layer's weights become one for each input, [T, B, I, M]. */
const AGGREGATE: Readonly<Record<Aggregation, (messages: tf.Tensor) => tf.Tensor>> = {
  mean: (messages) => tf.mean(messages, 3),
  sum: (messages) => tf.sum(messages, 3),
};

/**
 * The backward phase: from the loss to the first layer, each group hears one message and passes one on.
 *
 * @param loss loss of every output [T, B, O]: the message into the loss agents (Eq. 6).
 * @param gradients true gradients of this step, where a touch needs them.
 * @returns updates by group id, [T, I, O] or [T, O], and the new carries.
 */
function backward(
  context: InnerStepContext,
  state: InnerState,
  stored: StoredStates,
  loss: tf.Tensor,
  gradients: TrueGradients | undefined,
): { updates: Map<string, tf.Tensor>; carries: Map<string, tf.Tensor> } {
  const { spec, parameters, observe, touch } = context;
  const updates = new Map<string, tf.Tensor>();
  const carries = new Map<string, tf.Tensor>();
  const topology = topologyOf(spec);
  const passedOn = new Map<string, tf.Tensor>();
  const ownLoss = tf.expandDims(loss, -1);
  for (const group of topology.speaking) {
    const sender = topology.senderTo(group.id);
    const message = sender === undefined ? ownLoss : passedOn.get(sender.id);
    assert(message !== undefined, `${group.id} speaks before the one it hears`);
    const states = stored.get(group.id) ?? [];
    const layer = state.network.get(group.layer);
    const own = group.kind === 'weight' ? layer?.weight : group.kind === 'bias' ? layer?.bias : undefined;
    const { rows, parts } = partsOf(group, message, states, own);
    const inForce = touch?.inForce(group) ?? group;
    const formula = touch?.formula(group);
    const rule = formula === undefined ? spec.rule : { ...spec.rule, formula };
    // What a formula keeps in place of the rule is its own.
    const kept = formula === undefined ? group.id : `${group.id}/formula`;
    const before = state.carries.get(kept);
    const carry = touch === undefined ? before : touch.carryBefore(group, before);
    const output = touched(touch, group, carry, ruleOutput(context, rule, inForce, { rows, parts, carry }));
    const aggregate = group.kind !== 'weight' ? undefined : AGGREGATE[aggregatorOf(spec.rule).name](output.message);
    if (observe?.agents !== undefined) report(observe.agents, group, states, output, aggregate);
    if (output.carry !== undefined) carries.set(kept, output.carry);
    const untouched = formula === undefined ? undefined : state.carries.get(group.id);
    if (untouched !== undefined) carries.set(group.id, untouched);
    if (output.raw !== undefined) {
      const asked = isLearned(rule) ? updateOf(group, output.raw, parameters, state.steps) : tf.mean(output.raw, 1);
      const update = touch === undefined ? asked : touch.update(group, asked, gradients?.parameter.get(group.id));
      updates.set(group.id, update);
      observe?.agents?.(group.id, 'update', update);
    }
    passedOn.set(group.id, aggregate ?? output.message);
  }
  return { updates, carries };
}

/**
 * One inner step on one batch of every task.
 *
 * @param input [T, B, inputs], `target` [T, B, outputs].
 * @returns the state after the step; prediction and loss [T, B, outputs] of before it.
 */
export function innerStep(
  context: InnerStepContext,
  state: InnerState,
  input: tf.Tensor,
  target: tf.Tensor,
): { state: InnerState; prediction: tf.Tensor; loss: tf.Tensor } {
  const stored: StoredStates = new Map();
  const { touch } = context;
  const start = touch === undefined ? state.network : touch.network(state.network);
  const prediction = forward(context.spec.network, start, input, stored);
  const { loss, states } = lossOf(context.spec.network.loss, prediction, target);
  const lossGroup = context.groups.at(-1);
  assert(lossGroup?.kind === 'loss', 'the last group is the loss');
  stored.set(lossGroup.id, states);
  context.observe?.batch?.('prediction', prediction);
  context.observe?.batch?.('loss', loss);
  const { observe } = context;
  const wanted = touch?.needsGradient === true || observe?.gradients === true;
  const gradients = wanted ? trueGradients(context.spec, start, input, target) : undefined;
  if (observe?.gradients === true && gradients !== undefined) reportGradients(observe, gradients);
  const { updates, carries } = backward(context, { ...state, network: start }, stored, loss, gradients);
  const network = new Map<number, { weight: tf.Tensor; bias: tf.Tensor }>();
  for (const [layer, { weight, bias }] of start) {
    const [dw, db] = [updates.get(`${layer}.weight`), updates.get(`${layer}.bias`)];
    assert(dw !== undefined && db !== undefined, `layer ${layer} got no update`);
    network.set(layer, { weight: tf.add(weight, dw), bias: tf.add(bias, db) });
  }
  return { state: { network, carries, steps: state.steps + 1 }, prediction, loss };
}

/**
 * Memories in a batch of another size: agents keep one carry per sample slot (maths.md section 2), so
 * a new slot begins with zeros and a slot without a sample is forgotten.
 *
 * @param samples B of the next batch.
 * @returns the state itself where nothing changes; otherwise new tensors of the caller's tidy.
 */
export function withSlots(state: InnerState, samples: number): InnerState {
  const resized = (carry: tf.Tensor): tf.Tensor => {
    const [tasks = 1, slots = 0, ...rest] = carry.shape;
    if (slots === samples) return carry;
    if (slots > samples) return tf.slice(carry, [0, 0], [tasks, samples]);
    return tf.concat([carry, tf.zeros([tasks, samples - slots, ...rest])], 1);
  };
  return { ...state, carries: new Map([...state.carries].map(([group, carry]) => [group, resized(carry)])) };
}

/**
 * Does one piece of an adaptation and frees every tensor it made but those of its result: without this, a long
 * adaptation holds what the learners computed in all its steps. Not for gradients, which need all of that.
 *
 * @param work returns the state to go on from, and what else to keep.
 * @returns its result; the caller's tidy owns the tensors.
 */
export function tidied<T extends { readonly state: InnerState; readonly kept: readonly tf.Tensor[] }>(
  work: () => T,
): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = work();
    const { network, carries } = result.state;
    return [
      ...[...network.values()].flatMap(({ weight, bias }) => [weight, bias]),
      ...carries.values(),
      ...result.kept,
    ];
  });
  assert(result !== undefined, 'the work was done');
  return result;
}
