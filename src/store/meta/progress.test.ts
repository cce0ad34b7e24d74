import { describe, expect, it } from 'vitest';

import type { MetaStepReport } from '../../protocol/messages.ts';
import { bestHeldOut, paceOf, recentHeldOut, shareDone, timeLeftMs, withSample, type PaceSample } from './progress.ts';

const report = (...heldOut: number[]): MetaStepReport => ({ metaStep: 0, metaLoss: 0, heldOut, elapsedMs: 0 });

describe('pace', () => {
  it('is meta-steps per second over the last seconds', () => {
    let samples: readonly PaceSample[] = [];
    for (let second = 0; second <= 60; second++) {
      const metaStep = second <= 30 ? second : 30 + (second - 30) * 4;
      samples = withSample(samples, { timeMs: second * 1000, metaStep });
    }
    expect(paceOf(samples)).toBeCloseTo(4);
    expect(samples.length).toBeLessThan(20);
  });

  it('keeps two readings of a very slow run', () => {
    const samples = withSample([{ timeMs: 0, metaStep: 1 }], { timeMs: 40_000, metaStep: 2 });
    expect(paceOf(samples)).toBeCloseTo(0.025);
    expect(paceOf([])).toBeUndefined();
  });
});

describe('budget', () => {
  const progress = { steps: 100, runMs: 60_000, pace: 2 };

  it('ends by whichever limit comes first', () => {
    expect(timeLeftMs({ metaSteps: 300 }, progress)).toBe(100_000);
    expect(timeLeftMs({ metaSteps: 300, minutes: 2 }, progress)).toBe(60_000);
    expect(timeLeftMs({ minutes: 0.5 }, progress)).toBe(0);
    expect(timeLeftMs({ heldOutBelow: 0.01 }, progress)).toBeUndefined();
    expect(timeLeftMs({ metaSteps: 300 }, { ...progress, pace: undefined })).toBeUndefined();
  });

  it('says how much is used', () => {
    expect(shareDone({ metaSteps: 400, minutes: 2 }, progress)).toBe(0.5);
    expect(shareDone({ metaSteps: 50 }, progress)).toBe(1);
    expect(shareDone({}, progress)).toBeUndefined();
  });
});

describe('held-out loss', () => {
  it('is the mean of the last reports, per inner step', () => {
    expect(recentHeldOut([report(9, 9), report(1, 2), report(3, 4)], 2)).toEqual([2, 3]);
    expect(recentHeldOut([], 5)).toEqual([]);
  });

  it('is best where the mean of reports in a row is lowest', () => {
    const reports = [5, 1, 5, 2, 2, 5].map((loss) => report(9, loss));
    expect(bestHeldOut(reports, 2)).toBeCloseTo(2);
    expect(bestHeldOut(reports, 1)).toBe(1);
    expect(bestHeldOut(reports.slice(0, 1), 50)).toBe(5);
    expect(bestHeldOut([], 50)).toBeUndefined();
  });
});
