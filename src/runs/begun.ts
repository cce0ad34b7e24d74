// A training as a run begins or goes on: what it is called, and its budget.

import { diffSpecs, textOfValue } from '../experiment/diff.ts';
import { PRESETS, type PresetId } from '../experiment/presets.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { defined } from '../lib/defined.ts';
import type { Budget } from '../record/run.ts';
import type { TrainedRun } from '../record/trainedRun.ts';

/** Of a run, and of a machine. */
export const LONGEST_NAME = 200;

/** What tells the run from others: how its rule differs from the preset's, and where it begins. */
export function runName(spec: ExperimentSpec, preset: PresetId, from: number): string {
  const settings = diffSpecs(PRESETS[preset].spec, spec)
    .filter(({ field }) => field.startsWith('rule.') && field !== 'rule.formula')
    .map(({ field, to }) => `${field.slice('rule.'.length)} ${textOfValue(to)}`);
  const start = from === 0 ? 'from scratch' : `on from meta-step ${from}`;
  return [preset, ...settings, start].join(', ').slice(0, LONGEST_NAME);
}

/** The budget of a kept run that goes on for so long: its own is counted from where it once began. */
export function continuedBudget(run: TrainedRun, { metaSteps, minutes, ...others }: Budget): Budget {
  return defined({
    ...others,
    metaSteps: metaSteps === undefined ? undefined : run.metaSteps - run.from + metaSteps,
    minutes: minutes === undefined ? undefined : run.trainedMs / 60_000 + minutes,
  });
}
