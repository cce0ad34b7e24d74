import { describe, expect, it } from 'vitest';
import { laneAfter, laneWords, measuredWords, type DrawnLane } from './laneStyle.ts';

const lane = (name: string, losses: number[], meanLoss?: number[], tasks = 1000): DrawnLane => ({
  id: name,
  name,
  start: 'random',
  colour: 'black',
  dash: '',
  losses,
  predictions: losses.map((loss) => Float32Array.of(loss)),
  measured: meanLoss && { meanLoss, tasks, seed: 0 },
});

describe('words about lanes', () => {
  it('names those below the rule, with their starts, and never hides one that wins', () => {
    const lanes = [lane('SGD', [0.1, 0.05]), { ...lane('MAML', [0.1, 0.001]), start: 'learned' as const }];
    expect(laneWords([0.1, 0.01], lanes, 1)).toBe(
      "On this task after step 1 MAML .0010 (learned start) is below the rule's .0100.",
    );
    expect(laneWords([0.1, 0.0001], lanes, 1)).toContain('is the lowest');
  });

  it('compares means only over the same tasks', () => {
    const rule = { meanLoss: [0.1, 0.01], tasks: 1000, seed: 0 };
    expect(measuredWords(rule, [lane('Adam', [], [0.1, 0.002])], 1)).toMatch(/step 1: rule \.0100, Adam .*; Adam wins/);
    expect(measuredWords(rule, [lane('Adam', [], [0.1, 0.02])], 1)).toMatch(/the rule wins/);
    expect(measuredWords(rule, [lane('Adam', [], [0.1, 0.002], 200)], 1)).toBe('');
    expect(measuredWords(rule, [lane('Adam', [], [0.1])], 1)).toBe('');
    expect(measuredWords(undefined, [lane('Adam', [], [0.1, 0.2])], 1)).toBe('');
  });

  it('shows the last prediction past the end', () => {
    expect(laneAfter(lane('SGD', [1, 2]), 5)).toEqual(Float32Array.of(2));
  });
});
