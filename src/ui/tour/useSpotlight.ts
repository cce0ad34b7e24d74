import { useEffect, useState } from 'react';

import { type Box } from '../../viz/tourPlace.ts';
import { type TourStop } from './stops.ts';

export interface Spotlight {
  readonly ring: Box;
  /** Where each mark's number stands; undefined for marks whose place is not on screen. */
  readonly marks: readonly ({ readonly x: number; readonly y: number } | undefined)[];
}

const RING_MARGIN = 5;
/** A figure that scrolls under the top bar is brought below it. */
const TOP_BAR = 56;

const seen = (element: Element | null): element is Element =>
  element !== null && element.getClientRects().length > 0 && element.getBoundingClientRect().width > 0;

function figureOf({ figure }: TourStop): Element | undefined {
  return figure.map((selector) => document.querySelector(selector)).find(seen);
}

/** The ring around the figure, within the window. */
function ringAround(figure: Element): Box {
  const { left, top, right, bottom } = figure.getBoundingClientRect();
  const [x, y] = [Math.max(2, left - RING_MARGIN), Math.max(2, top - RING_MARGIN)];
  const width = Math.min(window.innerWidth - 2, right + RING_MARGIN) - x;
  return { x, y, width, height: Math.min(window.innerHeight - 2, bottom + RING_MARGIN) - y };
}

/** The upper left corner of what a mark means, if it lies within the ring. */
function markAt(selector: string | undefined, ring: Box) {
  const element = selector === undefined ? null : document.querySelector(selector);
  if (!seen(element)) return undefined;
  const { left, top, width, height } = element.getBoundingClientRect();
  // Wide curves are marked on their way, small things beside them.
  const x = width > 200 ? left + width * 0.3 : left - 4;
  const y = width > 200 && height > 40 ? top + height * 0.5 : top - 4;
  const inside = x > ring.x - 10 && x < ring.x + ring.width && y > ring.y - 10 && y < ring.y + ring.height;
  return inside ? { x, y } : undefined;
}

function spotlightOf(stop: TourStop): Spotlight | undefined {
  const figure = figureOf(stop);
  if (figure === undefined) return undefined;
  const ring = ringAround(figure);
  return { ring, marks: stop.marks.map(({ at }) => markAt(at, ring)) };
}

function bringIntoView(stop: TourStop): void {
  const figure = figureOf(stop);
  if (figure === undefined) return;
  const { top, bottom } = figure.getBoundingClientRect();
  if (top >= TOP_BAR - 10 && bottom <= window.innerHeight) return;
  figure.scrollIntoView({ block: 'start', behavior: 'instant' });
  if (document.scrollingElement !== null) document.scrollingElement.scrollTop -= TOP_BAR;
}

/** Follows the figure of a stop on the page, frame by frame: it may move for many reasons. */
export function useSpotlight(stop: TourStop): Spotlight | undefined {
  const [spotlight, setSpotlight] = useState<Spotlight>();
  const { title } = stop;
  useEffect(() => {
    let [frame, last] = [0, ''];
    const follow = () => {
      const next = spotlightOf(stop);
      const text = JSON.stringify(next);
      if (text !== last) setSpotlight(next);
      last = text;
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(() => {
      bringIntoView(stop);
      follow();
    });
    return () => cancelAnimationFrame(frame);
    // A stop is made anew with every record; its title says which it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [title]);
  return spotlight;
}
