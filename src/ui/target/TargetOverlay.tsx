import { useRef, type KeyboardEvent } from 'react';
import type { ProbeSpec } from '../../experiment/types.ts';
import { specInUse } from '../../store/experiment/experiment.ts';
import {
  addPoint,
  drawStroke,
  heightsOf,
  movePoint,
  nudgePoint,
  removePoint,
  type Place,
} from '../../store/target/ownTarget.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import type { FitScales, Sample } from '../../viz/fit/fitGeometry.ts';
import { fixed } from '../../viz/common/format.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { usePointerDrag } from '../hooks/usePointerDrag.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import './target.css';

export interface TargetOverlayProps {
  readonly scales: FitScales;
  /** Keeps the axes still while a pointer drags. */
  readonly hold: (on: boolean) => void;
  /** Support points of the step on show. */
  readonly points: readonly Sample[];
  readonly step: number;
}

const HANDLE_KEYS: KeyRow<Place | 'remove' | 'add'> = {
  on: {
    ArrowLeft: [-0.1, 0],
    ArrowRight: [0.1, 0],
    ArrowUp: [0, 0.02],
    ArrowDown: [0, -0.02],
    Delete: 'remove',
    Backspace: 'remove',
    Insert: 'add',
  },
};
/** A pointer that moves less than this, in CSS pixels, has pressed and not dragged. */
const DRAG_FROM = 3;

type At = { readonly clientX: number; readonly clientY: number; readonly currentTarget: SVGElement };

function pixelOf({ clientX, clientY, currentTarget }: At): Place {
  const svg = currentTarget.ownerSVGElement?.getBoundingClientRect();
  const zoom = zoomOf(currentTarget);
  return [(clientX - (svg?.left ?? 0)) / zoom, (clientY - (svg?.top ?? 0)) / zoom];
}

/** The place under the pointer, within the frame. */
function placeOf(event: At, { x, y }: FitScales): Place {
  const [px, py] = pixelOf(event);
  const [bottom = 0, top = 0] = y.range();
  return [x.invert(px), y.invert(Math.min(bottom, Math.max(top, py)))];
}

/** Points often lie on one another: the one nearest to the pointer is meant, not the one drawn last. */
function nearest(event: At, scales: FitScales, points: readonly Sample[]): number {
  const [px, py] = pixelOf(event);
  const away = points.map(({ x, y }) => Math.hypot(scales.x(x) - px, handleY(y, scales) - py));
  return away.indexOf(Math.min(...away));
}

function handleY(y: number, { y: scale }: FitScales): number {
  const [low = -1, high = 1] = scale.domain();
  return scale(Math.min(high, Math.max(low, y)));
}

function useEdits() {
  const { experiment, store } = useLab();
  const spec = useLabState((s) => specInUse(s.experiment));
  const probe = () => store.getState().experiment.probe;
  const show = (next: ProbeSpec) => experiment.showProbe(next);
  return { spec, probe, show, commit: () => experiment.commit() };
}

/** The whole plot: a stroke in drawing mode, else a double click adds a point. */
function Surface({ scales, hold, step, drawing }: TargetOverlayProps & { readonly drawing: boolean }) {
  const { spec, probe, show, commit } = useEdits();
  const [left = 0, right = 0] = scales.x.range();
  const [bottom = 0, top = 0] = scales.y.range();
  const draw = (event: At, stroke: { at: Place }) => {
    const to = placeOf(event, scales);
    const now = probe();
    show({ ...now, curve: drawStroke(spec, heightsOf(spec, now), stroke.at, to) });
    stroke.at = to;
  };
  const drag = usePointerDrag<SVGRectElement, { at: Place }>({
    start(event) {
      const stroke = { at: placeOf(event, scales) };
      hold(true);
      draw(event, stroke);
      return stroke;
    },
    move: draw,
    end(_, last) {
      hold(!last);
      commit();
    },
  });
  return (
    <rect
      data-testid="target-surface"
      className={drawing ? 'target-surface is-drawing' : 'target-surface'}
      x={left}
      y={top}
      width={Math.max(0, right - left)}
      height={Math.max(0, bottom - top)}
      onDoubleClick={(event) => {
        if (drawing) return;
        show(addPoint(spec, probe(), step, placeOf(event, scales)));
        commit();
      }}
      {...(drawing && drag)}
    />
  );
}

/** A support point that is held, from where, and whether it has moved. */
interface Held {
  readonly index: number;
  readonly from: Place;
  moved: boolean;
}

/** Dragging of support points. */
function useDrag({ scales, hold, points, step }: TargetOverlayProps) {
  const { spec, probe, show, commit } = useEdits();
  const drag = usePointerDrag<SVGElement, Held>({
    start(event) {
      hold(true);
      return { index: nearest(event, scales, points), from: pixelOf(event), moved: false };
    },
    move(event, held) {
      const [x, y] = pixelOf(event);
      held.moved ||= Math.hypot(x - held.from[0], y - held.from[1]) >= DRAG_FROM;
      if (held.moved) show(movePoint(spec, probe(), step, held.index, placeOf(event, scales)));
    },
    end({ moved }, last) {
      hold(!last);
      if (moved) commit();
    },
  });
  return {
    ...drag,
    onDoubleClick: (event: At) => {
      show(removePoint(spec, probe(), step, nearest(event, scales, points)));
      commit();
    },
  };
}

/** What the keys do to the point in focus; a change of place is undoable once the key is let go. */
function useKeys(step: number, index: number) {
  const { spec, probe, show, commit } = useEdits();
  const moving = useRef(false);
  const end = () => {
    if (moving.current) commit();
    moving.current = false;
  };
  const onKeyDown = (event: KeyboardEvent<SVGElement>): void => {
    const { currentTarget } = event;
    const command = takeKey([HANDLE_KEYS], event);
    if (command === undefined) return;
    if (command !== 'remove' && command !== 'add') {
      show(nudgePoint(spec, probe(), step, index, command));
      moving.current = true;
      return;
    }
    const remove = command === 'remove';
    // The last point of the list takes its element with it.
    const before = currentTarget.previousElementSibling;
    if (remove && currentTarget.nextElementSibling === null && before instanceof SVGElement) before.focus();
    show(remove ? removePoint(spec, probe(), step, index) : addPoint(spec, probe(), step, index));
    commit();
  };
  return { onKeyDown, onKeyUp: end, onBlur: end };
}

interface HandleProps {
  readonly scales: FitScales;
  readonly step: number;
  readonly point: Sample;
  readonly index: number;
  readonly drag: ReturnType<typeof useDrag>;
}

function Handle({ scales, step, point, index, drag }: HandleProps) {
  return (
    <circle
      className="target-handle"
      role="button"
      tabIndex={0}
      aria-label={`Support point ${index + 1}: x ${fixed(point.x, 2)}, y ${fixed(point.y, 2)}. Arrow keys move, Insert adds, Delete removes.`}
      cx={scales.x(point.x)}
      cy={handleY(point.y, scales)}
      r={12}
      {...useKeys(step, index)}
      {...drag}
    />
  );
}

/** What the hand takes hold of over the fit: the step's support points, and the plot itself. */
export function TargetOverlay(props: TargetOverlayProps) {
  const { scales, step, points } = props;
  const drawing = useLabState((s) => s.appearance.drawing);
  const drag = useDrag(props);
  const handles = drawing ? [] : points;
  return (
    <g>
      <Surface {...props} drawing={drawing} />
      {handles.map((point, at) => (
        <Handle key={at} scales={scales} step={step} point={point} index={at} drag={drag} />
      ))}
    </g>
  );
}
