// What a formula may name, for each kind of agent: maths.md section 1 and 11.

import type { AgentKind, LossName } from '../experiment/types.ts';

/** The stored states of an agent by their names, in the order in which it stores them. */
export function stateNames(kind: AgentKind, loss: LossName): readonly string[] {
  const ofLoss = { l2: ['x', 'target', 'error'], l1: ['x', 'target'], crossEntropy: ['q', 'target', 'logq'] };
  const of = {
    weight: ['w', 'x'],
    bias: ['b', 'z'],
    activation: ['x'],
    softmax: ['x', 't', 'e', 's'],
    loss: ofLoss[loss],
  };
  return of[kind];
}

/** Every name of an agent's formulas. */
export function namesOf(kind: AgentKind, loss: LossName): readonly string[] {
  return ['m', ...stateNames(kind, loss), 'c', 'rate', 'B', ...(kind === 'weight' ? ['fixed'] : [])];
}

/** Functions, by the number of their arguments. */
export const FUNCTIONS = {
  where: 3,
  sign: 1,
  abs: 1,
  exp: 1,
  log: 1,
  sqrt: 1,
  tanh: 1,
  sigmoid: 1,
  min: 2,
  max: 2,
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export const OPERATORS = ['+', '-', '*', '/', '>', '<', '>=', '<='] as const;
export type Operator = (typeof OPERATORS)[number];
