// The inner clock's state and its pure transitions.

import type { Moment } from '../../record/moment.ts';

export const SPEEDS = [0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

/** One phase at speed 1. */
export const PHASE_MS = 650;

export interface PlaybackSlice {
  readonly moment: Moment;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly loop: boolean;
  /** Played or scrubbed since the page opened. */
  readonly touched: boolean;
  /** Inner steps whose fit is shown for a moment instead; undefined while the fit follows the clock. */
  readonly preview: number | undefined;
}

/** Extent of the clock: inner steps and phases of each. */
export interface ClockShape {
  readonly steps: number;
  readonly phases: number;
}

export type PlaybackAction =
  | { readonly kind: 'play' | 'pause' | 'toggle' | 'tick' | 'first' | 'last' | 'loop' | 'cycleSpeed' | 'clamp' }
  | { readonly kind: 'preview'; readonly step: number | undefined }
  | { readonly kind: 'seek'; readonly moment: Moment }
  | { readonly kind: 'phase' | 'step' | 'speed'; readonly by: number };

export const INITIAL_PLAYBACK: PlaybackSlice = {
  moment: { step: 1, phase: 0 },
  playing: false,
  speed: 1,
  loop: false,
  touched: false,
  preview: undefined,
};

/** Phases since the start. */
export function clockIndex(moment: Moment, shape: ClockShape): number {
  return (moment.step - 1) * shape.phases + moment.phase;
}

export function clockLength(shape: ClockShape): number {
  return shape.steps * shape.phases;
}

/** The inverse of `clockIndex`, clamped to the clock. */
export function momentAt(index: number, shape: ClockShape): Moment {
  const n = Math.max(0, Math.min(clockLength(shape) - 1, index));
  return { step: Math.floor(n / shape.phases) + 1, phase: n % shape.phases };
}

/** The moment at which so many inner steps are done; 0 is before learning. */
export function afterSteps(steps: number, shape: ClockShape): Moment {
  return momentAt(steps * shape.phases - 1, shape);
}

/** Inner steps done, and the share of the one under way: the phase that computes nothing new counts as none. */
export function stepsTaken({ step, phase }: Moment, { phases }: ClockShape): number {
  return step - 1 + (phases > 1 ? phase / (phases - 1) : 0);
}

function clamped(moment: Moment, shape: ClockShape): Moment {
  return {
    step: Math.max(1, Math.min(shape.steps, moment.step)),
    phase: Math.max(0, Math.min(shape.phases - 1, moment.phase)),
  };
}

export function atEnd(moment: Moment, shape: ClockShape): boolean {
  return clockIndex(moment, shape) >= clockLength(shape) - 1;
}

function play(state: PlaybackSlice, shape: ClockShape): PlaybackSlice {
  const moment = atEnd(state.moment, shape) ? momentAt(0, shape) : state.moment;
  return { ...state, moment, playing: true, touched: true, preview: undefined };
}

function tick(state: PlaybackSlice, shape: ClockShape): PlaybackSlice {
  if (!state.playing) return state;
  if (!atEnd(state.moment, shape)) {
    return { ...state, moment: momentAt(clockIndex(state.moment, shape) + 1, shape) };
  }
  return state.loop ? { ...state, moment: momentAt(0, shape) } : { ...state, playing: false };
}

function scrub(state: PlaybackSlice, moment: Moment): PlaybackSlice {
  return { ...state, moment, playing: false, touched: true, preview: undefined };
}

function speedAfter(speed: Speed, by: number, wrap: boolean): Speed {
  const at = SPEEDS.indexOf(speed) + by;
  const n = SPEEDS.length;
  return SPEEDS[wrap ? (at + n) % n : Math.max(0, Math.min(n - 1, at))] ?? 1;
}

/** The next state of the clock. Scrubbing stops playing and ends a preview; playing at the end starts over. */
export function playbackAfter(state: PlaybackSlice, action: PlaybackAction, shape: ClockShape): PlaybackSlice {
  switch (action.kind) {
    case 'play':
      return play(state, shape);
    case 'pause':
      return { ...state, playing: false };
    case 'toggle':
      return state.playing ? { ...state, playing: false } : play(state, shape);
    case 'tick':
      return tick(state, shape);
    case 'first':
      return scrub(state, momentAt(0, shape));
    case 'last':
      return scrub(state, momentAt(clockLength(shape) - 1, shape));
    case 'seek':
      return scrub(state, clamped(action.moment, shape));
    case 'phase':
      return scrub(state, momentAt(clockIndex(state.moment, shape) + action.by, shape));
    case 'step':
      return scrub(state, clamped({ ...state.moment, step: state.moment.step + action.by }, shape));
    case 'speed':
      return { ...state, speed: speedAfter(state.speed, action.by, false) };
    case 'cycleSpeed':
      return { ...state, speed: speedAfter(state.speed, 1, true) };
    case 'loop':
      return { ...state, loop: !state.loop };
    case 'preview':
      return { ...state, preview: action.step };
    case 'clamp':
      return clockIndex(state.moment, shape) === clockIndex(clamped(state.moment, shape), shape) &&
        state.moment.phase < shape.phases
        ? state
        : { ...state, moment: clamped(state.moment, shape) };
  }
}
