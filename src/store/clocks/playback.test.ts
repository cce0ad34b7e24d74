import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  afterSteps,
  atEnd,
  clockIndex,
  clockLength,
  INITIAL_PLAYBACK,
  momentAt,
  playbackAfter,
  stepsTaken,
  type PlaybackAction,
} from './playback.ts';

const shape = { steps: 5, phases: 6 };
const after = (...actions: PlaybackAction[]) =>
  actions.reduce((state, action) => playbackAfter(state, action, shape), INITIAL_PLAYBACK);
const ticks = (count: number) => Array.from({ length: count }, (): PlaybackAction => ({ kind: 'tick' }));

describe('the inner clock', () => {
  it('counts through the phases of every step and stops at the end', () => {
    expect(after({ kind: 'play' }, ...ticks(6)).moment).toEqual({ step: 2, phase: 0 });
    const end = after({ kind: 'play' }, ...ticks(30));
    expect(end).toMatchObject({ moment: { step: 5, phase: 5 }, playing: false });
  });

  it('starts over when played at the end, and by itself in a loop', () => {
    expect(after({ kind: 'last' }, { kind: 'play' }).moment).toEqual({ step: 1, phase: 0 });
    expect(after({ kind: 'loop' }, { kind: 'play' }, ...ticks(30))).toMatchObject({
      moment: { step: 1, phase: 0 },
      playing: true,
    });
  });

  it('ends a preview when time is moved by hand, not when it passes', () => {
    const preview = { kind: 'preview', step: 3 } as const;
    expect(after({ kind: 'play' }, preview, { kind: 'tick' })).toMatchObject({ preview: 3, moment: { phase: 1 } });
    expect(after(preview, { kind: 'phase', by: 1 }).preview).toBeUndefined();
    expect(after(preview, { kind: 'play' }).preview).toBeUndefined();
  });

  it('stops when scrubbed', () => {
    expect(after({ kind: 'play' }, { kind: 'phase', by: 1 })).toMatchObject({ playing: false, touched: true });
  });

  it('keeps the phase when it goes to another step', () => {
    expect(after({ kind: 'seek', moment: { step: 2, phase: 3 } }, { kind: 'step', by: 1 }).moment).toEqual({
      step: 3,
      phase: 3,
    });
    expect(after({ kind: 'seek', moment: { step: 9, phase: 3 } }).moment).toEqual({ step: 5, phase: 3 });
  });

  it('steps through the speeds and round again', () => {
    expect(after({ kind: 'speed', by: 1 }).speed).toBe(2);
    expect(after({ kind: 'speed', by: -1 }, { kind: 'speed', by: -1 }).speed).toBe(0.5);
    expect(after({ kind: 'cycleSpeed' }, { kind: 'cycleSpeed' }, { kind: 'cycleSpeed' }).speed).toBe(0.5);
  });

  it('follows a shorter episode, and is the same object where nothing changes', () => {
    const late = after({ kind: 'last' });
    expect(playbackAfter(late, { kind: 'clamp' }, { steps: 2, phases: 6 }).moment).toEqual({ step: 2, phase: 5 });
    expect(playbackAfter(late, { kind: 'clamp' }, shape)).toBe(late);
  });

  it('never leaves the clock', () => {
    const action: fc.Arbitrary<PlaybackAction> = fc.oneof(
      fc.constantFrom<PlaybackAction>(
        { kind: 'play' },
        { kind: 'tick' },
        { kind: 'toggle' },
        { kind: 'first' },
        { kind: 'last' },
        { kind: 'clamp' },
      ),
      fc.record({ kind: fc.constantFrom('phase' as const, 'step' as const), by: fc.integer({ min: -9, max: 9 }) }),
      fc.record({ kind: fc.constant('seek' as const), moment: fc.record({ step: fc.integer(), phase: fc.integer() }) }),
    );
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const index = clockIndex(after(...actions).moment, shape);
        expect(index).toBeGreaterThanOrEqual(0);
        expect(index).toBeLessThan(clockLength(shape));
      }),
    );
  });
});

it('inverts clockIndex', () => {
  for (let n = 0; n < clockLength(shape); n++) expect(clockIndex(momentAt(n, shape), shape)).toBe(n);
  expect(atEnd({ step: 5, phase: 5 }, shape)).toBe(true);
  expect(atEnd({ step: 5, phase: 4 }, shape)).toBe(false);
});

it('places moments along the steps: step 0 is before learning, a whole step is after its update', () => {
  expect(afterSteps(0, shape)).toEqual({ step: 1, phase: 0 });
  expect(afterSteps(3, shape)).toEqual({ step: 3, phase: 5 });
  for (let steps = 0; steps <= shape.steps; steps++) expect(stepsTaken(afterSteps(steps, shape), shape)).toBe(steps);
  expect(stepsTaken({ step: 2, phase: 0 }, shape)).toBe(1);
});
