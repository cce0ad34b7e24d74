// Options of the command line: each is one line of its command's table, which the reader, the types of what it reads and
// the usage text are all made from.

import { parseArgs } from 'node:util';
import { MOST_BATCH, MOST_TASKS } from '../experiment/types.ts';
import { defined } from '../lib/defined.ts';
import { UsageError } from './usage.ts';

/** What is said of an option. */
interface About<T> {
  readonly about: string;
  /** What stands for its value in the usage text; else its default. */
  readonly value?: string;
  /** The value where it is not given. */
  readonly otherwise?: T;
  /** It has to be given: true, or the words with which a command without it is refused. */
  readonly needed?: true | string;
  /** Where the usage text shows it otherwise than in brackets, as needed ones are not either. */
  readonly shown?: 'bare' | 'hidden';
  /** It stands in place of the option before it. */
  readonly or?: true;
  /** A new line of the usage text begins with it. */
  readonly newLine?: true;
}

export interface Option<T> extends Omit<About<unknown>, 'otherwise'> {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  /** What the option says, given or not. @throws UsageError */
  readonly read: (name: string, given: string | boolean | readonly (string | boolean)[] | undefined) => T;
}

/** The options of a command, by name. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** What an option is read as: undefined only where it may be missing. */
type Read<T, A> = A extends { readonly needed: true | string } | { readonly otherwise: T } ? T : T | undefined;

/** An option with a value, read by `parse`, which throws a UsageError for what it does not take. */
export function option<T, const A extends About<T>>(
  parse: (name: string, text: string) => T,
  about: A & About<T>,
): Option<Read<T, A>> {
  const { otherwise, ...said }: About<T> = about;
  const value = said.value ?? (otherwise === undefined ? undefined : String(otherwise));
  const read = (name: string, given: unknown) => (typeof given === 'string' ? parse(name, given) : otherwise);
  // Undefined only where it is neither needed nor has a value otherwise, as Read says.
  return { ...said, ...defined({ value }), type: 'string', read: read as Option<Read<T, A>>['read'] };
}

/** Any words. */
export function text<const A extends About<string>>(about: A): Option<Read<string, A>> {
  return option((_, given) => given, about);
}

/** As much as what is written can hold, and as can come to an end. */
export const MOST = {
  metaSteps: 1_000_000_000,
  tasks: 1_000_000,
  innerSteps: 10_000,
  seed: 2 ** 31 - 1,
  threads: 1024,
  minutes: 1_000_000,
  repeats: 1_000_000,
  recipeTasks: MOST_TASKS,
  batch: MOST_BATCH,
  layers: 64,
} as const;

const numberIn = (given: string) => (given.trim() === '' ? NaN : Number(given));

/** A whole number, `least` to `most`. */
export function whole<const A extends About<number>>(about: A, least: number, most: number): Option<Read<number, A>> {
  return option((name, given) => {
    const value = numberIn(given);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UsageError(`--${name} is ${given}; allowed: a whole number from ${least} to ${most}`);
  }, about);
}

/** A number above 0, up to `most`. */
export function positive<const A extends About<number>>(about: A, most: number): Option<Read<number, A>> {
  return option((name, given) => {
    const value = numberIn(given);
    if (value > 0 && value <= most) return value;
    throw new UsageError(`--${name} is ${given}; allowed: a number above 0, up to ${most}`);
  }, about);
}

/** @throws UsageError where it is none of the words. */
export function oneOf<T extends string>(name: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === given);
  if (found === undefined) throw new UsageError(`--${name} is ${given}; allowed: ${allowed.join(', ')}`);
  return found;
}

/** One of a few words. */
export function word<T extends string, const A extends About<T>>(
  allowed: readonly T[],
  about: A & About<T>,
): Option<Read<T, A>> {
  return option((name, given) => oneOf(name, given, allowed), { value: allowed.join('|'), ...about });
}

/** Words, as often as they are given. */
export function texts(about: About<never>): Option<readonly string[]> {
  return {
    ...about,
    type: 'string',
    multiple: true,
    read: (_, given) => (Array.isArray(given) ? given.map(String) : []),
  };
}

/** Given or not. */
export function flag(about: string): Option<boolean> {
  return { about, type: 'boolean', read: (_, given) => given === true };
}

/** @throws UsageError for an option that is none, with those it may have been meant for. */
function refuseUnknown(options: Options, args: readonly string[]): void {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const near = Object.keys(options).filter((name) => name.startsWith(token.name.slice(0, 3)));
    const names = (near.length === 0 ? Object.keys(options) : near).map((name) => `--${name}`);
    throw new UsageError(
      `there is no option ${token.rawName}; ${near.length === 0 ? 'allowed' : 'near'}: ${names.join(', ')}`,
    );
  }
}

/** What a command's options say: the first that is missing is refused, then the first with a wrong value. */
export function readOptions<O extends Options>(
  options: O,
  args: readonly string[],
): { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never } {
  refuseUnknown(options, args);
  const values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>> = parseArgs({
    args: [...args],
    options,
  }).values;
  for (const [name, { needed, about }] of Object.entries(options)) {
    if (needed === undefined || values[name] !== undefined) continue;
    throw new UsageError(needed === true ? `--${name} is missing: ${about}` : needed);
  }
  const read = Object.entries(options).map(([name, { read }]) => [name, read(name, values[name])] as const);
  return Object.fromEntries(read) as ReturnType<typeof readOptions<O>>; // each value read by its own option
}

/** The one word of a command line that belongs to no option, and the rest. @throws UsageError unless there is one. */
export function operandOf(
  options: Options,
  args: readonly string[],
  name: string,
  about: string,
): { readonly operand: string; readonly rest: readonly string[] } {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
  const [first, second] = tokens.flatMap((token) => (token.kind === 'positional' ? [token] : []));
  if (first === undefined) throw new UsageError(`${name} is missing: ${about}`);
  if (second !== undefined) throw new UsageError(`${second.value} is one word too many; allowed: one ${name}`);
  return { operand: first.value, rest: args.filter((_, i) => i !== first.index) };
}

/** An option as it is typed. */
function tokenOf(name: string, { value, multiple, needed, shown }: Option<unknown>): string {
  const one = value === undefined ? `--${name}` : `--${name} ${value}`;
  if (multiple === undefined) return one;
  return needed === undefined && shown !== 'bare' ? `${one} ...` : `${one} [--${name} ...]`;
}

/** How a command is typed: one or more lines, the first after `lead`. */
export function usageOf(lead: string, options: Options): string {
  const shown = Object.entries(options).filter(([, { shown }]) => shown !== 'hidden');
  const parts = shown.map(([name, option], i) => {
    const { needed, shown: how, or } = option;
    const bare = (each: Option<unknown> | undefined) => each?.needed !== undefined || each?.shown === 'bare';
    const follows = shown[i + 1]?.[1].or === true;
    const closed = needed !== undefined || how === 'bare' || (or === true && bare(shown[i - 1]?.[1]));
    const [open, close] = closed ? ['', ''] : [or ? '' : '[', follows ? '' : ']'];
    const before = or ? ' | ' : option.newLine ? `\n${' '.repeat(lead.length + 1)}` : ' ';
    return `${before}${open}${tokenOf(name, option)}${close}`;
  });
  return `${lead}${parts.join('')}\n`;
}

/** The options of a command one by one. */
export function explained(options: Options): string {
  const lines = Object.entries(options).map(([name, option]) => [tokenOf(name, option), option.about] as const);
  const width = Math.max(...lines.map(([token]) => token.length));
  return lines.map(([token, about]) => `  ${token.padEnd(width)}  ${about}\n`).join('');
}
