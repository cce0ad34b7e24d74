import { useRef, type PointerEvent } from 'react';

/** What a drag does; `T` is what it remembers from where it began. */
export interface PointerDrag<E extends Element, T> {
  /** The main button, or a finger, went down. */
  readonly start: (event: PointerEvent<E>) => T;
  readonly move: (event: PointerEvent<E>, drag: T) => void;
  /** Let go, given up by the browser, or found to be let go outside. @param last no other pointer drags. */
  readonly end: (drag: T, last: boolean) => void;
}

/** Handlers for drags with the main button: one for each pointer, so that two fingers hold two things. */
export function usePointerDrag<E extends Element, T>({ start, move, end }: PointerDrag<E, T>) {
  const drags = useRef(new Map<number, T>());
  const finish = ({ pointerId }: PointerEvent<E>) => {
    const drag = drags.current.get(pointerId);
    if (drag === undefined) return;
    drags.current.delete(pointerId);
    end(drag, drags.current.size === 0);
  };
  return {
    onPointerDown(event: PointerEvent<E>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drags.current.set(event.pointerId, start(event));
    },
    onPointerMove(event: PointerEvent<E>) {
      const drag = drags.current.get(event.pointerId);
      if (drag === undefined) return;
      // Let go where the page did not hear of it.
      if (event.buttons === 0) finish(event);
      else move(event, drag);
    },
    onPointerUp: finish,
    onPointerCancel: finish,
    onLostPointerCapture: finish,
  };
}
