import { useLayoutEffect, useRef } from 'react';
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

/** A canvas that repaints when its painter changes. The picture has its text elsewhere, so it is hidden from readers. */
export function Canvas({ width, height, className, paint }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null || width === 0 || height === 0) return;
    const ctx = preparedContext(canvas, width, height);
    if (ctx !== undefined) paint(ctx);
  }, [width, height, paint]);
  return <canvas ref={ref} className={className} style={{ width, height }} aria-hidden="true" />;
}
