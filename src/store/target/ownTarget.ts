// Edits of a probe's own target: pure functions from probe to probe.

import type { ExperimentSpec, OwnSupport, ProbeSpec } from '../../experiment/types.ts';
import { MOST_POINTS } from '../../experiment/validate.ts';
import { LARGEST_AMPLITUDE, targetAt } from '../../tasks/curve.ts';
import { probeBatch, probeTask } from '../../tasks/draw.ts';

/** Heights that a drawn curve is kept as. */
const CURVE_HEIGHTS = 41;
/** How far from a point the next one is put by the keyboard. */
const BESIDE = 0.3;

const rounded = (value: number) => Number(value.toFixed(3)) + 0;
const clamped = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

type Points = OwnSupport['points'];
export type Place = readonly [x: number, y: number];

/** The batch of a step as x and offset from the target. */
function pointsOf(spec: ExperimentSpec, probe: ProbeSpec, step: number): Points {
  const own = probe.support?.find((entry) => entry.step === step);
  if (own !== undefined) return own.points;
  const task = probeTask(spec, probe);
  const { input, target } = probeBatch(spec, probe, step);
  return Array.from(input, (x, i) => [rounded(x), rounded((target[i] ?? 0) - targetAt(task, x))] as const);
}

function withPoints(probe: ProbeSpec, step: number, points: Points): ProbeSpec {
  const others = (probe.support ?? []).filter((entry) => entry.step !== step);
  return { ...probe, support: [...others, { step, points }].sort((a, b) => a.step - b.step) };
}

function pointAt(spec: ExperimentSpec, probe: ProbeSpec, [x, y]: Place): Points[number] {
  const at = rounded(clamped(x, ...spec.task.x));
  return [at, rounded(clamped(y, -LARGEST_AMPLITUDE, LARGEST_AMPLITUDE) - targetAt(probeTask(spec, probe), at))];
}

/** The support point `index` of a step lies at `to` now. */
export function movePoint(spec: ExperimentSpec, probe: ProbeSpec, step: number, index: number, to: Place): ProbeSpec {
  const moved = pointAt(spec, probe, to);
  return withPoints(
    probe,
    step,
    pointsOf(spec, probe, step).map((point, i) => (i === index ? moved : point)),
  );
}

/** Where the support point `index` of a step lies. */
function placeOfPoint(spec: ExperimentSpec, probe: ProbeSpec, step: number, index: number): Place {
  const [x = 0, offset = 0] = pointsOf(spec, probe, step)[index] ?? [];
  return [x, targetAt(probeTask(spec, probe), x) + offset];
}

/** The support point `index` of a step lies `by` from where it lay. */
export function nudgePoint(
  spec: ExperimentSpec,
  probe: ProbeSpec,
  step: number,
  index: number,
  [dx, dy]: Place,
): ProbeSpec {
  const [x, y] = placeOfPoint(spec, probe, step, index);
  return movePoint(spec, probe, step, index, [x + dx, y + dy]);
}

/**
 * One more support point in a step, last in its list; the same probe where it is full.
 *
 * @param at its place, or the number of the point it is put beside.
 */
export function addPoint(spec: ExperimentSpec, probe: ProbeSpec, step: number, at: Place | number): ProbeSpec {
  const points = pointsOf(spec, probe, step);
  if (points.length >= MOST_POINTS) return probe;
  const [x, y] = typeof at === 'number' ? placeOfPoint(spec, probe, step, at) : at;
  const place: Place = typeof at === 'number' ? [x + BESIDE, y] : at;
  return withPoints(probe, step, [...points, pointAt(spec, probe, place)]);
}

/** One support point fewer; the same probe where it is the last one. */
export function removePoint(spec: ExperimentSpec, probe: ProbeSpec, step: number, index: number): ProbeSpec {
  const points = pointsOf(spec, probe, step);
  if (points.length <= 1) return probe;
  return withPoints(
    probe,
    step,
    points.filter((_, i) => i !== index),
  );
}

/** The target as a list of heights, to draw upon. */
export function heightsOf(spec: ExperimentSpec, probe: ProbeSpec): number[] {
  const task = probeTask(spec, probe);
  const [low, high] = spec.task.x;
  const x = (i: number) => low + ((high - low) * i) / (CURVE_HEIGHTS - 1);
  return Array.from({ length: CURVE_HEIGHTS }, (_, i) =>
    rounded(clamped(targetAt(task, x(i)), -LARGEST_AMPLITUDE, LARGEST_AMPLITUDE)),
  );
}

/** Heights with a stroke from one place to the next drawn over them. */
export function drawStroke(spec: ExperimentSpec, heights: readonly number[], from: Place, to: Place): number[] {
  const [low, high] = spec.task.x;
  const place = (x: number) => ((clamped(x, low, high) - low) / (high - low)) * (CURVE_HEIGHTS - 1);
  const [start, end] = [place(from[0]), place(to[0])];
  const [left, right] = [Math.round(Math.min(start, end)), Math.round(Math.max(start, end))];
  return heights.map((height, i) => {
    if (i < left || i > right) return height;
    const share = end === start ? 1 : clamped((i - start) / (end - start), 0, 1);
    return rounded(clamped(from[1] + (to[1] - from[1]) * share, -LARGEST_AMPLITUDE, LARGEST_AMPLITUDE));
  });
}

/** The sinusoid with drawn points again: nothing set by hand but amplitude, phase, frequency and noise. */
export function backToSinusoid(probe: ProbeSpec): ProbeSpec {
  const { curve: _curve, support: _support, ...rest } = probe;
  return rest;
}
