// Scales on which one agent, or two beside each other, are drawn.

import type { InspectorModel } from './inspectorModel.ts';

/** Scales on which agents side by side are drawn alike. */
export interface SharedScales {
  /** The largest change any sample asks for or the step applies, in units of the parameter. */
  readonly change: number;
  /** Changes of every step, applied and asked for, zero included. */
  readonly history: readonly [low: number, high: number];
  /** The largest stored value in magnitude, by its name. */
  readonly stored: Readonly<Record<string, number>>;
}

const largest = (values: Iterable<number>, least: number): number =>
  [...values].reduce((top, v) => Math.max(top, Math.abs(v)), least);

/** Scales that hold all of the given agents. */
export function sharedScales(models: readonly InspectorModel[]): SharedScales {
  const updates = models.flatMap(({ history, historyAtPoint = [] }) =>
    [...history, ...historyAtPoint].map(({ update }) => update ?? 0),
  );
  const stored: Record<string, number> = {};
  for (const row of models.flatMap((model) => model.stored))
    stored[row.name] = largest(row.values, stored[row.name] ?? 1e-9);
  return {
    change: largest(
      models.flatMap(({ change }) => (change === undefined ? [] : [...change.perSample, change.update])),
      1e-6,
    ),
    history: [Math.min(0, ...updates), Math.max(1e-9, ...updates)],
    stored,
  };
}
