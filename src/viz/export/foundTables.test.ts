import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { rankedLanes } from '../fit/laneRanks.ts';
import { csvOf } from './exportTables.ts';
import { ablationTable, comparisonTable, evaluationTable } from './foundTables.ts';

const { spec } = PRESETS['2x10'];
const evaluation = (meanLoss: number[]) => ({ meanLoss, tasks: 1000, seed: 0 });

it('ranks the learners of a comparison as the page does, with what was not measured left empty', () => {
  const own = { name: 'Mine', losses: [0.06, 0.02, 0.004], measured: evaluation([0.05, 0.02, 0.003]) };
  const sgd = { id: 'sgd', predictions: [], name: 'SGD', start: 'random', colour: '', dash: '' } as const;
  const lanes = [{ ...sgd, losses: [0.06, 0.03, 0.001], measured: undefined }];
  const { columns, rows } = comparisonTable(rankedLanes(own, lanes, spec, 2), 2);
  expect(rows.map((row) => row.slice(0, 5))).toEqual([
    ['SGD', 'random', 0.001, null, 'no'],
    ['Mine', 'learned', 0.004, 0.003, 'yes'],
  ]);
  expect(rows[0]?.[5]).toBe(1);
  expect(rows[1]?.slice(-3)).toEqual([0.06, 0.02, 0.004]);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
});

it('puts both rules of an ablation beside each other, whichever ran longer', () => {
  const table = ablationTable(['Message size M: 8 → 1'], [0.5, 0.1], [0.5, 0.2, 0.3]);
  expect(table.caption).toContain('Message size M: 8 → 1');
  expect(csvOf(table)).toBe('inner steps,before,now\r\n0,0.5,0.5\r\n1,0.1,0.2\r\n2,,0.3\r\n');
});

it('writes every statistic of an evaluation by inner step', () => {
  const report: EvaluationReport = {
    ...{ backend: 'wasm', tasks: 100, steps: 1, seed: 4, trainedSteps: 1, changes: [], wallMs: 5, diverged: 0 },
    ...{ meanLoss: [1, 0.1], sdLoss: [2, 0.2], medianLoss: [3, 0.3], lowerQuartile: [4, 0.4], upperQuartile: [5, 0.5] },
  };
  const plain = evaluationTable(report, 'A rule');
  expect(plain.caption).toBe('A rule on 100 fresh tasks of seed 4, wasm');
  expect(plain.rows).toEqual([
    [0, 1, 2, 3, 4, 5],
    [1, 0.1, 0.2, 0.3, 0.4, 0.5],
  ]);
  const shape = { stuck: [0, 7], explainedInside: [0, 0], explainedOutside: [0, 0] };
  const more = evaluationTable({ ...report, shape, meanAccuracy: [0.5, 0.9] }, 'A rule');
  expect(more.columns.slice(-2)).toEqual(['stuck tasks', 'named right']);
  expect(more.rows[1]?.slice(-2)).toEqual([7, 0.9]);
});
