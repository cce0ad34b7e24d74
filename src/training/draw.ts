// Draws the numbers of a batch of tasks: one stream per task, always in the same order.

import type { Rng } from '../lib/rng.ts';
import { freshNetworks } from '../mplp/fresh.ts';
import type { AgentGroup } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { drawTask, evaluationPoints, sampleBatch, targetsOf } from '../tasks/draw.ts';
import type { TaskBatch } from '../tasks/family.ts';
import type { TaskRng } from '../tasks/streams.ts';

/** What a batch of tasks is made of, as plain numbers; leading dimension T. */
export interface DrawnTasks {
  readonly tasks: number;
  readonly support: readonly TaskBatch[];
  readonly heldOut: TaskBatch;
  /** Fresh networks by group id; unused where the start is learned. */
  readonly networks: ReadonlyMap<string, Float32Array>;
}

export interface DrawOptions {
  readonly steps: number;
  /** How many random held-out points, or the evenly spaced evaluation points. */
  readonly heldOut: number | 'evaluation';
  /** Standard deviation of normal noise on the support targets; none by default. */
  readonly noise?: number | undefined;
}

/** The batch with noise on its targets. */
function noisy(batch: TaskBatch, sd: number, rng: Rng): TaskBatch {
  return { ...batch, target: batch.target.map((y) => y + sd * rng.normal()) };
}

/** Row t of every vector is task t. */
function joined(batches: readonly TaskBatch[]): TaskBatch {
  const join = (key: keyof TaskBatch) => {
    const size = batches[0]?.[key].length ?? 0;
    const out = new Float32Array(batches.length * size);
    batches.forEach((batch, t) => {
      out.set(batch[key], t * size);
    });
    return out;
  };
  return { input: join('input'), target: join('target') };
}

/** Draw from every stream: the task, each inner batch, the held-out batch, the fresh network. */
export function drawTasks(
  spec: ExperimentSpec,
  groups: readonly AgentGroup[],
  streams: readonly TaskRng[],
  options: DrawOptions,
): DrawnTasks {
  const even = evaluationPoints(spec.task);
  const { noise = 0 } = options;
  const drawn = streams.map((rng) => {
    const task = drawTask(spec.task, rng);
    const { batch, sameSupport } = spec.recipe;
    const draws = sameSupport ? Math.min(1, options.steps) : options.steps;
    const clean = Array.from({ length: draws }, () => sampleBatch(task, spec.task, batch, rng));
    const support = noise > 0 ? clean.map((each) => noisy(each, noise, rng.noise ?? rng)) : clean;
    const heldOut =
      options.heldOut === 'evaluation'
        ? { input: even, target: targetsOf(task, spec.task, even) }
        : sampleBatch(task, spec.task, options.heldOut, rng);
    return { support, heldOut };
  });
  return {
    tasks: streams.length,
    support: Array.from({ length: options.steps }, (_, k) => joined(drawn.map((d) => (d.support[k] ?? d.support[0])!))),
    heldOut: joined(drawn.map((d) => d.heldOut)),
    networks: freshNetworks(
      spec,
      groups,
      streams.map((stream) => stream.network ?? stream),
    ),
  };
}
