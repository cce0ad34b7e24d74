import { describe, expect, it } from 'vitest';
import { alongLoss, bandOf, compare, questionsOf, ranked, summariesOf } from './analysis.ts';
import { claimsOf } from './claims.ts';
import type { StudyRun } from './data.ts';
import { cells, sampleStudy } from './testing/sampleStudy.ts';
import { answerText, cellText, countText, factorText, intervalText, lossText } from './words.ts';

const size = { field: 'rule.messageSize', a: 1, b: 8, measure: 'end' } as const;
const memory = { field: 'rule.stateful', a: false, b: true, measure: 'end' } as const;

describe('a comparison', () => {
  it('finds the factor that is there, over seeds and all other settings', () => {
    const question = compare(sampleStudy(), cells, size);
    expect(question).toMatchObject({ seeds: 5, pairs: 20, differs: true });
    expect(question.factor).toBeCloseTo(0.25, 1);
    expect(question.interval.low).toBeLessThan(question.factor);
    expect(question.interval.high).toBeLessThan(1);
    expect(answerText(question)).toBe('Yes, 3.9 times lower');
    expect(intervalText(question)).toMatch(/^3\.\d to 4\.\d$/);
    expect(answerText(compare(sampleStudy(), cells, { ...size, a: 8, b: 1 }))).toBe('Yes, 3.9 times higher');
  });

  it('cannot tell where there is nothing, or a single seed, and says what it would take', () => {
    const question = compare(sampleStudy(), cells, memory);
    expect(question.differs).toBe(false);
    expect(question.interval.low).toBeLessThan(1);
    expect(question.interval.high).toBeGreaterThan(1);
    expect(answerText(question)).toMatch(/^Cannot tell with 5 seeds/);
    const near = { ...question, needed: 9 };
    expect(answerText(near)).toBe('Cannot tell with 5 seeds; 4 more would');
    expect(answerText(compare(sampleStudy([1]), cells, size))).toBe('Cannot tell with 1 seed');
    expect(answerText(compare(sampleStudy([]), cells, size))).toBe('No seed has both yet');
  });

  it('leaves out a seed that lacks a cell, lest it weigh the others otherwise', () => {
    const without = (run: StudyRun) => (run.seed === 3 && run.cell === 0 ? undefined : run);
    expect(compare(sampleStudy(undefined, without), cells, size)).toMatchObject({ seeds: 4, pairs: 16 });
    expect(
      compare(sampleStudy(undefined, without), cells, size, ({ settings }) => settings['rule.stateful'] === true),
    ).toMatchObject({ seeds: 5, pairs: 10 });
  });

  it('is asked of every two values of every axis', () => {
    expect(questionsOf(sampleStudy(), cells).map(({ field, a, b }) => [field, a, b])).toEqual([
      ['rule.messageSize', 1, 8],
      ['rule.sharing', 'none', 'rules'],
      ['rule.stateful', false, true],
    ]);
  });
});

describe('the cells', () => {
  it('are ranked by the median, with its interval and what happened to the rest', () => {
    const change = (run: StudyRun): StudyRun => {
      const { meanLoss: _none, ...cut } = run;
      if (run.cell === 0 && run.seed === 1) return { ...run, meanLoss: [0.025, 0.024, 0.022] };
      if (run.cell === 0 && run.seed === 2) return { ...cut, status: 'diverged', metaSteps: 40 };
      return run;
    };
    const data = sampleStudy(undefined, change);
    const summaries = summariesOf(data, cells);
    expect(summaries[0]).toMatchObject({ stuck: 1, diverged: 1, stuckTasks: 0.03 });
    expect(summaries[0]?.ends.map(({ seed, stuck }) => [seed, stuck])).toEqual([
      [1, true],
      [3, false],
      [4, false],
      [5, false],
    ]);
    expect(countText(summaries[0]!, data.study)).toBe('N 4, 1 stuck, 1 diverged');
    const best = ranked(summaries);
    expect(best.slice(0, 4).every(({ cell }) => cells[cell]?.settings['rule.messageSize'] === 8)).toBe(true);
    for (const { median, interval } of best) {
      expect(interval.low).toBeLessThanOrEqual(median);
      expect(interval.high).toBeGreaterThanOrEqual(median);
    }
    expect(cellText(cells[0]!)).toBe('1 channel, own rules, no memory');
  });

  it('have a band from the lowest to the highest seed that came to its end', () => {
    const change = (run: StudyRun): StudyRun => ({
      ...run,
      status: run.seed === 5 ? 'diverged' : 'done',
      curve: { at: [1, 50], heldOut: [run.seed, 10 * run.seed], metaLoss: [0, 0] },
    });
    expect(bandOf(sampleStudy(undefined, change), 0, 'heldOut')).toEqual({
      ...{ at: [1, 50], median: [2.5, 25], low: [1, 10], high: [4, 40], runs: 4 },
    });
  });

  it('of an equal time are compared at the same meta-steps, as far as the shortest came', () => {
    const change = (run: StudyRun): StudyRun => ({
      ...run,
      curve:
        run.seed === 1
          ? { at: [1, 10, 20], heldOut: [9, 3, 2], metaLoss: [0, 0, 0] }
          : { at: [1, 20, 40], heldOut: [9, 5, 4], metaLoss: [0, 0, 0] },
    });
    expect(bandOf(sampleStudy([1, 2], change), 0, 'heldOut')).toEqual({
      ...{ at: [1, 10, 20], median: [9, 4, 3.5], low: [9, 3, 2], high: [9, 5, 5], runs: 2 },
    });
  });

  it('are judged along the way by the geometric mean, without the first point', () => {
    const [run] = sampleStudy().runs;
    const curve = { at: [1, 50, 100], heldOut: [1000, 1, 100], metaLoss: [0, 0, 0] };
    expect(alongLoss({ ...run!, curve })).toBeCloseTo(10, 10);
    expect(alongLoss({ ...run!, status: 'diverged' })).toBeUndefined();
  });
});

describe("the paper's claims", () => {
  it('get the verdicts that were put in', () => {
    const verdicts = claimsOf(sampleStudy(), cells).flatMap(({ findings }) => findings.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(['holds', 'holds', 'holds', 'holds']);
    const swapped = sampleStudy(undefined, (run) => ({ ...run, cell: run.cell ^ 4 }));
    expect(claimsOf(swapped, cells)[0]?.findings.map(({ verdict }) => verdict)).toEqual([
      'does not hold',
      'does not hold',
    ]);
    const one = claimsOf(sampleStudy([1]), cells);
    expect(one.flatMap(({ findings }) => findings.map(({ verdict }) => verdict))).toEqual(Array(4).fill('cannot tell'));
  });
});

describe('numbers', () => {
  it('have two digits and no leading zero', () => {
    expect([0.00512, 0.02, 0.98765, 0.000051, 1.25, NaN].map(lossText)).toEqual([
      ...['.0051', '.020', '.99', '.000051', '1.3', '–'],
    ]);
    // What rounds up to one is one, and not ten.
    expect([0.996, 0.0996, 0.5, 12.4, 123].map(lossText)).toEqual(['1.0', '.10', '.50', '12', '120']);
    expect([4.123, 0.526, 1].map(factorText)).toEqual(['4.1', '.53', '1.0']);
  });
});
