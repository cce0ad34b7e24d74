// What the WGSL of a learned rule is put together from. One agent of one sample of one task per invocation, inputs
// gathered where they lie.
// Values of many rows lie feature by feature, [feature][rows], so that neighbours read neighbours.

import type { GroupPlan } from '../plan.ts';
import type { RuleSpec } from '../../experiment/types.ts';
import { CallNumbers } from './shader.ts';
import { ruleKind } from '../../experiment/ruleKinds.ts';

/** Numbers of a rule call; offsets in floats. */
export const RULE_CALL = new CallNumbers([
  'rows',
  'samples',
  'inputs',
  'outputs',
  'parameters', // of the rule, then of its learner within it
  'learner',
  'shift',
  'scale',
  'outputScale',
  'stepSizes', // of this step, in the rule, and how many; 0 for none
  'sizesEach',
  'message', // where the message comes from, [channels][messageRows]
  'messageRows',
  'own', // the agent's parameter, [T, I, O] or [T, O]
  'state0',
  'state1',
  'state2',
  'state3',
  'carry', // [C][rows]
  'out', // [C][rows], or raw update and message of a stateless rule
  'hasNext', // backward: gradient of `out` from the next inner step, [C][rows]
  'next',
  'messageGradient', // of the outgoing message, [M][messageGradientRows]
  'messageGradientRows',
  'ownGradient', // of the parameter after the step
  'input', // gradient of the standardised inputs, [width][rows]
  'carryGradient',
  'partial', // partial gradients of the learner, one for each workgroup
  'learnerSize',
  'groups',
  'f_messageFactor',
] as const);
const { u } = RULE_CALL;

/** A tensor of the learner: its offset in the learner. */
export type Leaf = (name: string) => number;

/** What makes two groups share a program. */
export interface RuleShape {
  readonly rule: RuleSpec;
  readonly plan: GroupPlan;
  /** The memory before this step is not zero. */
  readonly hasCarry: boolean;
  /** Somebody hears the message. */
  readonly heard: boolean;
}

/** Channels of `out`: the carry, or raw update (where there is one) and message. */
export function outWidth({ rule, plan }: Pick<RuleShape, 'rule' | 'plan'>): number {
  return ruleKind(rule).outputs(rule, plan.group.ownsParameter);
}

/** Text that tells programs apart. */
export function shapeKey({ plan, hasCarry, heard }: RuleShape): string {
  const { kind, messageIn, states, ownsParameter } = plan.group;
  return [kind === 'weight', messageIn, states.length, ownsParameter, hasCarry && plan.group.carry > 0, heard].join(
    '/',
  );
}

export const leafOf =
  (plan: GroupPlan): Leaf =>
  (name) =>
    plan.leaf(name) - plan.learner.offset;

/** t, b, i, o of the row; what a kind of agent shares. */
export function rowText({ plan }: RuleShape): string {
  if (plan.group.kind !== 'weight') {
    return `let o = row % ${u('outputs')}; let tb = row / ${u('outputs')}; let t = tb / ${u('samples')};
  let heardAt = row; let ownAt = t * ${u('outputs')} + o; let sentAt = row;`;
  }
  return `let o = row % ${u('outputs')}; let tbi = row / ${u('outputs')}; let i = tbi % ${u('inputs')};
  let tb = tbi / ${u('inputs')}; let t = tb / ${u('samples')};
  let heardAt = tb * ${u('outputs')} + o; let ownAt = (t * ${u('inputs')} + i) * ${u('outputs')} + o; let sentAt = tbi;`;
}

/** x[0 .. width): message, own parameter, stored states, standardised. */
export function gatherText({ plan }: RuleShape): string {
  const { group } = plan;
  const standardised = (value: string, entry: number) =>
    `(${value} + P[${u('parameters')} + ${u('shift')} + ${entry}u]) * P[${u('parameters')} + ${u('scale')} + ${entry}u]`;
  const m = group.messageIn;
  const lines = [
    `for (var m = 0u; m < ${m}u; m++) { x[m] = ${standardised(`A[${u('message')} + m * ${u('messageRows')} + heardAt]`, 0)}; }`,
  ];
  const stored = group.ownsParameter ? [`A[${u('own')} + ownAt]`] : [];
  const at = group.kind === 'weight' ? 'tbi' : 'row';
  const bases = [u('state0'), u('state1'), u('state2'), u('state3')];
  for (let s = stored.length, n = 0; s < group.states.length; s++, n++) stored.push(`A[${bases[n]!} + ${at}]`);
  stored.forEach((value, s) => lines.push(`x[${m + s}u] = ${standardised(value, 1 + s)};`));
  return lines.join('\n  ');
}

const param = (leaf: number) => `P[weights + ${leaf}u`;

/** `for j: y(j, sum)` with sum = bias + x K for a kernel [inputs, outputs] row-major. */
export function dense(
  kernels: readonly { readonly kernel: number; readonly inputs: number; readonly x: (k: string) => string }[],
  bias: number | undefined,
  outputs: number,
  store: (j: string, sum: string) => string,
): string {
  const sums = kernels.map(
    ({ kernel, inputs, x }) =>
      `for (var k = 0u; k < ${inputs}u; k++) { sum += ${param(kernel)} + k * ${outputs}u + j] * ${x('k')}; }`,
  );
  const start = bias === undefined ? '0.0' : `${param(bias)} + j]`;
  return `for (var j = 0u; j < ${outputs}u; j++) { var sum = ${start}; ${sums.join(' ')} ${store('j', 'sum')} }`;
}

/** `for k: y(k, sum)` with sum = dy K^T. */
export function denseBack(
  kernels: readonly { readonly kernel: number; readonly outputs: number; readonly dy: (j: string) => string }[],
  inputs: number,
  store: (k: string, sum: string) => string,
): string {
  const sums = kernels.map(
    ({ kernel, outputs, dy }) =>
      `for (var j = 0u; j < ${outputs}u; j++) { sum += ${param(kernel)} + k * ${outputs}u + j] * ${dy('j')}; }`,
  );
  return `for (var k = 0u; k < ${inputs}u; k++) { var sum = 0.0; ${sums.join(' ')} ${store('k', 'sum')} }`;
}

/** An entry of a local array. */
export const local = (name: string) => (k: string) => `${name}[${k}]`;

/** Heads of a stateless rule: which perceptron fills which channels of `out`. */
export function headsOf({ rule, plan, heard }: RuleShape): { name: string; outputs: number; from: number }[] {
  const owns = Number(plan.group.ownsParameter);
  return [
    ...(heard ? [{ name: 'message', outputs: rule.messageSize, from: owns }] : []),
    ...(owns === 1 ? [{ name: 'update', outputs: 1, from: 0 }] : []),
  ];
}
