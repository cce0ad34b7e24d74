// A formula rule as text, line by line (`weight.update = -rate * m * x`), read into trees without `eval`.

import jsep from 'jsep';
import { AGENT_KINDS, type AgentKind, type LossName, type NetworkSpec } from '../experiment/types.ts';
import { FUNCTIONS, namesOf, OPERATORS, type FunctionName, type Operator } from './names.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'operator'; readonly operator: Operator; readonly args: readonly [Expression, Expression] }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly args: readonly Expression[] };

const PARTS = ['message', 'update', 'carry'] as const;
/** What an agent sends, asks for, and keeps. */
export type FormulaPart = (typeof PARTS)[number];

export interface FormulaRule {
  readonly rate: number;
  /** Draws `fixed`. */
  readonly seed: number;
  readonly agents: Readonly<Partial<Record<AgentKind, Readonly<Partial<Record<FormulaPart, Expression>>>>>>;
}

/** Where a formula is wrong, from 1, and in words. */
export interface FormulaFault {
  readonly line: number;
  readonly column: number;
  readonly says: string;
}

class Wrong extends Error {
  readonly index: number;
  constructor(index: number, says: string) {
    super(says);
    this.index = index;
  }
}

/** Where a name first stands by itself. */
function placeOf(text: string, name: string): number {
  const at = new RegExp(String.raw`(?<![\w.])${name.replaceAll('$', String.raw`\$`)}(?![\w])`).exec(text)?.index;
  return at ?? 0;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** Calls in calls, sums of sums: more than any rule needs, and less than the stack holds. */
const MOST_DEPTH = 300;

/** What jsep read, as far as a formula may say it. */
function treeOf(node: Node, text: string, names: readonly string[], depth = 0): Expression {
  if (depth > MOST_DEPTH) throw new Wrong(0, `is too deep; allowed: ${MOST_DEPTH} operations in one another`);
  const inner = (child: unknown) => treeOf(child as Node, text, names, depth + 1);
  const { type, operator } = node;
  if (type === 'Literal' && typeof node['value'] === 'number') return { kind: 'number', value: node['value'] };
  if (type === 'Identifier') {
    const name = String(node['name']);
    if (names.includes(name)) return { kind: 'name', name };
    throw new Wrong(placeOf(text, name), `there is no ${name}; the names here are ${names.join(', ')}`);
  }
  if (type === 'UnaryExpression' && operator === '-')
    return { kind: 'operator', operator: '-', args: [{ kind: 'number', value: 0 }, inner(node['argument'])] };
  if (type === 'UnaryExpression' && operator === '+') return inner(node['argument']);
  const known = OPERATORS.find((each) => each === operator);
  if (type === 'BinaryExpression' && known !== undefined)
    return { kind: 'operator', operator: known, args: [inner(node['left']), inner(node['right'])] };
  if (type === 'CallExpression') return callOf(node, text, inner);
  const what = typeof operator === 'string' ? operator : typeof node['raw'] === 'string' ? node['raw'] : undefined;
  const shown = what === undefined ? 'this' : what;
  throw new Wrong(Math.max(0, text.indexOf(shown)), `${shown} is not part of formulas; allowed: ${ALLOWED}`);
}

/** What an expression may be made of, in words. */
export const ALLOWED = `numbers, names, ${OPERATORS.join(' ')}, parentheses, ${Object.keys(FUNCTIONS).join(', ')}`;

function callOf(node: Node, text: string, inner: (child: unknown) => Expression): Expression {
  const callee = node['callee'] as Node;
  const name = typeof callee['name'] === 'string' ? callee['name'] : 'this';
  const args = node['arguments'] as readonly Node[];
  const known = (Object.keys(FUNCTIONS) as FunctionName[]).find((each) => each === name);
  if (known === undefined)
    throw new Wrong(
      placeOf(text, name),
      `there is no function ${name}; there are ${Object.keys(FUNCTIONS).join(', ')}`,
    );
  if (args.length !== FUNCTIONS[known])
    throw new Wrong(placeOf(text, name), `${name} has ${args.length} arguments; allowed: ${FUNCTIONS[known]}`);
  return { kind: 'function', name: known, args: args.map(inner) };
}

/** @throws Wrong */
function expressionOf(text: string, names: readonly string[]): Expression {
  if (text.trim() === '') throw new Wrong(0, 'an expression is missing; 0 stands for nothing');
  let node: Node;
  try {
    node = jsep(text);
  } catch (error) {
    const { index = 0, description = 'cannot be read' } = error as { index?: number; description?: string };
    throw new Wrong(Math.min(index, text.trimEnd().length), description);
  }
  if (node.type === 'Compound') {
    const [, second] = node['body'] as readonly Node[];
    throw new Wrong(
      text.trimEnd().length,
      second === undefined ? 'an expression is missing' : 'is two expressions; allowed: one',
    );
  }
  return treeOf(node, text, names);
}

interface Draft {
  rate: number;
  seed: number;
  readonly agents: Partial<Record<AgentKind, Partial<Record<FormulaPart, Expression>>>>;
}

function setting(text: string, whole: boolean): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && (!whole || (Number.isInteger(value) && value >= 0))) return value;
  throw new Wrong(
    text.length - text.trimStart().length,
    `is ${text.trim() || 'missing'}; allowed: a ${whole ? 'whole ' : ''}number`,
  );
}

/** @throws Wrong */
function readLine(line: string, loss: LossName, draft: Draft): void {
  const [, indent = '', left = '', gap = ''] = /^(\s*)([\w.]*)(\s*)/.exec(line) ?? [];
  const equals = indent.length + left.length + gap.length;
  if (line[equals] !== '=') throw new Wrong(equals, 'an = is missing, as in weight.update = -rate * m * x');
  const right = line.slice(equals + 1);
  const from = (error: unknown) =>
    error instanceof Wrong ? new Wrong(equals + 1 + error.index, error.message) : error;
  try {
    if (left === 'rate' || left === 'seed') {
      draft[left] = setting(right, left === 'seed');
      return;
    }
  } catch (error) {
    throw from(error);
  }
  const [kind, part] = [
    AGENT_KINDS.find((each) => left.startsWith(`${each}.`)),
    PARTS.find((each) => left.endsWith(`.${each}`)),
  ];
  if (kind === undefined || part === undefined || left !== `${kind}.${part}`) {
    const allowed = `rate, seed, or one of ${AGENT_KINDS.join(', ')} with .${PARTS.join(', .')}`;
    throw new Wrong(indent.length, `${left || 'this'} is not known; allowed: ${allowed}`);
  }
  if (part === 'update' && kind !== 'weight' && kind !== 'bias')
    throw new Wrong(indent.length, `${kind} agents own no parameter; allowed: weight.update and bias.update`);
  const own = (draft.agents[kind] ??= {});
  if (own[part] !== undefined) throw new Wrong(indent.length, `${left} is said twice`);
  try {
    own[part] = expressionOf(right, namesOf(kind, loss));
  } catch (error) {
    throw from(error);
  }
}

/** The agents of a network in the order in which they first speak: from the end. */
export function speakersOf({ layers }: Pick<NetworkSpec, 'layers'>): readonly AgentKind[] {
  const back = [...layers].reverse();
  const kinds = back.flatMap(({ kind }): AgentKind[] => (kind === 'dense' ? ['bias', 'weight'] : [kind]));
  return [...new Set<AgentKind>(['loss', ...kinds])];
}

/** What agents of these kinds need and the text does not say. */
function missing(kinds: readonly AgentKind[], { agents }: Draft): string | undefined {
  for (const kind of kinds) {
    if (agents[kind]?.message === undefined) return `${kind}.message`;
    if ((kind === 'weight' || kind === 'bias') && agents[kind].update === undefined) return `${kind}.update`;
  }
  return undefined;
}

/**
 * Reads a formula rule.
 *
 * @param network whose agents it is for; the loss decides what its agents store.
 * @param kinds of agents that run it and have to be in it; all of the network's unless given.
 * @returns the rule, or the first fault with line and column from 1.
 */
export function parseFormula(
  text: string,
  network: Pick<NetworkSpec, 'layers' | 'loss'>,
  kinds: readonly AgentKind[] = speakersOf(network),
): { readonly ok: true; readonly value: FormulaRule } | { readonly ok: false; readonly fault: FormulaFault } {
  const draft: Draft = { rate: 0.1, seed: 0, agents: {} };
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    const bare = line.replace(/#.*$/, '');
    if (bare.trim() === '') continue;
    try {
      readLine(bare, network.loss, draft);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return { ok: false, fault: { line: i + 1, column: error.index + 1, says: error.message } };
    }
  }
  const absent = missing(kinds, draft);
  if (absent !== undefined)
    return { ok: false, fault: { line: lines.length, column: 1, says: `${absent} is missing; 0 stands for nothing` } };
  return { ok: true, value: draft };
}

/** A fault as a sentence. */
export function faultText({ line, column, says }: FormulaFault): string {
  return `line ${line}, column ${column}: ${says}`;
}
