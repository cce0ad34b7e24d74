// Schemas for data from outside, on valibot, with refusals of one form:
// "rule.messageSize is 0; allowed: a whole number from 1 to 64".

import * as v from 'valibot';
import { failure, success, type Result } from './result.ts';

/** What turns `unknown` into a T, or refuses it. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** One schema for every field of T, so that a field added to T does not compile until it is checked. */
export type Fields<T> = { readonly [K in keyof T]-?: Schema<Exclude<T[K], undefined>> };

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

/** The predicate of a refusal; the value's path is its subject. */
export function notAllowed(value: unknown, allowed: string): string {
  return `is ${describeValue(value)}; allowed: ${allowed}`;
}

/** A message that says what is allowed in place of the value. */
const allow = (allowed: string) => (issue: v.BaseIssue<unknown>) => notAllowed(issue.input, allowed);

/**
 * Reads a value.
 *
 * @param path where the value lies, for refusals.
 * @returns a fresh copy, or the first refusal: path, value, and what is allowed. Never throws.
 */
export function parse<T>(schema: Schema<T>, value: unknown, path = ''): Result<T> {
  const { success: ok, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (ok) return success(output);
  const [{ path: keys = [], message }] = issues;
  const where = [path, ...keys.map(({ key }) => String(key))].filter((name) => name !== '').join('.') || 'it';
  return failure(where, `${where} ${message}`);
}

type AnyObject = Readonly<Record<string, unknown>>;

/** True for objects that are neither null nor lists. */
function isObject(value: unknown): value is AnyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const withoutMinusZero = v.transform((value: number) => value + 0);

/** A whole number from low to high, both included. */
export function wholeFrom(low: number, high: number): Schema<number> {
  const m = allow(`a whole number from ${low} to ${high}`);
  return v.pipe(v.number(m), v.integer(m), v.minValue(low, m), v.maxValue(high, m), withoutMinusZero);
}

/** A number from low to high, both included; `above` leaves low itself out. */
export function numberFrom(low: number, high: number, above?: 'above'): Schema<number> {
  const m = allow(above === undefined ? `a number from ${low} to ${high}` : `a number above ${low}, up to ${high}`);
  const least =
    above === undefined ? v.minValue<number, number, typeof m>(low, m) : v.gtValue<number, number, typeof m>(low, m);
  return v.pipe(v.number(m), least, v.maxValue(high, m), withoutMinusZero);
}

/** Any number, also one that is none or not finite, where numbers are kept as they came out. */
export const anyNumber: Schema<number> = v.custom<number>((value) => typeof value === 'number', allow('a number'));

/** One of the given names. */
export function oneOf<const T extends string>(names: readonly T[], allowed?: string): Schema<T> {
  return v.picklist(names, allow(allowed ?? `one of ${names.join(', ')}`));
}

/** What a valid value stands for. */
export function mapped<T, U>(schema: Schema<T>, meaning: (value: T) => U): Schema<U> {
  return v.pipe(schema, v.transform(meaning));
}

/** Anything at all, for another gate to check. */
export const anything: Schema<unknown> = v.unknown();

const MOST_NESTED = 8;

const isNested = (value: unknown, left: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((inner) => isNested(inner, left - 1)));

/** Anything JSON holds that is not nested so deep that writing it out again fails; for another gate to check. */
export const anyJson: Schema<unknown> = v.pipe(
  v.unknown(),
  v.check((value) => isNested(value, MOST_NESTED), allow(`values nested at most ${MOST_NESTED} deep`)),
);

/** true or false. */
export const flag: Schema<boolean> = v.boolean(allow('true or false'));

/** Bytes. */
export const buffer: Schema<ArrayBuffer> = v.instance(ArrayBuffer, allow('an ArrayBuffer'));

/** Text of at most `longest` characters. */
export function textUpTo(longest: number): Schema<string> {
  const m = allow(`text of at most ${longest} characters`);
  return v.pipe(v.string(m), v.maxLength(longest, m));
}

/** Text of a form. */
export function textOf(form: RegExp, allowed: string): Schema<string> {
  return v.pipe(v.string(allow(allowed)), v.regex(form, allow(allowed)));
}

/** This value and no other. */
export function exactly<const T extends number>(value: T): Schema<T> {
  return v.literal(value, allow(String(value)));
}

/** Also null, which stands for `meaning`: JSON has no number that is not finite. */
export function orNull<T, N>(schema: Schema<T>, meaning: N): Schema<T | N> {
  const none = v.pipe(
    v.null(),
    v.transform(() => meaning),
  );
  return v.lazy((value) => (value === null ? none : schema) as Schema<T | N>);
}

function list(fewest: number, most: number, allowed: string) {
  const fits = (value: unknown) => Array.isArray(value) && value.length >= fewest && value.length <= most;
  return v.custom<readonly unknown[]>(fits, allow(allowed));
}

/** Two values of the same kind. */
export function pairOf<T>(item: Schema<T>): Schema<readonly [T, T]> {
  return v.pipe(list(2, 2, 'a list of two'), v.tuple([item, item]));
}

/** A list of `fewest` to `most` values of the same kind. */
export function listOf<T>(item: Schema<T>, fewest: number, most: number): Schema<readonly T[]> {
  return v.pipe(list(fewest, most, `a list of ${fewest} to ${most}`), v.array(item));
}

const anyObject = v.custom<AnyObject>(isObject, allow('an object'));

/**
 * An object with exactly the given fields. Fields not known are refused by name, before any other.
 *
 * @param optional fields that may be missing.
 */
export function objectOf<T extends object>(fields: Fields<T>, optional: readonly (keyof T & string)[] = []): Schema<T> {
  const [names, may] = [Object.keys(fields), new Set<string>(optional)];
  const onlyKnown = v.rawCheck<AnyObject>(({ dataset, addIssue }) => {
    const unknown = dataset.typed ? Object.keys(dataset.value).find((name) => !Object.hasOwn(fields, name)) : undefined;
    if (unknown === undefined) return;
    addIssue({ message: `is not a known field; known: ${names.join(', ')}`, path: pathTo(dataset.value, unknown) });
  });
  // A field that has to be there is read as undefined where it is not, for its own schema to refuse.
  const known = v.transform((value: AnyObject) => {
    const kept = names.filter((name) => value[name] !== undefined || !may.has(name));
    return Object.fromEntries(kept.map((name) => [name, value[name]]));
  });
  const entries = Object.entries<Schema<unknown>>(fields).map(([name, schema]) => {
    return [name, may.has(name) ? v.exactOptional(schema) : schema] as const;
  });
  // Every field of T has passed its own schema.
  return v.pipe(anyObject, onlyKnown, known, v.object(Object.fromEntries(entries))) as unknown as Schema<T>;
}

/** An object of any fields, at most `most`, each with a value of the same kind. */
export function recordOf<T>(item: Schema<T>, most: number): Schema<Readonly<Record<string, T>>> {
  const few = v.check<AnyObject, (issue: v.BaseIssue<unknown>) => string>(
    (value) => Object.keys(value).length <= most,
    (issue) => notAllowed(issue.input, `an object of at most ${most} fields`),
  );
  return v.pipe(anyObject, few, v.record(v.string(), item));
}

/** An object in which fields not given are as in `before`: what was written before they existed. */
export function withBefore<T extends object>(schema: Schema<T>, before: Partial<T>): Schema<T> {
  const filled = v.transform((value: unknown) => (isObject(value) ? { ...before, ...value } : value));
  return v.pipe(v.unknown(), filled, schema);
}

/** One of several kinds of object. */
export function variantOf<T extends { readonly kind: string }>(kinds: {
  readonly [K in T['kind']]: Schema<Extract<T, { kind: K }>>;
}): Schema<T> {
  const kind = v.object({ kind: oneOf(Object.keys(kinds)) });
  const refused = v.pipe(
    anyObject,
    v.transform((value) => ({ kind: value['kind'] })),
    kind,
  );
  return v.lazy((value) => {
    const named = Object.entries<Schema<T>>(kinds).find(([name]) => isObject(value) && name === value['kind']);
    return named?.[1] ?? (refused as unknown as Schema<T>); // which lets nothing pass
  });
}

/** Where a rule across fields finds fault, and the predicate of the refusal. */
export interface Fault {
  readonly at: string;
  readonly says: string;
}

function pathTo(value: unknown, at: string): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const key = (name: string): v.IssuePathItem => ({ type: 'unknown', origin: 'value', input: value, key: name, value });
  const [first = '', ...rest] = at.split('.'); // an empty path is the value itself
  return [key(first), ...rest.map(key)];
}

/** A schema with rules across fields; the first fault counts. */
export function checked<T>(schema: Schema<T>, ...rules: readonly ((value: T) => Fault | undefined)[]): Schema<T> {
  const check = v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const rule of rules) {
      const fault = rule(dataset.value);
      if (fault === undefined) continue;
      addIssue({ message: fault.says, path: pathTo(dataset.value, fault.at) });
      return;
    }
  });
  return v.pipe(schema, check);
}
