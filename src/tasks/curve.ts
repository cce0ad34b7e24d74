// The curve both families are drawn from, maths.md section 7: y = A sin(x + phase), or one drawn by hand.

import type { Rng } from '../lib/rng.ts';
import { checked, notAllowed, numberFrom, pairOf, type Schema } from '../lib/schema.ts';
import type { Range, TaskSpec } from '../experiment/types.ts';

export const LARGEST_AMPLITUDE = 5;
export const LARGEST_PHASE = 2 * Math.PI;

/** One drawn task. */
export interface CurveTask {
  readonly amplitude: number;
  /** Radians. */
  readonly phase: number;
  /** Angular frequency; 1 unless given. */
  readonly frequency?: number;
  /** A curve drawn by hand in place of the sinusoid: heights evenly over `range`, straight lines between. */
  readonly curve?: { readonly range: Range; readonly heights: readonly number[] };
}

export function rangeWithin(limit: number): Schema<Range> {
  return checked(pairOf(numberFrom(-limit, limit)), (range) =>
    range[0] <= range[1]
      ? undefined
      : { at: '', says: notAllowed(range, 'the low end first, no larger than the high end') },
  );
}

/** The fields of a spec that say which curves there are. */
export const CURVE_FIELDS = {
  amplitude: rangeWithin(LARGEST_AMPLITUDE),
  phase: rangeWithin(LARGEST_PHASE),
  x: rangeWithin(100),
};

/** Draw a curve: amplitude first, then phase, both uniform over their ranges. Two draws of `rng`. */
export function drawCurve(spec: Pick<TaskSpec, 'amplitude' | 'phase'>, rng: Rng): CurveTask {
  const amplitude = rng.uniform(...spec.amplitude);
  const phase = rng.uniform(...spec.phase);
  return { amplitude, phase };
}

/** Height of a drawn curve, level beyond its ends. */
function heightAt({ range: [low, high], heights }: NonNullable<CurveTask['curve']>, x: number): number {
  const last = heights.length - 1;
  const place = high > low ? Math.min(last, Math.max(0, ((x - low) / (high - low)) * last)) : 0;
  const left = Math.min(Math.floor(place), last - 1);
  const [from = 0, to = 0] = heights.slice(left, left + 2);
  return from + (to - from) * (place - left);
}

/** The target A sin(frequency x + phase), or the drawn curve, in float64. */
export function targetAt(task: CurveTask, x: number): number {
  if (task.curve !== undefined) return heightAt(task.curve, x);
  if (task.frequency !== undefined) return task.amplitude * Math.sin(task.frequency * x + task.phase);
  return task.amplitude * Math.sin(x + task.phase);
}

/** Evenly over a range, both ends included; one point alone stands at the low end. */
export function evenly([low, high]: Range, points: number): number[] {
  const last = Math.max(points - 1, 1);
  return Array.from({ length: points }, (_, i) => low + ((high - low) * i) / last);
}
