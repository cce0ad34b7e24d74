import { describe, expect, it } from 'vitest';

import { wheelTurn } from './wheelTurn.ts';

const turn = (deltaY: number, more: Partial<Pick<WheelEvent, 'deltaX' | 'deltaMode' | 'ctrlKey'>> = {}) => ({
  deltaX: 0,
  deltaY,
  deltaMode: 0,
  ctrlKey: false,
  ...more,
});

describe('the wheel over the timeline', () => {
  it('moves one phase a notch, in pixels or in lines', () => {
    expect(wheelTurn(0, turn(120))).toEqual({ phases: 1, rest: 0 });
    expect(wheelTurn(0, turn(-100))).toEqual({ phases: -1, rest: 0 });
    expect(wheelTurn(0, turn(3, { deltaMode: 1 }))).toEqual({ phases: 1, rest: 0 });
  });

  it('adds up the small moves of a trackpad and starts over when they turn round', () => {
    const first = wheelTurn(0, turn(40));
    expect(first).toEqual({ phases: 0, rest: 40 });
    expect(wheelTurn(40, turn(40))).toEqual({ phases: 1, rest: 0 });
    expect(wheelTurn(40, turn(-10))).toEqual({ phases: 0, rest: -10 });
  });

  it('leaves scrolling sideways and zooming to the browser', () => {
    expect(wheelTurn(0, turn(10, { deltaX: 30 }))).toBeUndefined();
    expect(wheelTurn(0, turn(120, { ctrlKey: true }))).toBeUndefined();
  });
});
