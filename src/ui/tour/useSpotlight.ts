import { useEffect, useState } from 'react';

import type { Box, Extent } from '../../viz/tour/tourPlace.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import type { TourStop } from './stops.ts';

/** Places in the page's own pixels, which may be larger than those of the screen. */
export interface Spotlight {
  readonly ring: Box;
  readonly page: Extent;
  /** Where each mark's number stands; undefined for marks whose place is not on screen. */
  readonly marks: readonly (Place | undefined)[];
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

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Curves are marked at different shares, so that numbers do not meet. */
const FIRST_SHARE = 0.16;
const SHARE_STEP = 0.28;
/** Smaller than this, a thing would be hidden by its number. */
const SMALL = 24;

/** A number stands on a curve a share along it, left of small things, at the upper left corner of others. */
function besides(element: Element, share: number): Place {
  const { left, top, width, height } = element.getBoundingClientRect();
  if (element instanceof SVGPathElement && width > 100) {
    const { x, y } = element.getPointAtLength(element.getTotalLength() * share);
    const toScreen = element.getScreenCTM();
    if (toScreen !== null) return new DOMPoint(x, y).matrixTransform(toScreen);
  }
  if (width < SMALL && height < SMALL) return { x: left - 12, y: top + height / 2 };
  return { x: left - 4, y: top - 4 };
}

/** Where the number of what is meant stands, if that lies within the ring. */
function markAt(selector: string | undefined, ring: Box, share: number): Place | undefined {
  const element = selector === undefined ? null : document.querySelector(selector);
  if (!seen(element)) return undefined;
  const { x, y } = besides(element, share);
  const inside = x > ring.x - 10 && x < ring.x + ring.width && y > ring.y - 10 && y < ring.y + ring.height;
  return inside ? { x, y } : undefined;
}

function spotlightOf(stop: TourStop): Spotlight | undefined {
  const figure = figureOf(stop);
  if (figure === undefined) return undefined;
  const zoom = zoomOf(figure);
  const ring = ringAround(figure);
  const marks = stop.marks.map(({ at }, n) => markAt(at, ring, FIRST_SHARE + n * SHARE_STEP));
  return {
    ring: { x: ring.x / zoom, y: ring.y / zoom, width: ring.width / zoom, height: ring.height / zoom },
    page: { width: window.innerWidth / zoom, height: window.innerHeight / zoom },
    marks: marks.map((place) => place && { x: place.x / zoom, y: place.y / zoom }),
  };
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
