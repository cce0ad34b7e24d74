// Sinusoid regression, spec.md section 7: y = A sin(x + phase). Every random stream is named by its keys, so
// that no draw depends on how many came before it in another stream.

import { rngFrom, type Rng } from '../lib/rng.ts';
import type { ExperimentSpec, ProbeSpec, TaskSpec } from '../spec/types.ts';

/** One drawn task. */
export interface SinusoidTask {
  readonly amplitude: number;
  /** Radians. */
  readonly phase: number;
}

/** Points of one task; both vectors [B], row b of the network's [B, 1] input and target. */
export interface SinusoidBatch {
  readonly input: Float32Array;
  readonly target: Float32Array;
}

/** Points the loss is judged on: evenly over the x range, spec.md section 7. */
const EVALUATION_POINTS = 100;

/**
 * Draw a task: amplitude first, then phase, both uniform over their ranges. Two draws of `rng`.
 *
 * @param spec ranges of the task family.
 */
export function drawTask(spec: TaskSpec, rng: Rng): SinusoidTask {
  const amplitude = rng.uniform(...spec.amplitude);
  const phase = rng.uniform(...spec.phase);
  return { amplitude, phase };
}

/** The target A sin(x + phase) in float64. */
export function targetAt(task: SinusoidTask, x: number): number {
  return task.amplitude * Math.sin(x + task.phase);
}

/** Targets of given inputs: [n] for [n]. Each target belongs to the input as rounded to float32. */
export function targetsOf(task: SinusoidTask, input: Float32Array): Float32Array {
  return input.map((x) => targetAt(task, x));
}

/**
 * Fresh points of a task, uniform over the x range. One draw of `rng` a point.
 *
 * @param points B, how many.
 */
export function sampleBatch(task: SinusoidTask, spec: TaskSpec, points: number, rng: Rng): SinusoidBatch {
  const input = Float32Array.from({ length: points }, () => rng.uniform(...spec.x));
  return { input, target: targetsOf(task, input) };
}

/** Inputs evenly over the x range, both ends included; one point alone stands at the low end. */
export function evaluationPoints(spec: TaskSpec, points = EVALUATION_POINTS): Float32Array {
  const [low, high] = spec.x;
  const last = Math.max(points - 1, 1);
  return Float32Array.from({ length: points }, (_, i) => low + ((high - low) * i) / last);
}

/** The task a probe shows: drawn from its seed, then overridden by what is set by hand. */
export function probeTask(spec: ExperimentSpec, probe: ProbeSpec): SinusoidTask {
  const drawn = drawTask(spec.task, rngFrom(probe.taskSeed, 'task'));
  return { amplitude: probe.amplitude ?? drawn.amplitude, phase: probe.phase ?? drawn.phase };
}

/**
 * Support points of one inner step of a probe, [recipe.batch]. They depend on the probe's task seed and the step
 * only, so neither more steps nor another amplitude moves them.
 *
 * @param step inner step, 1..K.
 */
export function probeBatch(spec: ExperimentSpec, probe: ProbeSpec, step: number): SinusoidBatch {
  const rng = rngFrom(probe.taskSeed, 'batch', step);
  return sampleBatch(probeTask(spec, probe), spec.task, spec.recipe.batch, rng);
}

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
