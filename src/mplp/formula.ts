// Formula rules as tensor operations, maths.md section 11.

import * as tf from '@tensorflow/tfjs-core';
import { assert } from '../lib/assert.ts';
import { rngFrom } from '../lib/rng.ts';
import { agentsIn, type AgentGroup } from '../experiment/layout.ts';
import type { LossName } from '../experiment/types.ts';
import { stateNames, type FunctionName, type Operator } from '../formula/names.ts';
import { faultText, parseFormula, type Expression, type FormulaRule } from '../formula/parse.ts';
import type { Parameters, RuleInput, RuleOutput } from './learner.ts';
import { broadcast, choose } from './ops.ts';

const truth = (x: tf.Tensor) => tf.cast(x, 'float32');

const OPERATE: Readonly<Record<Operator, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  '+': (a, b) => tf.add(a, b),
  '-': (a, b) => tf.sub(a, b),
  '*': (a, b) => tf.mul(a, b),
  '/': (a, b) => tf.div(a, b),
  '>': (a, b) => truth(tf.greater(a, b)),
  '<': (a, b) => truth(tf.less(a, b)),
  '>=': (a, b) => truth(tf.greaterEqual(a, b)),
  '<=': (a, b) => truth(tf.lessEqual(a, b)),
};

const CALL: Readonly<Record<FunctionName, (...args: readonly tf.Tensor[]) => tf.Tensor>> = {
  where: (chosen, a, b) => choose(chosen, a, b),
  sign: (x) => tf.sign(x),
  abs: (x) => tf.abs(x),
  exp: (x) => tf.exp(x),
  log: (x) => tf.log(x),
  sqrt: (x) => tf.sqrt(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  min: (a, b) => tf.minimum(a, b),
  max: (a, b) => tf.maximum(a, b),
};

function valueOf(tree: Expression, names: ReadonlyMap<string, tf.Tensor>): tf.Tensor {
  if (tree.kind === 'number') return tf.scalar(tree.value);
  if (tree.kind === 'operator')
    return OPERATE[tree.operator](valueOf(tree.args[0], names), valueOf(tree.args[1], names));
  if (tree.kind === 'function') return CALL[tree.name](...tree.args.map((arg) => valueOf(arg, names)));
  const value = names.get(tree.name);
  assert(value !== undefined, `${tree.name} has been refused`);
  return value;
}

const known = new Map<string, FormulaRule>();

/** A formula that has been validated, read once. @throws for one that is wrong. */
function readFormula(text: string, loss: LossName): FormulaRule {
  const key = `${loss}\n${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const parsed = parseFormula(text, { layers: [], loss }, []);
  if (!parsed.ok) throw new Error(`the formula is wrong in ${faultText(parsed.fault)}`);
  known.set(key, parsed.value);
  return parsed.value;
}

/** The name under which a rule's parameters may hold `fixed` of a group, [1, 1, I, O, 1]; drawn where they do not. */
export const fixedName = (group: string) => `${group}.fixed`;

/** One number for each weight, normal with sd 1 / sqrt(O): drawn once and kept. */
function fixedOf(group: AgentGroup, seed: number): tf.Tensor {
  const rng = rngFrom(seed, 'fixed', group.id);
  const values = Float32Array.from({ length: agentsIn(group) }, () => rng.normal() / Math.sqrt(group.outputs));
  return tf.tensor(values, [1, 1, group.inputs, group.outputs, 1]);
}

/**
 * The rule of one group of agents, from message and states as they are.
 *
 * @param messageSize M, which messages and carries have.
 */
export function applyFormula(
  text: string,
  loss: LossName,
  messageSize: number,
  group: AgentGroup,
  input: RuleInput,
  parameters: Parameters,
): RuleOutput {
  const { rate, seed, agents } = readFormula(text, loss);
  const own = agents[group.kind] ?? {};
  const shape = [...input.rows, messageSize];
  const carry = input.carry ?? tf.zeros(shape);
  const [message, ...states] = input.parts;
  assert(message !== undefined, 'a rule needs an input');
  const names = new Map<string, tf.Tensor>([
    ['m', message],
    ['c', carry],
    ['rate', tf.scalar(rate)],
    ['B', tf.scalar(input.rows[1] ?? 1)],
    ...stateNames(group.kind, loss).map((name, i) => [name, states[i]!] as const),
  ]);
  if (group.kind === 'weight') names.set('fixed', parameters.get(fixedName(group.id)) ?? fixedOf(group, seed));
  const of = (tree: Expression | undefined) =>
    tree === undefined ? tf.zeros(shape) : broadcast(valueOf(tree, names), shape);
  return {
    message: of(own.message),
    raw: group.ownsParameter
      ? tf.reshape(
          tf.slice(
            of(own.update),
            0,
            shape.map((n, d) => (d < shape.length - 1 ? n : 1)),
          ),
          [...input.rows],
        )
      : undefined,
    carry: own.carry === undefined ? undefined : of(own.carry),
  };
}
