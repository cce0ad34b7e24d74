import type { D3ZoomEvent } from 'd3-zoom';
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Point } from '../../viz/agents/curves.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { useLoaded } from '../parts/onDemand.tsx';
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
  /** Whether there is anything to zoom with: d3-zoom comes after the first picture. */
  readonly ready: boolean;
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

const loadD3Zoom = () => import('./d3Zoom.ts');

/** Where a point of the drawing lies on the screen, from the element's corner. */
const screenOf = (at: Point, { k, x, y }: Zoom, page: number): [number, number] => [
  page * (k * at.x + x),
  page * (k * at.y + y),
];

/** The behaviour of one figure; undefined while d3-zoom loads. */
function useBehaviour() {
  const d3 = useLoaded(loadD3Zoom);
  return useMemo(
    () =>
      d3 && {
        behaviour: d3.zoom<HTMLDivElement, unknown>(),
        select: (element: HTMLDivElement) => d3.select(element),
        /** d3's transform of a zoom on a page that is itself magnified `page` times. */
        transformOf: ({ k, x, y }: Zoom, page: number) => d3.zoomIdentity.translate(x * page, y * page).scale(k),
      },
    [d3],
  );
}

interface Box {
  readonly element: HTMLDivElement | null;
  readonly width: number;
  readonly height: number;
  /** How often the page is magnified: d3 counts in screen pixels. */
  readonly page: number;
}

/** Puts the behaviour on the element, and keeps the same part of a drawing that becomes wider or lower. */
function useAttached(
  d3: ReturnType<typeof useBehaviour>,
  box: Box,
  latest: RefObject<Zoom>,
  onZoom: (to: Zoom) => void,
) {
  const { element, width, height, page } = box;
  useEffect(() => {
    const extent = boxOf(width * page, height * page);
    d3?.behaviour
      .extent(extent)
      .translateExtent(extent)
      .scaleExtent([1, MOST_ZOOM])
      .clickDistance(4)
      .filter((event: MouseEvent | TouchEvent) => mayZoom(event, latest.current.k))
      .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLDivElement, unknown>) => {
        latest.current = { k, x: x / page, y: y / page };
        onZoom(latest.current);
      });
  }, [d3, width, height, page, latest, onZoom]);
  const to = useCallback(
    (next: Zoom) => {
      if (element !== null && d3 !== undefined) d3.behaviour.transform(d3.select(element), d3.transformOf(next, page));
    },
    [element, d3, page],
  );
  useEffect(() => {
    if (element === null || d3 === undefined) return undefined;
    const target = d3.select(element).call(d3.behaviour).on('dblclick.zoom', null);
    to(latest.current);
    return () => {
      target.on('.zoom', null);
    };
  }, [element, d3, to, latest]);
  const size = useRef({ width, height });
  useEffect(() => {
    const { k, x, y } = latest.current;
    const [across, down] = [width / size.current.width, height / size.current.height];
    size.current = { width, height };
    if (!Number.isFinite(across * down) || (across === 1 && down === 1)) return;
    to({ k, x: x * across, y: y * down });
  }, [to, width, height, latest]);
  return to;
}

/** d3-zoom on an element of `width` x `height` CSS pixels. `centre` in the drawing is what buttons zoom into. */
export function useZoom(width: number, height: number, centre: Point | undefined): ZoomControl {
  const [zoom, setZoom] = useState<Zoom>(WHOLE);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const latest = useRef(zoom);
  const page = element === null ? 1 : zoomOf(element);
  const d3 = useBehaviour();
  const to = useAttached(d3, { element, width, height, page }, latest, setZoom);
  const scale = useCallback(
    (by: number) => {
      if (element === null) return;
      d3?.behaviour.scaleBy(d3.select(element), by, centre && screenOf(centre, latest.current, page));
    },
    [element, d3, centre, page],
  );
  const show = useCallback(
    (at: Point) => {
      const by = panInto(latest.current, at, width, height, MARGIN);
      if (element !== null && (by.x !== 0 || by.y !== 0))
        d3?.behaviour.translateBy(d3.select(element), page * by.x, page * by.y);
    },
    [element, d3, width, height, page],
  );
  return {
    zoom,
    ready: d3 !== undefined,
    ref: setElement,
    zoomIn: () => scale(STEP),
    zoomOut: () => scale(1 / STEP),
    reset: () => to(WHOLE),
    show,
  };
}
