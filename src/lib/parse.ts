// Parsers for data from outside: each turns `unknown` into a typed value, or refuses it in the form
// "rule.messageSize is 0; allowed: a whole number from 1 to 64".

import { failure, success, type Result } from './result.ts';

/** Reads a value found at `path`; refusals name the path, the value and what is allowed. */
export type Parser<T> = (value: unknown, path: string) => Result<T>;

/** One parser for every field of T, so that a field added to T does not compile until it is checked. */
export type Fields<T> = { readonly [K in keyof T]-?: Parser<Exclude<T[K], undefined>> };

const SHOWN_LENGTH = 60;

/** A value as it stands in a refusal: short, and never throwing. */
function describeValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) {
    const flat = value.every((item) => typeof item === 'number');
    return flat && value.length <= 4 ? `[${value.join(', ')}]` : `a list of ${value.length}`;
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return typeof value === 'string' ? JSON.stringify(value.slice(0, SHOWN_LENGTH)) : `of type ${typeof value}`;
}

/** The refusal of a value at a path. */
export function refuse(path: string, value: unknown, allowed: string): Result<never> {
  return failure(path, `${path} is ${describeValue(value)}; allowed: ${allowed}`);
}

/** True for objects that are neither null nor lists. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number from low to high, both included. */
export function wholeFrom(low: number, high: number): Parser<number> {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
      ? success(value + 0) // -0 becomes 0
      : refuse(path, value, `a whole number from ${low} to ${high}`);
}

/** A number from low to high, both included; `above` leaves low itself out. */
export function numberFrom(low: number, high: number, above?: 'above'): Parser<number> {
  const allowed = above === undefined ? `from ${low} to ${high}` : `above ${low}, up to ${high}`;
  return (value, path) =>
    typeof value === 'number' && value <= high && (above === undefined ? value >= low : value > low)
      ? success(value + 0)
      : refuse(path, value, `a number ${allowed}`);
}

/** One of the given names. */
export function oneOf<T extends string>(names: readonly T[]): Parser<T> {
  return (value, path) => {
    const found = names.find((name) => name === value);
    return found === undefined ? refuse(path, value, `one of ${names.join(', ')}`) : success(found);
  };
}

/** true or false. */
export const flag: Parser<boolean> = (value, path) =>
  typeof value === 'boolean' ? success(value) : refuse(path, value, 'true or false');

/** Text of at most `longest` characters. */
export function textUpTo(longest: number): Parser<string> {
  return (value, path) =>
    typeof value === 'string' && value.length <= longest
      ? success(value)
      : refuse(path, value, `text of at most ${longest} characters`);
}

/** Two values of the same kind. */
export function pairOf<T>(item: Parser<T>): Parser<readonly [T, T]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== 2) return refuse(path, value, 'a list of two');
    const items: readonly unknown[] = value;
    const first = item(items[0], `${path}.0`);
    if (!first.ok) return first;
    const second = item(items[1], `${path}.1`);
    return second.ok ? success([first.value, second.value] as const) : second;
  };
}

/** A list of `fewest` to `most` values of the same kind. */
export function listOf<T>(item: Parser<T>, fewest: number, most: number): Parser<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < fewest || value.length > most) {
      return refuse(path, value, `a list of ${fewest} to ${most}`);
    }
    const items: T[] = [];
    for (const [index, entry] of value.entries()) {
      const parsed = item(entry, `${path}.${index}`);
      if (!parsed.ok) return parsed;
      items.push(parsed.value);
    }
    return success(items);
  };
}

/**
 * An object with exactly the given fields. Fields not known are refused by name.
 *
 * @param optional fields that may be missing.
 */
export function objectOf<T extends object>(fields: Fields<T>, optional: readonly (keyof T)[] = []): Parser<T> {
  const table = Object.entries<Parser<unknown>>(fields);
  const spared = new Set<string>(optional.map(String));
  return (value, path) => {
    if (!isObject(value)) return refuse(path === '' ? 'it' : path, value, 'an object');
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) {
      const names = table.map(([name]) => name).join(', ');
      return failure(at(unknown), `${at(unknown)} is not a known field; known: ${names}`);
    }
    const parsed: Record<string, unknown> = {};
    for (const [name, parser] of table) {
      if (value[name] === undefined && spared.has(name)) continue;
      const field = parser(value[name], at(name));
      if (!field.ok) return field;
      parsed[name] = field.value;
    }
    return success(parsed as T); // every field of T has passed its own parser
  };
}
