// Drawing: points of a task of any family, and the task and points of a probe.

import { rngFrom, type Rng } from '../lib/rng.ts';
import type { ExperimentSpec, ProbeSpec, TaskSpec } from '../experiment/types.ts';
import { targetAt, type CurveTask } from './curve.ts';
import { familyOf } from './families.ts';
import type { TaskBatch } from './family.ts';

/** Waits for what drawing tasks of this family needs; at once where it needs nothing. */
export async function prepareTasks(spec: TaskSpec): Promise<void> {
  await familyOf(spec).prepare?.(spec);
}

/** Draw a task. The number of draws of `rng` is the family's. */
export function drawTask(spec: TaskSpec, rng: Rng): CurveTask {
  return familyOf(spec).draw(spec, rng);
}

/** Targets [n * outputs] of given inputs [n * inputs]. */
export function targetsOf(task: CurveTask, spec: Pick<TaskSpec, 'kind'>, input: Float32Array): Float32Array {
  return familyOf(spec).targets(task, input);
}

/** Inputs the loss is judged on, evenly over the ranges. */
export function evaluationPoints(spec: TaskSpec, points?: number): Float32Array {
  return familyOf(spec).evaluationPoints(spec, points);
}

/** Inputs a figure draws the network's predictions on, evenly over the ranges. */
export function figurePoints(spec: TaskSpec): Float32Array {
  return familyOf(spec).figurePoints(spec);
}

/**
 * Fresh points of a task, uniform over its family's ranges. One draw of `rng` a coordinate, in the order of the ranges.
 *
 * @param points B, how many.
 */
export function sampleBatch(task: CurveTask, spec: TaskSpec, points: number, rng: Rng): TaskBatch {
  const ranges = familyOf(spec).ranges(spec);
  const input = Float32Array.from(
    Array.from({ length: points }, () => ranges.map((range) => rng.uniform(...range))).flat(),
  );
  return { input, target: targetsOf(task, spec, input) };
}

/** The task a probe shows: drawn from its seed, then overridden by what is set by hand. */
export function probeTask(spec: ExperimentSpec, probe: ProbeSpec): CurveTask {
  const drawn = drawTask(spec.task, rngFrom(probe.taskSeed, 'task'));
  return {
    amplitude: probe.amplitude ?? drawn.amplitude,
    phase: probe.phase ?? drawn.phase,
    ...(probe.frequency !== undefined && { frequency: probe.frequency }),
    ...(probe.curve !== undefined && { curve: { range: spec.task.x, heights: probe.curve } }),
  };
}

/** The inner step whose support points this one sees: its own, or the first's where all see the same. */
export function supportStep({ recipe }: ExperimentSpec, step: number): number {
  return recipe.sameSupport ? 1 : step;
}

/**
 * Support points of one inner step of a probe, [recipe.batch], or as many as were set by hand. Drawn ones depend on the
 * probe's task seed and the step only, so neither more steps nor another amplitude moves them.
 *
 * @param at inner step, 1..K.
 */
export function probeBatch(spec: ExperimentSpec, probe: ProbeSpec, at: number): TaskBatch {
  const step = supportStep(spec, at);
  const rng = rngFrom(probe.taskSeed, 'batch', step);
  const task = probeTask(spec, probe);
  const { ownFields } = familyOf(spec.task);
  const own = probe.support?.find((entry) => entry.step === step);
  if (own !== undefined && ownFields.includes('support')) {
    const input = Float32Array.from(own.points, ([x]) => x);
    return { input, target: Float32Array.from(own.points, ([, above], i) => targetAt(task, input[i] ?? 0) + above) };
  }
  const drawn = sampleBatch(task, spec.task, spec.recipe.batch, rng);
  const { noise } = probe;
  if (noise === undefined || !ownFields.includes('noise')) return drawn;
  const noisy = rngFrom(probe.taskSeed, 'noise', step);
  return { ...drawn, target: drawn.target.map((y) => y + noise * noisy.normal()) };
}
