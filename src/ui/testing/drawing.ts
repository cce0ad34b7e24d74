// What a figure draws, as text for snapshots: shapes with their geometry and the colours that the stylesheets give them,
// words, and the calls on each canvas. Classes, identifiers and what only readers or hands meet are left out, so that a
// change that nobody sees changes nothing.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Theme } from '../../viz/common/palette.ts';

const UI = join(import.meta.dirname, '..');
/** Geometry and colours in attributes. */
const GEOMETRY = [
  ...['d', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'width', 'height', 'points', 'transform'],
  ...['viewBox', 'offset', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'text-anchor'],
];
/** Colours and strokes from the stylesheets, of what is not as it would be without them. */
const PAINT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'stroke-opacity', 'fill-opacity'];
const DIGITS = 4;

/** Numbers short enough to be the same on every machine; those written for people, as .0050 and 1,000, as they are. */
const short = (text: string) =>
  text.replace(/(?<!#\w*)(?<![.\d])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?/g, (number) =>
    number.includes(',') ? number : String(Number(Number(number).toPrecision(DIGITS))),
  );

const style = document.createElement('style');

/** The page's stylesheets in a theme, whatever a lab of another test has made of it. */
function applyStyles(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  if (style.isConnected) return;
  style.textContent = stylesheets();
  document.head.append(style);
}

/** Tokens first. */
function stylesheets(): string {
  const files = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  return files
    .sort((a, b) => Number(b.endsWith('tokens.css')) - Number(a.endsWith('tokens.css')) || a.localeCompare(b))
    .map((name) => readFileSync(join(UI, name), 'utf8'))
    .join('\n');
}

interface Noted {
  /** What was painted since the canvas was cleared: the path, how, and the settings it was painted with. */
  readonly painted: string[];
  readonly settings: Map<string, string>;
  path: string[];
}
const notes = new WeakMap<HTMLCanvasElement, Noted>();

function noteCall({ painted, settings, path }: Noted, name: string, given: readonly unknown[]): string[] {
  const call = `${name}(${given.map(String).join(' ')})`;
  if (name === 'clearRect') painted.length = 0;
  if (['clearRect', 'beginPath', 'setTransform'].includes(name)) return [];
  if (!/^(fill|stroke)/.test(name)) return [...path, call];
  const uses = name.startsWith('fill') ? ['fillStyle', 'globalAlpha'] : ['strokeStyle', 'lineWidth', 'globalAlpha'];
  const how = uses.map((setting) => settings.get(setting) ?? '').join(' ');
  painted.push(short([...(name.endsWith('Rect') ? [] : path), call].join(' ')) + ` [${short(how).trim()}]`);
  return path;
}

/** A context that notes what is painted. */
function notingContext(canvas: HTMLCanvasElement): unknown {
  const noted: Noted = { painted: [], settings: new Map(), path: [] };
  notes.set(canvas, noted);
  return new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...given: unknown[]) => {
          noted.path = noteCall(noted, String(name), given);
        },
      set: (_, name, value) => {
        noted.settings.set(String(name), String(value));
        return true;
      },
    },
  );
}

/** Gives every canvas a context that notes what is painted. */
export function recordCanvases(): void {
  const contexts = new WeakMap<HTMLCanvasElement, unknown>();
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(function (this: HTMLCanvasElement) {
    if (!contexts.has(this)) contexts.set(this, notingContext(this));
    return contexts.get(this) as never;
  });
}

const SEEN = new Set([
  'path',
  'line',
  'rect',
  'circle',
  'ellipse',
  'polygon',
  'polyline',
  'text',
  'image',
  'use',
  'svg',
]);
const HIDDEN = '.fig-hidden, [hidden], select, title, desc, clipPath';

function paintOf(element: Element): string[] {
  const style = getComputedStyle(element);
  return PAINT.flatMap((name) => {
    const value = style.getPropertyValue(name);
    return value === '' ? [] : [`${name}: ${value}`];
  });
}

function elementText(element: Element, depth: number): string[] {
  const name = element.localName;
  const pad = '  '.repeat(depth);
  if (element instanceof HTMLCanvasElement)
    return [`${pad}canvas`, ...(notes.get(element)?.painted ?? []).map((line) => `${pad}  ${line}`)];
  const given = GEOMETRY.flatMap((key) => {
    const value = element.getAttribute(key);
    return value === null || value.includes('url(') ? [] : [`${key}="${value}"`];
  });
  const own = element.getAttribute('style');
  const words = [...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ textContent }) => textContent);
  const shape = SEEN.has(name);
  const parts = [...(shape ? given : []), ...(own === null ? [] : [`{${own}}`])];
  const paint = shape && name !== 'svg' ? paintOf(element) : [];
  const text = words.join('').trim();
  if (!shape && own === null && text === '') return childTexts(element, depth);
  const line = [shape ? name : '·', ...parts, ...(paint.length > 0 ? [`[${paint.join('; ')}]`] : []), text];
  return [pad + short(line.filter((part) => part !== '').join(' ')), ...childTexts(element, depth + 1)];
}

const childTexts = (element: Element, depth: number): string[] =>
  [...element.children].filter((child) => !child.matches(HIDDEN)).flatMap((child) => elementText(child, depth));

/** What stands below an element in a theme, one shape, line of words or painted path a line. */
export function drawingOf(element: Element, theme: Theme): string {
  applyStyles(theme);
  return childTexts(element, 0).join('\n');
}
