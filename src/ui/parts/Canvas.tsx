import { useLayoutEffect, useRef } from 'react';
import { SEEN, useAway } from '../hooks/useAway.ts';
import { zoomOf } from '../hooks/zoomOf.ts';

export interface CanvasProps {
  readonly width: number;
  readonly height: number;
  readonly className?: string;
  /** Called with a cleared context in CSS pixels whenever it, the size or the screen's density changes. */
  readonly paint: (ctx: CanvasRenderingContext2D) => void;
}

/** Ready a canvas for painting in CSS pixels; undefined where there is no 2D context. */
export function preparedContext(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const density = (window.devicePixelRatio || 1) * zoomOf(canvas);
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const ctx = canvas.getContext('2d');
  if (ctx === null) return undefined;
  ctx.setTransform(density, 0, 0, density, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

/** What paints a canvas that is out of sight, and so may be behind. */
const painters = new WeakMap<HTMLCanvasElement, () => void>();

/** Has a canvas painted that is read though nobody sees it. */
export const paintUnseen = (canvas: HTMLCanvasElement): void => painters.get(canvas)?.();

/**
 * A canvas that repaints when its painter changes, once it is in sight. The picture has its text elsewhere, so it is
 * hidden from readers.
 */
export function Canvas({ width, height, className, paint }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const away = useAway(ref, SEEN);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null || width === 0 || height === 0) return;
    const repaint = () => {
      painters.delete(canvas);
      const ctx = preparedContext(canvas, width, height);
      if (ctx !== undefined) paint(ctx);
    };
    if (away) painters.set(canvas, repaint);
    else repaint();
  }, [width, height, paint, away]);
  return <canvas ref={ref} className={className} style={{ width, height }} aria-hidden="true" />;
}
