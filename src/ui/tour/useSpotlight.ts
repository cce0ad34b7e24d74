import { useEffect, useState } from 'react';

import { freeSpot, type Box, type Extent } from '../../viz/tour/tourPlace.ts';
import { textScale } from '../hooks/textScale.ts';
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

const PIN = 18;
/** From a curve or a box to the middle of its number. */
const AWAY = PIN / 2 + 4;
/** How far apart a curve is looked at. */
const SAMPLE = 10;
const LONG = 100;

/** Points along a curve, on the screen. */
function along(path: SVGPathElement): Place[] {
  const toScreen = path.getScreenCTM();
  const length = path.getTotalLength();
  if (toScreen === null) return [];
  return Array.from({ length: Math.ceil(length / SAMPLE) }, (_, n) => {
    const { x, y } = new DOMPoint(...xy(path.getPointAtLength(n * SAMPLE))).matrixTransform(toScreen);
    return { x, y };
  });
}

const xy = ({ x, y }: Place): [number, number] => [x, y];
const isCurve = (element: Element): element is SVGPathElement =>
  element instanceof SVGPathElement && element.getBoundingClientRect().width > LONG;

/** Where a number could stand: beside points of a curve, around anything else. */
function placesBeside(element: Element): Place[] {
  if (isCurve(element))
    return along(element).flatMap(({ x, y }) => [
      { x, y: y - AWAY },
      { x, y: y + AWAY },
    ]);
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const [across, down] = [left + width / 2, top + height / 2];
  const [west, east, north, south] = [left - AWAY, right + AWAY, top - AWAY, bottom + AWAY];
  return [
    ...[xyOf(west, down), xyOf(east, down), xyOf(across, north), xyOf(across, south)],
    ...[xyOf(west, north), xyOf(east, north), xyOf(west, south), xyOf(east, south)],
  ];
}

const xyOf = (x: number, y: number): Place => ({ x, y });

const boxOf = (element: Element): Box => element.getBoundingClientRect();

/** What a number must not stand on: words, what can be pressed, points, and curves piece by piece. */
function takenIn(figure: Element): Box[] {
  const things = [
    ...figure.querySelectorAll(
      'text, button, input, select, h2, p, b, small, circle, i, .step-head span, .step-cells span',
    ),
  ];
  const curves = [...figure.querySelectorAll('path')].filter(isCurve);
  return [
    ...things.filter(seen).map(boxOf),
    ...curves.flatMap(along).map(({ x, y }) => ({ x: x - 3, y: y - 3, width: 6, height: 6 })),
  ];
}

/** The number of each mark where it covers nothing, within the ring; undefined where it would. */
function marksOf(stop: TourStop, figure: Element, ring: Box): (Place | undefined)[] {
  const taken = takenIn(figure);
  return stop.marks.map(({ at }) => {
    const element = at === undefined ? null : document.querySelector(at);
    if (!seen(element)) return undefined;
    const half = PIN / 2;
    const inside = placesBeside(element).filter(
      ({ x, y }) =>
        x >= ring.x + half && x <= ring.x + ring.width - half && y >= ring.y + half && y <= ring.y + ring.height - half,
    );
    const place = freeSpot(inside, PIN, taken);
    if (place !== undefined) taken.push({ x: place.x - PIN / 2, y: place.y - PIN / 2, width: PIN, height: PIN });
    return place;
  });
}

/** Where the figure and its marks are: as long as nothing of it moves, the numbers stay. */
function outlineOf(stop: TourStop): string {
  const figure = figureOf(stop);
  const marks = stop.marks.map(({ at }) => (at === undefined ? null : document.querySelector(at)));
  return JSON.stringify([figure, ...marks].map((each) => each?.getBoundingClientRect()));
}

function spotlightOf(stop: TourStop): Spotlight | undefined {
  const figure = figureOf(stop);
  if (figure === undefined) return undefined;
  const zoom = zoomOf(figure);
  const ring = ringAround(figure);
  return {
    ring: { x: ring.x / zoom, y: ring.y / zoom, width: ring.width / zoom, height: ring.height / zoom },
    page: { width: window.innerWidth / zoom, height: window.innerHeight / zoom },
    marks: marksOf(stop, figure, ring).map((place) => place && { x: place.x / zoom, y: place.y / zoom }),
  };
}

function bringIntoView(stop: TourStop): void {
  const figure = figureOf(stop);
  if (figure === undefined) return;
  const { top, bottom } = figure.getBoundingClientRect();
  const bar = TOP_BAR * textScale();
  if (top >= bar - 10 && bottom <= window.innerHeight) return;
  figure.scrollIntoView({ block: 'start', behavior: 'instant' });
  if (document.scrollingElement !== null) document.scrollingElement.scrollTop -= bar;
}

/** Follows the figure of a stop on the page, frame by frame: it may move for many reasons. */
export function useSpotlight(stop: TourStop): Spotlight | undefined {
  const [spotlight, setSpotlight] = useState<Spotlight>();
  const { title } = stop;
  useEffect(() => {
    let [frame, last] = [0, ''];
    const follow = () => {
      const outline = outlineOf(stop);
      if (outline !== last) setSpotlight(spotlightOf(stop));
      last = outline;
      frame = requestAnimationFrame(follow);
    };
    frame = requestAnimationFrame(() => {
      bringIntoView(stop);
      follow();
    });
    return () => cancelAnimationFrame(frame);
    // A stop is made anew with every record; its title says which it is.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [title]);
  return spotlight;
}
