// The task families. Sinusoid regression, spec.md section 7: y = A sin(x + phase). Sinusoid boundary: whether a point
// (x, y) lies above that curve. Every random stream is named by its keys, so that no draw depends on how many came
// before it in another stream.

import { rngFrom, type Rng } from '../lib/rng.ts';
import type { BoundarySpec, ExperimentSpec, ProbeSpec, Range, TaskSpec } from '../experiment/types.ts';

/** One drawn task. */
export interface SinusoidTask {
  readonly amplitude: number;
  /** Radians. */
  readonly phase: number;
  /** Angular frequency; 1 unless given. */
  readonly frequency?: number;
  /** A curve drawn by hand in place of the sinusoid: heights evenly over `range`, straight lines between. */
  readonly curve?: { readonly range: Range; readonly heights: readonly number[] };
}

/** Points of one task: [B * inputs] and [B * outputs], rows of the network's input and target one after another. */
export interface SinusoidBatch {
  readonly input: Float32Array;
  readonly target: Float32Array;
}

/** Points the loss is judged on: evenly over the x range, spec.md section 7. */
const EVALUATION_POINTS = 100;
/** The same in the plane of a boundary: columns over x and rows over y. */
const EVALUATION_PLANE = [40, 16] as const;
/** Points a figure draws predictions on. */
const FIGURE_POINTS = 201;
export const FIGURE_PLANE = [81, 33] as const;

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

/** Height of a drawn curve, level beyond its ends. */
function heightAt({ range: [low, high], heights }: NonNullable<SinusoidTask['curve']>, x: number): number {
  const last = heights.length - 1;
  const place = high > low ? Math.min(last, Math.max(0, ((x - low) / (high - low)) * last)) : 0;
  const left = Math.min(Math.floor(place), last - 1);
  const [from = 0, to = 0] = heights.slice(left, left + 2);
  return from + (to - from) * (place - left);
}

/** The target A sin(frequency x + phase), or the drawn curve, in float64. */
export function targetAt(task: SinusoidTask, x: number): number {
  if (task.curve !== undefined) return heightAt(task.curve, x);
  if (task.frequency !== undefined) return task.amplitude * Math.sin(task.frequency * x + task.phase);
  return task.amplitude * Math.sin(x + task.phase);
}

/**
 * Targets of given inputs: [n] for [n], or for a boundary one-hot [n * 2] (below, above) for [n * 2]. Each target belongs
 * to the input as rounded to float32.
 */
export function targetsOf(task: SinusoidTask, spec: Pick<TaskSpec, 'kind'>, input: Float32Array): Float32Array {
  if (spec.kind === 'sinusoid') return input.map((x) => targetAt(task, x));
  const target = new Float32Array(input.length);
  for (let i = 0; i + 1 < input.length; i += 2) {
    const above = (input[i + 1] ?? NaN) > targetAt(task, input[i] ?? NaN);
    target[i + (above ? 1 : 0)] = 1;
  }
  return target;
}

/**
 * Fresh points of a task, uniform over its ranges. One draw of `rng` a coordinate, x before y.
 *
 * @param points B, how many.
 */
export function sampleBatch(task: SinusoidTask, spec: TaskSpec, points: number, rng: Rng): SinusoidBatch {
  const ranges = spec.kind === 'boundary' ? [spec.x, spec.y] : [spec.x];
  const input = Float32Array.from(
    Array.from({ length: points }, () => ranges.map((range) => rng.uniform(...range))).flat(),
  );
  return { input, target: targetsOf(task, spec, input) };
}

/** Evenly over a range, both ends included; one point alone stands at the low end. */
function evenly([low, high]: Range, points: number): number[] {
  const last = Math.max(points - 1, 1);
  return Array.from({ length: points }, (_, i) => low + ((high - low) * i) / last);
}

/** Points of the plane, row by row from the lowest y: [columns * rows * 2]. */
function plane(spec: BoundarySpec, [columns, rows]: readonly [number, number]): Float32Array {
  const xs = evenly(spec.x, columns);
  return Float32Array.from(evenly(spec.y, rows).flatMap((y) => xs.flatMap((x) => [x, y])));
}

/** Inputs the loss is judged on, evenly over the ranges. */
export function evaluationPoints(spec: TaskSpec, points = EVALUATION_POINTS): Float32Array {
  return spec.kind === 'boundary' ? plane(spec, EVALUATION_PLANE) : Float32Array.from(evenly(spec.x, points));
}

/** Inputs a figure draws the network's predictions on, evenly over the ranges. */
export function figurePoints(spec: TaskSpec): Float32Array {
  return spec.kind === 'boundary' ? plane(spec, FIGURE_PLANE) : Float32Array.from(evenly(spec.x, FIGURE_POINTS));
}

/** The task a probe shows: drawn from its seed, then overridden by what is set by hand. */
export function probeTask(spec: ExperimentSpec, probe: ProbeSpec): SinusoidTask {
  const drawn = drawTask(spec.task, rngFrom(probe.taskSeed, 'task'));
  return {
    amplitude: probe.amplitude ?? drawn.amplitude,
    phase: probe.phase ?? drawn.phase,
    ...(probe.frequency !== undefined && { frequency: probe.frequency }),
    ...(probe.curve !== undefined && { curve: { range: spec.task.x, heights: probe.curve } }),
  };
}

/**
 * Support points of one inner step of a probe, [recipe.batch], or as many as were set by hand. Drawn ones depend on the
 * probe's task seed and the step only, so neither more steps nor another amplitude moves them.
 *
 * @param step inner step, 1..K.
 */
export function probeBatch(spec: ExperimentSpec, probe: ProbeSpec, step: number): SinusoidBatch {
  const rng = rngFrom(probe.taskSeed, 'batch', step);
  const task = probeTask(spec, probe);
  const own = probe.support?.find((entry) => entry.step === step);
  if (own !== undefined && spec.task.kind === 'sinusoid') {
    const input = Float32Array.from(own.points, ([x]) => x);
    return { input, target: Float32Array.from(own.points, ([, above], i) => targetAt(task, input[i] ?? 0) + above) };
  }
  const drawn = sampleBatch(task, spec.task, spec.recipe.batch, rng);
  const { noise } = probe;
  if (noise === undefined || spec.task.kind !== 'sinusoid') return drawn;
  const noisy = rngFrom(probe.taskSeed, 'noise', step);
  return { ...drawn, target: drawn.target.map((y) => y + noise * noisy.normal()) };
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
