import { startTransition, useLayoutEffect, useState, type RefObject } from 'react';

import { zoomOf } from '../hooks/zoomOf.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size of an element's content box in CSS pixels; 0 x 0 until it has been measured. */
export function useSize(ref: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    let measured = false;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      // Whoever paints asks for it; here, where everything is laid out, the answer is free.
      zoomOf(element);
      const [width, height] = [Math.floor(entry.contentRect.width), Math.floor(entry.contentRect.height)];
      const change = () => setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
      // The first drawing is the largest piece of work: it is done in slices.
      if (measured) change();
      else startTransition(change);
      measured = true;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [ref]);
  return size;
}
