import { expect, it } from 'vitest';

import { curveWidth } from '../record/trainedRun.ts';
import { foundRuns, listedRun, rulesAt, runDifferences, sortedRuns, type ListedRun } from './table.ts';
import { sampleRun } from './testing/storeTests.ts';

const width = curveWidth(sampleRun.spec);
const listed = (change: Partial<ListedRun['run']>, heldOut?: number): ListedRun => ({
  run: { ...sampleRun, ...change },
  heldOut,
  bytes: 10,
});
const names = (runs: readonly ListedRun[]) => runs.map(({ run }) => run.name);

it('says the mean held-out loss of the last 50 meta-steps, after the last step taken', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [9, 9, 9, i < 10 ? 5 : i % 2]);
  rows[59] = [9, 9, 1, NaN];
  expect(listedRun(sampleRun, { width, values: Float32Array.from(rows.flat()) }, 7)).toEqual({
    run: sampleRun,
    heldOut: 0.5,
    bytes: 7,
  });
  expect(listedRun(sampleRun, { width, values: new Float32Array() }, 7).heldOut).toBeUndefined();
});

it('sorts by words and by numbers, what is missing last either way', () => {
  const runs = [
    listed({ name: 'b' }, 0.2),
    listed({ name: 'a' }),
    listed({ name: 'c' }, 0.1),
    listed({ name: 'd' }, NaN),
  ];
  expect(names(sortedRuns(runs, { key: 'name', down: false }))).toEqual(['a', 'b', 'c', 'd']);
  expect(names(sortedRuns(runs, { key: 'heldOut', down: false }))).toEqual(['c', 'b', 'a', 'd']);
  expect(names(sortedRuns(runs, { key: 'heldOut', down: true }))).toEqual(['b', 'c', 'a', 'd']);
});

it('finds runs by every word: names, tags, status and settings', () => {
  const { spec } = sampleRun;
  const small = { ...spec, rule: { ...spec.rule, messageSize: 1 } };
  const runs = [listed({ name: 'First', tags: ['night'] }), listed({ name: 'Second', spec: small, status: 'done' })];
  expect(names(foundRuns(runs, 'first NIGHT'))).toEqual(['First']);
  expect(names(foundRuns(runs, 'rule.messagesize=1 done'))).toEqual(['Second']);
  expect(names(foundRuns(runs, 'night done'))).toEqual([]);
  expect(foundRuns(runs, ' ')).toBe(runs);
});

it('says in which settings and results two runs differ, and in no others', () => {
  const { spec } = sampleRun;
  const other = { ...spec, rule: { ...spec.rule, messageSize: 1 }, seeds: { ...spec.seeds, training: 7 } };
  const [a, b] = [listed({}, 0.1), listed({ spec: other, metaSteps: 9 }, 0.2)];
  expect(runDifferences(a, b)).toEqual({
    settings: [
      { field: 'rule.messageSize', from: spec.rule.messageSize, to: 1 },
      { field: 'seeds.training', from: spec.seeds.training, to: 7 },
    ],
    results: [
      { what: 'metaSteps', from: 2, to: 9 },
      { what: 'heldOut', from: 0.1, to: 0.2 },
    ],
  });
  expect(runDifferences(a, a)).toEqual({ settings: [], results: [] });
});

it('has a rule at every checkpoint and at the end', () => {
  expect(rulesAt({ ...sampleRun, checkpoints: [0, 16], metaSteps: 20 })).toEqual([0, 16, 20]);
  expect(rulesAt({ ...sampleRun, checkpoints: [0, 20], metaSteps: 20 })).toEqual([0, 20]);
});
