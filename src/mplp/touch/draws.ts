// What interventions draw at random: noise and permutations, named by task, inner step and group, so that neither the
// number of tasks at once nor another kind or seed of intervention moves them.

import * as tf from '@tensorflow/tfjs-core';
import { rngFrom } from '../../lib/rng.ts';
import { sizeOf } from '../../lib/shape.ts';
import type { Intervention } from '../../experiment/types.ts';

/** What tells one task's random streams from another's. */
export type TaskKey = readonly (string | number)[];

export interface Draws {
  /**
   * Noise ready to add to the messages of a group, [T, ...shape].
   *
   * @param nth how many of its kind and seed stand before it in the list.
   */
  readonly noise: (one: Intervention, step: number, group: string, shape: readonly number[], nth: number) => tf.Tensor;
  /** Sample b sends what p[b] was to send: p, [T, B]. */
  readonly permutations: (one: Intervention, step: number, group: string, samples: number, nth: number) => tf.Tensor;
}

function shuffled(count: number, uniform: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Draws from the interventions' own seeds, for these tasks. */
export function seededDraws(tasks: readonly TaskKey[]): Draws {
  const stream = (one: Intervention, nth: number, task: TaskKey, step: number, group: string) =>
    rngFrom(one.seed ?? 0, one.what, ...task, step, group, nth);
  return {
    noise(one, step, group, shape, nth) {
      const size = sizeOf(shape);
      const values = new Float32Array(tasks.length * size);
      tasks.forEach((task, t) => {
        const rng = stream(one, nth, task, step, group);
        for (let i = 0; i < size; i++) values[t * size + i] = (one.value ?? 0) * rng.normal();
      });
      return tf.tensor(values, [tasks.length, ...shape]);
    },
    permutations(one, step, group, samples, nth) {
      const orders = tasks.map((task) => {
        const rng = stream(one, nth, task, step, group);
        return shuffled(samples, () => rng.uniform());
      });
      return tf.tensor2d(orders, [tasks.length, samples], 'int32');
    },
  };
}
