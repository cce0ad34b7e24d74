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

/** A task's stream. What has a stream of its own depends on no other draw. */
export interface TaskRng extends Rng {
  /** For the fresh network. */
  readonly network?: Rng;
  /** For noise on the support targets. */
  readonly noise?: Rng;
}

/**
 * The stream of one task of an evaluation; never overlaps with training. The same seed gives the same fresh networks
 * however many inner steps and points there are.
 */
export function evaluationRng(seed: number, taskIndex: number): TaskRng {
  const own = (name: string) => rngFrom(seed, 'evaluate', taskIndex, name);
  return { ...rngFrom(seed, 'evaluate', taskIndex), network: own('network'), noise: own('noise') };
}
