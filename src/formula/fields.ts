// A formula as the fields of an editor: one expression for each part of each kind of agent.

import type { AgentKind, ExperimentSpec, NetworkSpec } from '../experiment/types.ts';
import { parseFormula, speakersOf, type FormulaPart } from './parse.ts';
import { FORMULA_TITLES, SHIPPED_FORMULAS, type FormulaName } from './shipped.ts';

/** `weight.update` and so on. */
export type FieldName = `${AgentKind}.${FormulaPart}`;

export interface FormulaFields {
  readonly rate: number;
  /** Draws `fixed`. */
  readonly seed: number;
  readonly parts: Readonly<Partial<Record<FieldName, string>>>;
}

/** A fault of a field: column from 1 within it, and in words. */
export interface FieldFault {
  readonly column: number;
  readonly says: string;
}

/** What an agent may say of itself; only weights and biases own something to change. */
export function partsOf(kind: AgentKind): readonly FormulaPart[] {
  return kind === 'weight' || kind === 'bias' ? ['message', 'update', 'carry'] : ['message', 'carry'];
}

/** The fields of a text that parses; notes after a # are left out. */
export function fieldsOfText(text: string): FormulaFields {
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const [, name = '', value = ''] = /^\s*([\w.]+)\s*=\s*([^#]*)/.exec(line) ?? [];
    return name === '' ? [] : [[name, value.trim()]];
  });
  const { rate = '0.1', seed = '0', ...parts } = Object.fromEntries(pairs);
  return { rate: Number(rate), seed: Number(seed), parts };
}

/** The inverse of `fieldsOfText`: a line for each field that says something of these kinds of agents. */
export function textOfFields({ rate, seed, parts }: FormulaFields, kinds: readonly AgentKind[]): string {
  const names = kinds.flatMap((kind) => partsOf(kind).map((part): FieldName => `${kind}.${part}`));
  return [
    ...names.flatMap((name) => ((parts[name] ?? '').trim() === '' ? [] : [`${name} = ${parts[name]?.trim() ?? ''}`])),
    `rate = ${rate}`,
    ...(seed === 0 ? [] : [`seed = ${seed}`]),
  ].join('\n');
}

/** What is wrong with a field, if anything is; a carry may be left empty. */
export function faultOfField(
  name: FieldName,
  text: string,
  network: Pick<NetworkSpec, 'layers' | 'loss'>,
): FieldFault | undefined {
  if (text.trim() === '' && name.endsWith('.carry')) return undefined;
  const before = `${name} = `;
  const parsed = parseFormula(before + text, network, []);
  if (parsed.ok) return undefined;
  const { column, says } = parsed.fault;
  return { column: Math.max(1, column - before.length), says };
}

/** The shipped formula that says the same of these kinds of agents, at whatever rate; undefined where none does. */
export function shippedName(fields: FormulaFields, kinds: readonly AgentKind[]): FormulaName | undefined {
  const text = textOfFields(fields, kinds);
  const names = Object.keys(SHIPPED_FORMULAS) as FormulaName[];
  return names.find(
    (name) => textOfFields({ ...fieldsOfText(SHIPPED_FORMULAS[name]), rate: fields.rate }, kinds) === text,
  );
}

/** What a formula rule is called: a shipped one by its title, at whatever rate. */
export function formulaTitle({ rule, network }: Pick<ExperimentSpec, 'rule' | 'network'>): string {
  const name = shippedName(fieldsOfText(rule.formula ?? ''), speakersOf(network));
  return name === undefined || rule.aggregation !== 'sum' ? 'Formula' : `${FORMULA_TITLES[name]} (formula)`;
}
