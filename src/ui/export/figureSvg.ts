// A figure as one SVG file: its drawings with their styles written in, its canvases as images, its text as text. Nothing
// in it needs the page's style sheets, and no foreign markup, so that every browser can paint it onto a canvas.

import { zoomOf } from '../hooks/zoomOf.ts';
import { paintUnseen } from '../parts/Canvas.tsx';
import { styledCopy } from './svgStyles.ts';

const SVG = 'http://www.w3.org/2000/svg';
/** What is there to be pressed or to be read out, not to be seen in print. */
const LEFT_OUT = '.fig-hidden, button:not(.fig-fact > *), fieldset, select, input, label';
/** Share of a line's height above its baseline, in the fonts at hand. */
const BASELINE = 0.79;
const CLEAR = /^(transparent|rgba\(0, 0, 0, 0\))$/;
const MARGIN = 8;

/** The corner of a figure on screen, and screen pixels to a CSS pixel. */
interface Origin {
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

export interface FigureSvg {
  readonly text: string;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  return element;
}

const placeOf = (rect: DOMRect, { left, top, zoom }: Origin) => ({
  x: (rect.left - left) / zoom,
  y: (rect.top - top) / zoom,
  width: rect.width / zoom,
  height: rect.height / zoom,
});

/** Pixels that are painted and read back: opaque colours far from each other. */
const PATTERN = [0, 85, 170, 255].flatMap((r) => [0, 255].flatMap((b) => [r, 255 - r, b, 255]));

/** Whether this browser gives back what was painted: those that hide from trackers give noise. */
export function readsTrue(canvas = document.createElement('canvas')): boolean {
  [canvas.width, canvas.height] = [PATTERN.length / 4, 1];
  const context = canvas.getContext('2d');
  if (context === null) return false;
  context.putImageData(new ImageData(Uint8ClampedArray.from(PATTERN), canvas.width, 1), 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, 1);
  return PATTERN.every((value, i) => data[i] === value);
}

/** @throws where a picture of a canvas would be noise. */
function refuseNoise(): void {
  if (readsTrue()) return;
  throw new Error(
    'this browser alters what is read from a canvas, to protect from tracking (in Firefox, resistFingerprinting); ' +
      'allow this page to extract canvas data, or take the numbers or a screenshot instead',
  );
}

function canvasImage(canvas: HTMLCanvasElement, origin: Origin): SVGElement[] {
  paintUnseen(canvas);
  const rect = canvas.getBoundingClientRect();
  if (canvas.width === 0 || canvas.height === 0 || rect.width === 0) return [];
  refuseNoise();
  return [make('image', { ...placeOf(rect, origin), href: canvas.toDataURL('image/png') })];
}

function nestedDrawing(svg: SVGSVGElement, origin: Origin): SVGElement[] {
  const copy = styledCopy(svg) as SVGElement | undefined;
  if (copy === undefined) return [];
  const place = make('svg', placeOf(svg.getBoundingClientRect(), origin));
  for (const { name, value } of place.attributes) copy.setAttribute(name, value);
  copy.setAttribute('overflow', 'visible');
  return [copy];
}

/** Background and borders of a box. */
function boxOf(element: Element, style: CSSStyleDeclaration, origin: Origin): SVGElement[] {
  const rect = element.getBoundingClientRect();
  const { x, y, width, height } = placeOf(rect, origin);
  const side = Number.parseFloat(style.borderTopWidth) || 0;
  const allSides = side > 0 && Number.parseFloat(style.borderLeftWidth) > 0;
  const filled = style.backgroundColor !== '' && !CLEAR.test(style.backgroundColor);
  if (width === 0 || height === 0 || (!filled && !allSides)) return [];
  return [
    make('rect', {
      x: x + (allSides ? side / 2 : 0),
      y: y + (allSides ? side / 2 : 0),
      width: width - (allSides ? side : 0),
      height: height - (allSides ? side : 0),
      rx: Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, height / 2),
      fill: filled ? style.backgroundColor : 'none',
      ...(allSides ? { stroke: style.borderTopColor, 'stroke-width': side } : {}),
    }),
  ];
}

/** The lines in which a piece of text is set: words on one level, joined. */
function linesOf(text: Text): { words: string; rect: DOMRect }[] {
  const range = document.createRange();
  const lines: { words: string; rect: DOMRect }[] = [];
  for (const match of text.data.matchAll(/\S+\s*/g)) {
    range.setStart(text, match.index);
    range.setEnd(text, match.index + match[0].trimEnd().length);
    const rect = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last !== undefined && Math.abs(last.rect.top - rect.top) < 2) last.words += ` ${match[0].trimEnd()}`;
    else lines.push({ words: match[0].trimEnd(), rect });
  }
  return lines.filter(({ rect }) => rect.width > 0);
}

function textLines(text: Text, style: CSSStyleDeclaration, origin: Origin): SVGElement[] {
  return linesOf(text).map(({ words, rect }) => {
    const { x, y, height } = placeOf(rect, origin);
    const line = make('text', {
      x,
      y: y + height * BASELINE,
      fill: style.color,
      'font-family': style.fontFamily,
      'font-size': style.fontSize,
      'font-weight': style.fontWeight,
      'font-style': style.fontStyle,
      ...(style.textDecorationLine === 'overline' ? { 'text-decoration': 'overline' } : {}),
    });
    line.textContent = words;
    return line;
  });
}

function partsOf(element: Element, origin: Origin): SVGElement[] {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden' || element.matches(LEFT_OUT)) return [];
  if (element instanceof SVGSVGElement) return nestedDrawing(element, origin);
  if (element instanceof HTMLCanvasElement) return canvasImage(element, origin);
  const parts = boxOf(element, style, origin);
  for (const node of element.childNodes) {
    if (node instanceof Element) parts.push(...partsOf(node, origin));
    else if (node instanceof Text) parts.push(...textLines(node, style, origin));
  }
  if (style.opacity === '' || style.opacity === '1') return parts;
  const group = make('g', { opacity: style.opacity });
  group.append(...parts);
  return [group];
}

/** @param root a figure on screen; what of it is scrolled away is drawn too. */
export function figureSvg(root: HTMLElement, title: string): FigureSvg {
  const rect = root.getBoundingClientRect();
  const zoom = zoomOf(root);
  const origin = { left: rect.left - MARGIN * zoom, top: rect.top - MARGIN * zoom, zoom };
  const width = Math.ceil(Math.max(rect.width / zoom, root.scrollWidth) + 2 * MARGIN);
  const height = Math.ceil(Math.max(rect.height / zoom, root.scrollHeight) + 2 * MARGIN);
  const svg = make('svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const name = make('title', {});
  name.textContent = title;
  const paper = getComputedStyle(root.closest('.rail') ?? document.body).backgroundColor;
  svg.append(name, make('rect', { width, height, fill: paper }), ...partsOf(root, origin));
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

/** The file painted, `density` pixels to a CSS pixel. */
export async function pngOf({ text, width, height }: FigureSvg, density = 2): Promise<ArrayBuffer> {
  refuseNoise();
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width * density, height * density];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (blob === null) throw new Error('this browser could not paint the picture');
    return await blob.arrayBuffer();
  } finally {
    URL.revokeObjectURL(url);
  }
}

export const PICTURE_TYPES = { svg: 'image/svg+xml', png: 'image/png' } as const;

/** A figure on screen as a file. @throws where the browser cannot paint it. */
export async function pictureOf(root: HTMLElement, title: string, kind: keyof typeof PICTURE_TYPES) {
  const svg = figureSvg(root, title);
  return kind === 'svg' ? svg.text : pngOf(svg);
}
