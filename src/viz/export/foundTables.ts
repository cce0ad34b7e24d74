// The tables behind what was found by comparing: learners beside each other, an ablation, an evaluation.

import type { EvaluationReport } from '../../record/evaluation.ts';
import type { RankedLane } from '../fit/laneRanks.ts';
import type { Table, TableCell } from './exportTables.ts';

/** The learners on show after `step`, best first, and each one's loss after every inner step. */
export function comparisonTable(lanes: readonly RankedLane[], step: number): Table {
  const steps = Math.max(0, ...lanes.map(({ losses }) => losses.length));
  return {
    caption: `Learners on this task, lowest held-out loss after step ${step} first`,
    columns: [
      'learner',
      'start',
      `loss after step ${step}`,
      'mean over many tasks',
      'lowest mean',
      'multiplications of an inner step, SGD = 1',
      ...Array.from({ length: steps }, (_, k) => `loss ${k}`),
    ],
    rows: lanes.map(({ name, start, here, measured, best, cost, losses }): TableCell[] => [
      name,
      start,
      here,
      measured ?? null,
      best ? 'yes' : 'no',
      cost ?? null,
      ...Array.from({ length: steps }, (_, k) => losses[k] ?? null),
    ]),
  };
}

/** Both rules of an ablation on one task. @param changed the settings that differ, in words. */
export function ablationTable(changed: readonly string[], before: readonly number[], now: readonly number[]): Table {
  return {
    caption: `Held-out loss before and after the switch: ${changed.join('; ')}`,
    columns: ['inner steps', 'before', 'now'],
    rows: Array.from({ length: Math.max(before.length, now.length) }, (_, step) => [
      step,
      before[step] ?? null,
      now[step] ?? null,
    ]),
  };
}

/** An evaluation by inner step. @param rule what was evaluated. */
export function evaluationTable(report: EvaluationReport, rule: string): Table {
  const { tasks, seed, backend, meanLoss, medianLoss, lowerQuartile, upperQuartile, sdLoss, shape } = report;
  const { meanAccuracy } = report;
  return {
    caption: `${rule} on ${tasks} fresh tasks of seed ${seed}, ${backend}`,
    columns: [
      ...['inner steps', 'mean', 'sd', 'median', 'lower quartile', 'upper quartile'],
      ...(shape === undefined ? [] : ['stuck tasks']),
      ...(meanAccuracy === undefined ? [] : ['named right']),
    ],
    rows: meanLoss.map((mean, step): TableCell[] => [
      ...[step, mean, sdLoss[step] ?? null, medianLoss[step] ?? null],
      ...[lowerQuartile[step] ?? null, upperQuartile[step] ?? null],
      ...(shape === undefined ? [] : [shape.stuck[step] ?? null]),
      ...(meanAccuracy === undefined ? [] : [meanAccuracy[step] ?? null]),
    ]),
  };
}
