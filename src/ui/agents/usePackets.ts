import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Theme } from '../../viz/common/palette.ts';
import type { NetworkFrame } from '../../viz/agents/networkFrame.ts';
import type { NetworkLayout, NetworkView } from '../../viz/agents/networkLayout.ts';
import { paintPackets } from '../../viz/agents/paintPackets.ts';
import { PHASE_MS } from '../../store/clocks/playback.ts';
import { preparedContext } from '../parts/Canvas.tsx';
import { useReducedMotion } from '../parts/useReducedMotion.ts';

export interface PacketScene {
  readonly layout: NetworkLayout;
  readonly frame: NetworkFrame;
  readonly view: NetworkView;
  readonly theme: Theme;
  readonly playing: boolean;
  readonly speed: number;
}

/** Packets arrive a little before the phase ends. */
const ARRIVE = 0.8;

const ease = (t: number): number => (t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2);

/**
 * Paint the packets: at rest beside their receivers, and gliding there while playing. Frames are asked for only while
 * something glides and the canvas is on screen, never under reduced motion.
 */
export function usePackets(
  ref: RefObject<HTMLCanvasElement | null>,
  { layout, frame, view, theme, playing, speed }: PacketScene,
): void {
  const still = useReducedMotion();
  // Zooming and panning go on with the glide that is under way.
  const glide = useRef<{ readonly frame: NetworkFrame; readonly start: number } | undefined>(undefined);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null || layout.width === 0 || layout.height === 0) return undefined;
    const draw = (progress: number): void => {
      const ctx = preparedContext(canvas, layout.width, layout.height);
      if (ctx !== undefined) paintPackets(ctx, layout, frame, view, progress, theme);
    };
    const moving = [...frame.edges.values()].some((edges) => edges.packets !== undefined);
    if (!playing || still || !moving) {
      draw(1);
      return undefined;
    }
    let visible = true;
    let request = 0;
    const step = (now: number): void => {
      if (glide.current?.frame !== frame) glide.current = { frame, start: now };
      const progress = Math.min(1, (now - glide.current.start) / ((PHASE_MS * ARRIVE) / Math.max(0.05, speed)));
      draw(ease(progress));
      request = progress < 1 && visible ? requestAnimationFrame(step) : 0;
    };
    const observer = new IntersectionObserver(([entry]) => {
      visible = entry?.isIntersecting ?? true;
      if (visible && request === 0) request = requestAnimationFrame(step);
    });
    observer.observe(canvas);
    if (glide.current?.frame !== frame) draw(0);
    request = requestAnimationFrame(step);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(request);
    };
  }, [ref, layout, frame, view, theme, playing, speed, still]);
}
