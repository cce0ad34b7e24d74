import { describe, expect, it } from 'vitest';
import { unwrap } from '../lib/result.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import { sampleRun } from '../runs/testing/storeTests.ts';
import { runsOf } from './cells.ts';
import { joinedData, parseStudyData, runCurve, studyData, type StudyRun } from './data.ts';
import { studyFigure } from './figure.ts';
import { studyPanels } from './panels.ts';
import { studyCsv, studyReport } from './report.ts';
import { cells, sampleStudy, study } from './testing/sampleStudy.ts';

describe('the data of a study', () => {
  it('keep the first meta-step as it was, and means over equal stretches', () => {
    const values = Float32Array.from({ length: 3 * 81 }, (_, i) => (i % 3 === 2 ? NaN : Math.floor(i / 3)));
    const { at, heldOut, metaLoss } = runCurve({ width: 3, values }, 10);
    expect(at.slice(0, 3)).toEqual([11, 13, 15]);
    expect(at).toHaveLength(41);
    expect(at.at(-1)).toBe(91);
    expect(metaLoss.slice(0, 3)).toEqual([0, 1.5, 3.5]);
    expect(heldOut).toEqual(metaLoss);
    expect(runCurve({ width: 3, values: new Float32Array() }, 0).at).toEqual([]);
  });

  it('are those of the runs that the study asks for, whatever else is in the store', async () => {
    const asked = runsOf(study, cells);
    const { spec, cell, seed } = asked[3]!;
    const report = {
      ...{ backend: 'wasm', ...study.evaluation, trainedSteps: 2, changes: [], wallMs: 1, meanLoss: [3, 2, 1.23456] },
      ...{ medianLoss: [1, 1, 1], lowerQuartile: [1, 1, 1], upperQuartile: [1, 1, 1], sdLoss: [0, 0, 0], diverged: 2 },
      shape: { stuck: [0, 0, 7], explainedInside: [0, 0, 0], explainedOutside: [0, 0, 0] },
    };
    const other = { ...report, tasks: 5, meanLoss: [9, 9, 9] };
    const run: TrainedRun = {
      ...{ ...sampleRun, spec, budget: study.budget, status: 'done', evaluations: [other, report] },
    };
    const found = await studyData(study, asked, [run, sampleRun], () =>
      Promise.resolve({ width: 4, values: new Float32Array(8) }),
    );
    expect(found.runs).toMatchObject([{ cell, seed, meanLoss: [3, 2, 1.235], stuckTasks: 7, divergedTasks: 2 }]);
    const read = unwrap(parseStudyData(JSON.parse(JSON.stringify(found))));
    expect(read.data).toEqual(found);
    expect(read.cells).toEqual(cells);
  });

  it('of several sittings join: what is settled stands, another evaluation counts for nothing', () => {
    const asked = runsOf(study, cells);
    const named = (seeds: readonly number[], change: object = {}) => {
      const part = sampleStudy(seeds);
      const id = (run: StudyRun) => asked.find(({ cell, seed }) => cell === run.cell && seed === run.seed)!.id;
      return { ...part, runs: part.runs.map((run) => ({ ...run, id: id(run), ...change })) };
    };
    const first = named([1, 2]);
    const failed = { ...named([2, 3], { status: 'failed', cause: 'no luck' }), machines: ['another'] };
    const joined = joinedData(study, asked, [first, failed]);
    expect(joined.machines).toEqual(['a machine', 'another']);
    expect(joined.runs.map(({ seed, status }) => [seed, status])).toEqual(
      [1, 2, 3].flatMap((seed) => cells.map(() => [seed, seed === 3 ? 'failed' : 'done'])),
    );
    const elsewhere = { ...study, evaluation: { ...study.evaluation, tasks: 7 } };
    const none = joinedData(study, asked, [{ ...first, study: elsewhere }]);
    expect([none.runs, none.machines]).toEqual([[], []]);
    // Cells of a smaller study have other numbers in a larger one.
    const moved = joinedData(study, asked, [{ ...first, runs: first.runs.map((run) => ({ ...run, cell: 0 })) }]);
    expect(moved.runs).toEqual(first.runs);
  });

  it('are refused with the place where they are damaged', () => {
    const refusal = (value: unknown) => {
      const read = parseStudyData(value);
      return read.ok ? 'accepted' : read.failure.message;
    };
    const data = sampleStudy();
    expect(refusal({ ...data, studyDataFormat: 2 })).toBe(
      "the study's data is in format 2, a newer version; this lab reads format 1",
    );
    expect(refusal({ ...data, study: { ...study, seeds: [] } })).toContain('study.seeds is []');
    expect(refusal({ ...data, runs: [{ ...data.runs[0], cell: 8 }] })).toBe('runs.0.cell is 8; allowed: below 8');
  });
});

describe('the panels', () => {
  const panels = studyPanels(sampleStudy(), cells, { width: 800, rowHeight: 150 });
  it('are one a cell, rows by the first axis, on one axis for all', () => {
    expect(panels.panels).toHaveLength(8);
    expect(panels.rows.map(({ text }) => text)).toEqual(['1 channel', '8 channels']);
    expect(panels.columns.map(({ text }) => text)).toEqual([
      'own rules, no memory',
      'own rules, memory kept',
      'rules shared, no memory',
      'rules shared, memory kept',
    ]);
    const [first, , , , below] = panels.panels;
    expect(below?.x).toBe(first?.x);
    expect(below?.y).toBe((first?.y ?? 0) + 150);
    // Lower losses lie lower on the screen.
    expect(below?.marks[0]?.y).toBeGreaterThan(first?.marks[0]?.y ?? Infinity);
    expect(first?.marks).toHaveLength(5);
    expect(panels.metaStepAt(-5)).toBe(1);
    expect(panels.metaStepAt(1e6)).toBe(100);
    expect(panels.metaStepAt(panels.xAt(60))).toBe(60);
    // At one meta-step in all panels: the median and how far the seeds are apart.
    const value = first?.valueAt(60);
    expect(value?.low).toBeLessThan(value?.median ?? 0);
    expect(value?.high).toBeGreaterThan(value?.median ?? Infinity);
    expect(value?.median).toBeLessThan(first?.valueAt(20)?.median ?? 0);
    expect(first?.valueAt(101)).toBeUndefined();
  });

  it('mark a diverged run where it ended', () => {
    const data = sampleStudy(undefined, ({ meanLoss: _none, ...run }) =>
      run.cell === 0 ? { ...run, status: 'diverged', metaSteps: 50 } : { ...run, meanLoss: [1, 1, 0.004] },
    );
    const [panel] = studyPanels(data, cells, { width: 800, rowHeight: 150 }).panels;
    expect(panel?.marks.map(({ kind }) => kind)).toEqual(Array(5).fill('diverged'));
    expect(panel).toMatchObject({ medianText: '–', countText: 'N 0, 5 diverged', median: '' });
  });

  it('are drawn with N, and without a hole where there are no runs', () => {
    const svg = studyFigure(sampleStudy(), cells, 'heldOut');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.match(/N 5/g)).toHaveLength(8);
    expect(studyFigure(sampleStudy([]), cells, 'metaLoss')).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the report', () => {
  const text = studyReport(sampleStudy(), cells, [['Held-out loss', 'a.svg']]);
  it('says verdicts, cells and the commands that repeat it', () => {
    expect(text).toContain('**40 of 40 runs are done**, 0 diverged, 0 failed');
    expect(text).toContain('**Stuck runs: 0 of 40** (0.0 %)');
    // Between the two thresholds: stuck by the earlier one alone.
    const between = sampleStudy(study.seeds, (run) => (run.seed === 1 ? { ...run, meanLoss: [1, 0.8, 0.6] } : run));
    expect(studyReport(between, cells, [])).toMatch(
      /\*\*Stuck runs: 0 of 40\*\*.* above 75 % .* chosen after a look at the first ten runs of the lab’s own study of 2x10; it had been 50 %, by which 8 of 40 are stuck \(20\.0 %\)/,
    );
    expect(text).toMatch(/Larger messages .*\| \*\*holds\*\* \| times \.\d\d \(\.\d\d to \.\d\d\), N 5 \|/);
    expect(text).toContain('| 8 channels against 1 channel | at the end | Yes, 3.9 times lower |');
    expect(text).toContain('![Held-out loss](a.svg)');
    expect(text).toContain('--set rule.messageSize=1 --set rule.sharing=none --set rule.stateful=false');
    expect(text).toContain('| 3.0 % | 0.0 % |');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('names what diverged, and why', () => {
    const data = sampleStudy(undefined, ({ meanLoss: _none, ...run }) =>
      run.cell === 0 && run.seed === 2
        ? { ...run, status: 'diverged', cause: 'not a number', metaSteps: 7 }
        : { ...run },
    );
    expect(studyReport(data, cells, [])).toContain(
      '- 1 channel, own rules, no memory, seed 2: diverged at meta-step 7 of 100: not a number',
    );
  });

  it('has every run as a line of CSV', () => {
    const [titles, first, ...rest] = studyCsv(sampleStudy(), cells).trim().split('\n');
    expect(titles).toBe(
      'rule.messageSize,rule.sharing,rule.stateful,seed,status,metaSteps,loss,stuck,stuckTasks,divergedTasks,trainedMs',
    );
    expect(first).toMatch(/^1,none,false,1,done,100,0\.00\d+,false,3,0,1000$/);
    expect(rest).toHaveLength(39);
  });
});
