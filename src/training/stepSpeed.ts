// How long a meta-step takes, measured.

import type { Trainer } from './trainer.ts';

const LEAST_STEPS = 3;
const LEAST_MS = 400;

/**
 * Milliseconds of a meta-step, after a first one that is not counted.
 *
 * @param turn lets others have their turn between meta-steps; its time is not counted.
 */
export async function stepMs(
  trainer: Trainer,
  nowMs: () => number,
  turn: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  await trainer.step();
  let [spentMs, steps] = [0, 0];
  while (steps < LEAST_STEPS || spentMs < LEAST_MS) {
    await turn();
    const startedMs = nowMs();
    await trainer.step();
    spentMs += nowMs() - startedMs;
    steps++;
  }
  return spentMs / steps;
}
