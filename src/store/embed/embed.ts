// `?embed=fit,agents`: a page of chosen figures only, for other people's pages.

import { escaped } from '../../lib/xml.ts';
import type { Notice } from '../page/session.ts';

export const EMBED_FIGURES = ['fit', 'loss', 'agents', 'inspector', 'timeline', 'meta'] as const;
export type EmbedFigure = (typeof EMBED_FIGURES)[number];

export interface Embed {
  /** In the page's own order, each once; empty for the whole page. */
  readonly figures: readonly EmbedFigure[];
  /** Names that stand for no figure. */
  readonly unknown: readonly string[];
}

/** @param search the address's query, `?embed=...`. */
export function embedOf(search: string): Embed {
  const names = (new URLSearchParams(search).get('embed') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return {
    figures: EMBED_FIGURES.filter((figure) => names.includes(figure)),
    unknown: [...new Set(names)].filter((name) => name !== '' && !EMBED_FIGURES.some((figure) => figure === name)),
  };
}

/** The same address as a whole page. */
export function withoutEmbed(href: string): string {
  const url = new URL(href);
  url.searchParams.delete('embed');
  return url.href;
}

/** The same address with only these figures; one with none is the whole page. */
export function withEmbed(href: string, figures: readonly EmbedFigure[]): string {
  const url = new URL(withoutEmbed(href));
  if (figures.length === 0) return url.href;
  const [before = '', fragment] = url.href.split('#');
  const query = `${url.search === '' ? '?' : '&'}embed=${figures.join(',')}`;
  return `${before}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** A frame's size in CSS pixels, and what it shows. */
export interface Frame {
  readonly figures: readonly EmbedFigure[];
  readonly width: number;
  readonly height: number;
}

/** The smallest frame in which a figure can be read and played. */
export const SMALLEST_FRAME = { width: 320, height: 240 } as const;

/** The HTML that puts a frame into another page. */
export function frameHtml(href: string, { figures, width, height }: Frame): string {
  const src = escaped(withEmbed(href, figures));
  return `<iframe src="${src}" width="${width}" height="${height}" title="MPLP Lab" loading="lazy" style="border:0"></iframe>`;
}

export function unknownFigures({ unknown, figures }: Embed): Notice {
  const shown = unknown.map((name) => name.slice(0, 40)).join(', ');
  const text = `The figures are ${EMBED_FIGURES.join(', ')}.${figures.length === 0 ? ' The whole lab is shown instead.' : ''}`;
  return { id: 'embed', tone: 'warn', title: `This page has no figure called ${shown}.`, text, actions: [] };
}
