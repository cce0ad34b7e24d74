import { useState, type KeyboardEvent, type PointerEvent } from 'react';

import { zoomOf } from '../hooks/zoomOf.ts';

/** One meta-step that every panel on show points at; undefined while nobody points. */
export interface Cursor {
  readonly at: number | undefined;
  readonly set: (metaStep: number | undefined) => void;
}

export function useCursor(): Cursor {
  const [at, set] = useState<number>();
  return { at, set };
}

/** Where the pointer is over an element, in the element's pixels. */
const within = (event: PointerEvent) =>
  (event.clientX - event.currentTarget.getBoundingClientRect().left) / zoomOf(event.currentTarget);

/** Props of what the pointer moves over. @param metaStepAt of a place from the element's left edge. */
export function pointing({ set }: Cursor, metaStepAt: (x: number) => number) {
  const point = (event: PointerEvent) => set(metaStepAt(within(event)));
  return {
    onPointerDown: point,
    onPointerMove: point,
    // A finger that is lifted leaves the cursor where it was.
    onPointerLeave: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') set(undefined);
    },
  };
}

const PARTS = 40;

/** Props of what takes the keyboard: arrows by a fortieth of the span, Home, End, Escape. */
export function stepping({ at, set }: Cursor, [first, last]: readonly [number, number]) {
  const by = Math.max(1, Math.round((last - first) / PARTS));
  return {
    tabIndex: 0,
    onKeyDown(event: KeyboardEvent) {
      const to: Readonly<Record<string, number | undefined>> = {
        ArrowLeft: (at ?? last + by) - by,
        ArrowRight: (at ?? first - by) + by,
        Home: first,
        End: last,
        Escape: undefined,
      };
      if (!(event.key in to) || (event.key === 'Escape' && at === undefined)) return;
      event.preventDefault();
      event.stopPropagation();
      const next = to[event.key];
      set(next === undefined ? undefined : Math.max(first, Math.min(last, next)));
    },
    onBlur: () => set(undefined),
  };
}
