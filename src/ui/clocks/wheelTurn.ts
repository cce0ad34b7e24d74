// From turns of the wheel to phases: a notch is one, a trackpad's small moves add up.

const PIXELS_PER_PHASE = 60;
/** `WheelEvent.deltaMode` of mice that count lines instead of pixels. */
const LINES = 1;

export interface Turn {
  readonly phases: number;
  /** Pixels short of the next phase. */
  readonly rest: number;
}

/** @returns undefined for a turn that is not the timeline's: sideways scrolls it, with Ctrl the page zooms. */
export function wheelTurn(
  turned: number,
  { deltaX, deltaY, deltaMode, ctrlKey }: Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey'>,
): Turn | undefined {
  if (ctrlKey || Math.abs(deltaX) >= Math.abs(deltaY)) return undefined;
  if (deltaMode === LINES || Math.abs(deltaY) >= PIXELS_PER_PHASE) return { phases: Math.sign(deltaY), rest: 0 };
  const sum = Math.sign(turned) === -Math.sign(deltaY) ? deltaY : turned + deltaY;
  return Math.abs(sum) < PIXELS_PER_PHASE ? { phases: 0, rest: sum } : { phases: Math.sign(sum), rest: 0 };
}
