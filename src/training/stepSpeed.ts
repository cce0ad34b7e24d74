// How long a meta-step takes, measured.

import type { Trainer } from './trainer.ts';

const LEAST_STEPS = 3;
const LEAST_MS = 400;

interface Timing {
  readonly nowMs: () => number;
  /** Lets others have their turn between meta-steps; its time is not counted. */
  readonly turn?: () => Promise<void>;
  /** How long to measure at least: longer where horizons vary. */
  readonly leastMs?: number;
}

/** Milliseconds of a meta-step, the mean of several after a first one that is not counted. */
export async function stepMs(trainer: Trainer, { nowMs, turn, leastMs = LEAST_MS }: Timing): Promise<number> {
  await trainer.step();
  let [spentMs, steps] = [0, 0];
  while (steps < LEAST_STEPS || spentMs < leastMs) {
    await turn?.();
    const startedMs = nowMs();
    await trainer.step();
    spentMs += nowMs() - startedMs;
    steps++;
  }
  return spentMs / steps;
}
