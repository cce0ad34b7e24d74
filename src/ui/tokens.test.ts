import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { PALETTES, SEQUENTIAL, type Theme } from '../viz/common/palette.ts';

/** `--name: value;` for everything of a theme. */
function declarations(theme: Theme): string {
  const stops = SEQUENTIAL[theme].map((value, k) => [`seq-${k}`, value]);
  const lines = [...Object.entries(PALETTES[theme]), ...stops].map(([name, value]) => `  --${name}: ${value};`);
  return [`  color-scheme: ${theme};`, ...lines].join('\n');
}

const CSS = `/* Written from src/viz/common/palette.ts, which says how. */
:root,
[data-theme='light'] {
${declarations('light')}
}

[data-theme='dark'] {
${declarations('dark')}
}
`;

it('gives the page the colours of the figures', async () => {
  await expect(CSS).toMatchFileSnapshot('palette.css');
});

const SRC = join(import.meta.dirname, '..');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /^(ui|viz)\b.*\.(css|tsx?)$/.test(path) && !path.includes('.test.'),
);
const texts = files.map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }));
const found = (pattern: RegExp, of: RegExp) =>
  new Set(
    texts.filter(({ path }) => of.test(path)).flatMap(({ text }) => [...text.matchAll(pattern)].map((m) => m[1])),
  );

it('defines every custom property that is used, and uses every one that is defined', () => {
  const used = found(/var\((--[\w-]+)/g, /./);
  const defined = found(/(--[\w-]+):/g, /\.css$/);
  const given = found(/['"](--[\w-]+)['"]:/g, /\.tsx?$/); // by a component, on an element
  expect([...used].filter((name) => !defined.has(name) && !given.has(name))).toEqual([]);
  expect([...defined, ...given].filter((name) => !used.has(name))).toEqual([]);
});

it('writes no colour but in the palette', () => {
  const literal = texts.filter(
    ({ path, text }) => path.endsWith('.css') && !path.endsWith('palette.css') && /#[\da-f]{3,8}\b|rgba?\(/i.test(text),
  );
  expect(literal.map(({ path }) => path)).toEqual([]);
});

it('moves only what the browser can move without the page thread, which trains beside it', () => {
  const cheap = /^(?:opacity|translate|rotate|scale|none)$/;
  const css = texts.filter(({ path }) => path.endsWith('.css')).map(({ text }) => text.replaceAll(/\/\*.*?\*\//gs, ''));
  const moved = css.flatMap((text) => [
    ...[...text.matchAll(/transition:([^;]+);/g)].flatMap(([, of = '']) =>
      of.split(',').map((one) => one.trim().split(' ')[0]!),
    ),
    ...[...text.matchAll(/@keyframes[^{]+\{((?:[^{}]*\{[^}]*\})*)/g)].flatMap(([, frames = '']) =>
      [...frames.matchAll(/([\w-]+):/g)].map(([, property = '']) => property),
    ),
  ]);
  expect(moved.length).toBeGreaterThan(5);
  expect(moved.filter((property) => !cheap.test(property))).toEqual([]);
});

/** Rooms whose styles are for all, and those that lay out the others' parts. */
const SHARED = new Set(['', 'parts']);
const LAYOUTS = new Set(['page', 'embed', 'testing']);

it('styles a class in the room of its component only, unless all share it', () => {
  const rooms = new Map<string, Set<string>>();
  for (const { path, text } of texts.filter(({ path }) => path.endsWith('.css'))) {
    const [, room = ''] = /^ui\/(?:(\w+)\/)?/.exec(path) ?? [];
    const selectors = text.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/([^{}]+)\{/g);
    for (const [, selector = ''] of selectors)
      for (const [, name = ''] of selector.matchAll(/\.([a-z][\w-]*)/gi))
        rooms.set(name, (rooms.get(name) ?? new Set()).add(room));
  }
  expect(rooms.size).toBeGreaterThan(200);
  const strays = [...rooms].filter(([, of]) => {
    const owners = [...of].filter((room) => !LAYOUTS.has(room));
    return owners.length > 1 && !owners.some((room) => SHARED.has(room));
  });
  expect(strays.map(([name, of]) => `${name}: ${[...of].join(', ')}`)).toEqual([]);
});
