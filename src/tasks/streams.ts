// The random streams of tasks. Each is named by its keys, so that no draw depends on how many came before it in another.

import { rngFrom, type Rng } from '../lib/rng.ts';

/**
 * The stream of one task of one meta-step. Draw in this order: the task, each inner batch, the held-out batch, the
 * fresh network.
 *
 * @param seed seeds.training of the spec.
 * @param taskIndex 0..T-1.
 */
export function trainingRng(seed: number, metaStep: number, taskIndex: number): Rng {
  return rngFrom(seed, 'train', metaStep, taskIndex);
}

/** The stream of one task of an evaluation; never overlaps with training. Draw in the same order as `trainingRng`. */
export function evaluationRng(seed: number, taskIndex: number): Rng {
  return rngFrom(seed, 'evaluate', taskIndex);
}
