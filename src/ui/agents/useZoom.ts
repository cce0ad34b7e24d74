import { select } from 'd3-selection';
import { zoom as d3zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior } from 'd3-zoom';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Point } from '../../viz/agents/curves.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { MOST_ZOOM, panInto, WHOLE, type Zoom } from '../../viz/agents/zoom.ts';

/** One press of a button or key. */
const STEP = 1.5;
/** A point brought into view keeps this far from its edge, in CSS pixels. */
const MARGIN = 48;

/**
 * What may zoom and pan: the wheel only with Ctrl or Cmd (and the pinch of a trackpad, which browsers send so), two
 * fingers, and dragging with the main button once zoomed in. Everything else scrolls the page or picks an agent.
 */
function mayZoom(event: MouseEvent | TouchEvent, k: number): boolean {
  if (event.type === 'wheel') return event.ctrlKey || event.metaKey;
  if ('touches' in event) return event.touches.length === 2;
  return event.type === 'mousedown' && event.button === 0 && !event.ctrlKey && k > 1;
}

export interface ZoomControl {
  readonly zoom: Zoom;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly reset: () => void;
  /** Move so that a point of the drawing can be seen. */
  readonly show: (at: Point) => void;
  /** For the element that takes the gestures. */
  readonly ref: (element: HTMLDivElement | null) => void;
}

const boxOf = (width: number, height: number): [[number, number], [number, number]] => [
  [0, 0],
  [width, height],
];

/** d3's transform of a zoom on a page that is itself magnified `page` times. */
const transformOf = ({ k, x, y }: Zoom, page: number) => zoomIdentity.translate(x * page, y * page).scale(k);

/** Where a point of the drawing lies on the screen, from the element's corner. */
const screenOf = (at: Point, { k, x, y }: Zoom, page: number): [number, number] => [
  page * (k * at.x + x),
  page * (k * at.y + y),
];

/** d3-zoom on an element of `width` x `height` CSS pixels. `centre` in the drawing is what buttons zoom into. */
export function useZoom(width: number, height: number, centre: Point | undefined): ZoomControl {
  const [zoom, setZoom] = useState<Zoom>(WHOLE);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const latest = useRef(zoom);
  // d3 counts in screen pixels.
  const page = element === null ? 1 : zoomOf(element);
  const behaviour = useMemo<ZoomBehavior<HTMLDivElement, unknown>>(() => d3zoom<HTMLDivElement, unknown>(), []);
  useEffect(() => {
    const box = boxOf(width * page, height * page);
    behaviour
      .extent(box)
      .translateExtent(box)
      .scaleExtent([1, MOST_ZOOM])
      .clickDistance(4)
      .filter((event: MouseEvent | TouchEvent) => mayZoom(event, latest.current.k))
      .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLDivElement, unknown>) => {
        latest.current = { k, x: x / page, y: y / page };
        setZoom(latest.current);
      });
  }, [behaviour, width, height, page]);
  useEffect(() => {
    if (element === null) return undefined;
    const target = select(element).call(behaviour).on('dblclick.zoom', null);
    behaviour.transform(target, transformOf(latest.current, page));
    return () => {
      target.on('.zoom', null);
    };
  }, [element, behaviour, page]);
  const size = useRef({ width, height });
  useEffect(() => {
    const { k, x, y } = latest.current;
    const [across, down] = [width / size.current.width, height / size.current.height];
    size.current = { width, height };
    if (element === null || !Number.isFinite(across * down) || (across === 1 && down === 1)) return;
    // The same part of a drawing that has become wider or lower.
    behaviour.transform(select(element), transformOf({ k, x: x * across, y: y * down }, page));
  }, [element, behaviour, width, height, page]);
  const scale = useCallback(
    (by: number) => {
      if (element !== null) behaviour.scaleBy(select(element), by, centre && screenOf(centre, latest.current, page));
    },
    [element, behaviour, centre, page],
  );
  const show = useCallback(
    (at: Point) => {
      const by = panInto(latest.current, at, width, height, MARGIN);
      if (element !== null && (by.x !== 0 || by.y !== 0))
        behaviour.translateBy(select(element), page * by.x, page * by.y);
    },
    [element, behaviour, width, height, page],
  );
  return {
    zoom,
    ref: setElement,
    zoomIn: () => scale(STEP),
    zoomOut: () => scale(1 / STEP),
    reset: () => element !== null && behaviour.transform(select(element), zoomIdentity),
    show,
  };
}
