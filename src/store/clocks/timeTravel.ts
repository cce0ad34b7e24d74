// Along the meta-steps of a run: the stops of the outer clock. Pure.

import type { Checkpoint } from '../../protocol/messages.ts';

/** A checkpoint's meta-step; undefined for the rule as it is now. */
export type Stop = number | undefined;

/**
 * Where one can stand, in order, now last.
 *
 * @param live meta-steps of the rule in use where it is the run's own: a checkpoint of the same rule is not another stop.
 */
export function stopsOf(kept: readonly Checkpoint[], live: number | undefined): readonly Stop[] {
  const steps = kept.map(({ metaStep }) => metaStep);
  return [...steps.filter((step) => live === undefined || step < live), undefined];
}

/** The meta-steps from the first stop to now: the axis that checkpoints and the curve over them share. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Of a run with more than one stop; undefined for any other. */
export function spanOf(kept: readonly Checkpoint[], live: number | undefined): Span | undefined {
  if (stopsOf(kept, live).length < 2) return undefined;
  const first = kept[0]?.metaStep ?? 0;
  return { first, last: Math.max(first + 1, live ?? kept.at(-1)?.metaStep ?? 0) };
}

/** Index of the stop one stands at: the nearest where it is none of them any more. */
export function indexOfStop(stops: readonly Stop[], at: Stop): number {
  const now = stops.length - 1;
  if (at === undefined) return now;
  let best = now;
  let least = Infinity;
  stops.forEach((stop, index) => {
    const distance = stop === undefined ? Infinity : Math.abs(stop - at);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

/** The stop so many further on, held at the ends. */
export function stopAfter(stops: readonly Stop[], at: Stop, by: number): Stop {
  return stops[Math.max(0, Math.min(stops.length - 1, indexOfStop(stops, at) + by))];
}

/** The stop nearest to a place on the axis of meta-steps; now stands at `live`. */
export function nearestStop(stops: readonly Stop[], live: number | undefined, place: number): Stop {
  let best: Stop;
  let least = live === undefined ? Infinity : Math.abs(live - place);
  for (const stop of stops) {
    if (stop === undefined || Math.abs(stop - place) > least) continue;
    [best, least] = [stop, Math.abs(stop - place)];
  }
  return best;
}
