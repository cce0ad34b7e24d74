// A run in words and short numbers.

import type { Lent } from '../../checkpoints/staying.ts';
import type { TrainedRun } from '../../record/trainedRun.ts';
import { RESULT_WORDS, type ResultDifference } from '../../runs/table.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import { grouped, lossText, timeText } from '../../viz/common/format.ts';

/** `3.4 MB`, `12 kB`. */
export function bytesText(bytes: number): string {
  for (const [size, unit] of [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ] as const)
    if (bytes >= size) return `${bytes / size >= 10 ? Math.round(bytes / size) : (bytes / size).toFixed(1)} ${unit}`;
  return `${bytes} B`;
}

/** `2.0 GB that this browser lends the page, and may clear when its disk is full`. */
export const lentText = ({ quota, stays }: Lent) =>
  `${bytesText(quota)} that this browser lends the page${stays ? '' : ', and may clear when its disk is full'}`;

/** A run that says it goes on, and that nobody trains, was broken off. */
export const statusText = ({ run, going }: KeptRun) => (run.status === 'running' && !going ? 'broken off' : run.status);

export const lossOf = (loss: number | undefined) => (loss === undefined ? '–' : lossText(loss));

/** A difference of results as a row: what, here, there. */
export function resultRow({ what, from, to }: ResultDifference): readonly string[] {
  const text = (value: string | number | undefined) => {
    if (typeof value !== 'number') return value ?? '–';
    if (what === 'metaSteps') return grouped(value);
    return what === 'trained' ? timeText(value) : lossOf(value);
  };
  return [RESULT_WORDS[what], text(from), text(to)];
}

export const dateText = (ms: number) =>
  new Date(ms).toLocaleString('en-GB', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

/** The run's budget: `400 meta-steps, 10 min`. */
export function budgetText({ budget: { metaSteps, minutes, heldOutBelow } }: TrainedRun): string {
  const parts = [
    ...(metaSteps === undefined ? [] : [`${grouped(metaSteps)} meta-steps`]),
    ...(minutes === undefined ? [] : [timeText(minutes * 60_000)]),
    ...(heldOutBelow === undefined ? [] : [`until the held-out loss is below ${lossText(heldOutBelow)}`]),
  ];
  return parts.length === 0 ? 'until it is stopped' : parts.join(', ');
}
