// Hostile inputs: real files and texts with something wrong at a random place, and what a reader may do with them.

import fc from 'fast-check';
import { expect } from 'vitest';

const NASTY: readonly unknown[] = [
  ...[null, true, 0, -1, -0, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 1e-320],
  ...[
    '',
    ' ',
    '0',
    '__proto__',
    'constructor',
    '<img src=x onerror=alert(1)>',
    '\u202E\u0000\uD800',
    'x'.repeat(20_000),
  ],
  ...[[], {}, [[[[[[]]]]]], [null], { length: 1e9 }, { __proto__: null, then: 1 }],
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`),
  Array.from({ length: 5000 }, (_, i) => i),
];
const NAMES = ['__proto__', 'constructor', 'toString', 'length', 'then', '', 'x'];

/** Where a value is changed: indices into whatever is there, taken modulo its size. */
interface Change {
  readonly path: readonly number[];
  readonly how: number;
  readonly what: number;
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat(1000), { minLength: 1, maxLength: 7 }),
  how: fc.nat(2),
  what: fc.nat(10_000),
});

const isParent = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function changed(value: unknown, { path, how, what }: Change): unknown {
  const copy: unknown = structuredClone(value);
  let parent = copy;
  for (const [depth, index] of path.entries()) {
    if (!isParent(parent)) break;
    const keys = Object.keys(parent);
    const key = keys[index % Math.max(1, keys.length)];
    if (key === undefined) break;
    if (depth < path.length - 1 && isParent(parent[key]) && Object.keys(parent[key]).length > 0) {
      parent = parent[key];
      continue;
    }
    if (how === 0) parent[key] = NASTY[what % NASTY.length];
    else if (how === 1) Reflect.deleteProperty(parent, key);
    else if (!Array.isArray(parent))
      Object.defineProperty(parent, NAMES[what % NAMES.length] ?? '', {
        ...{ value: NASTY[what % NASTY.length], enumerable: true, configurable: true, writable: true },
      });
    break;
  }
  return copy;
}

/** The paths to every field of a value, outermost first. */
function pathsOf(value: unknown): string[][] {
  if (!isParent(value)) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner).map((path) => [key, ...path]))];
}

const MOST_PLACES = 80;

/** The sample with one place nested so deep that whatever walks it by calling itself fails, place by place. */
export function deepAt(sample: unknown): unknown[] {
  const paths = pathsOf(sample);
  const some = paths.filter((_, i) => i % Math.ceil(paths.length / MOST_PLACES) === 0);
  return some.map((path) => {
    const depth = 50_000;
    const deep: unknown = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const last = path.at(-1);
    if (last === undefined) return deep;
    const copy: unknown = structuredClone(sample);
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
    (parent as Record<string, unknown>)[last] = deep;
    return copy;
  });
}

/** A value from JSON with one to three fields wrong, gone or too many; or anything at all. */
export function hostileJson(...samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const wrong = fc
    .tuple(fc.constantFrom(...samples), fc.array(anyChange, { minLength: 1, maxLength: 3 }))
    .map(([sample, changes]) => changes.reduce<unknown>(changed, sample));
  return fc.oneof({ weight: 8, arbitrary: wrong }, fc.jsonValue(), fc.constantFrom(...NASTY));
}

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly noise: Uint8Array;
  readonly how: number;
}

const anyCut: fc.Arbitrary<Cut> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.nat(8), fc.nat(300)),
  noise: fc.oneof(
    fc.uint8Array({ maxLength: 16 }),
    fc.constant(new Uint8Array(4).fill(0xff)),
    fc.constant(new Uint8Array(8)),
  ),
  how: fc.nat(3),
});

function cutAt(bytes: Uint8Array, { at, length, noise, how }: Cut): Uint8Array {
  // The first bytes, where formats keep their lengths, come up as often as all others.
  const place = Math.floor(at < 0.5 ? 2 * at * Math.min(64, bytes.length) : (2 * at - 1) * bytes.length);
  const before = bytes.subarray(0, place);
  const after = bytes.subarray(place);
  if (how === 0) return before.slice();
  if (how === 1) return Uint8Array.from([...before, ...noise, ...after]);
  if (how === 2) return Uint8Array.from([...before, ...after.subarray(length)]);
  const copy = bytes.slice();
  copy.set(noise.subarray(0, copy.length - place), place);
  return copy;
}

/** A file cut short, with bytes wrong, gone or too many; or any bytes. */
export function hostileBytes(...samples: readonly ArrayBuffer[]): fc.Arbitrary<ArrayBuffer> {
  const wrong = fc
    .tuple(fc.constantFrom(...samples), fc.array(anyCut, { minLength: 1, maxLength: 3 }))
    .map(([sample, cuts]) => cuts.reduce(cutAt, new Uint8Array(sample)).slice().buffer);
  const any = fc.uint8Array({ maxLength: 500 }).map((bytes) => bytes.slice().buffer);
  return fc.oneof({ weight: 8, arbitrary: wrong }, any);
}

const SIGNS = [
  '%',
  '%%',
  '%E0%A4%A',
  '@',
  '=',
  ';',
  '+',
  ':',
  ',',
  '.',
  '-',
  '&',
  '#',
  '(',
  ')',
  '\n',
  '\u0000',
  '1e999',
  '0x10',
];

/** A text with pieces wrong, doubled or strange; or any text. */
export function hostileText(...samples: readonly string[]): fc.Arbitrary<string> {
  const sign = fc.oneof(fc.constantFrom(...SIGNS), fc.string({ maxLength: 5, unit: 'binary' }));
  const insertion = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    sign,
    times: fc.constantFrom(1, 1, 2, 3000),
  });
  const wrong = fc
    .tuple(fc.constantFrom(...samples), fc.array(insertion, { minLength: 1, maxLength: 4 }))
    .map(([text, all]) =>
      all.reduce((now, { at, sign: piece, times }) => {
        const place = Math.floor(at * now.length);
        return `${now.slice(0, place)}${piece.repeat(times)}${now.slice(place + (times % 2))}`;
      }, text),
    );
  return fc.oneof({ weight: 6, arbitrary: wrong }, fc.string({ maxLength: 300, unit: 'binary' }));
}

const MEBIBYTE = 2 ** 20;

/**
 * Reads an input and looks what that took: no exception, at most a second of a core, and memory within a bound that grows
 * with the input.
 */
export function readsSafely<T>(size: number, read: () => T): T {
  const held = () => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    return arrayBuffers + heapUsed;
  };
  const [before, cpu] = [held(), process.cpuUsage()];
  const value = read();
  const { user, system } = process.cpuUsage(cpu);
  expect((user + system) / 1e6, 'seconds of a core').toBeLessThan(1);
  expect(held() - before, 'bytes').toBeLessThan(128 * MEBIBYTE + 64 * size);
  return value;
}
