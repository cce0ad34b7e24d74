import { describe, expect, it } from 'vitest';
import type { MetaStepReport } from '../../protocol/messages.ts';
import {
  batchOf,
  fitPath,
  fitScales,
  gridOf,
  leavesFrame,
  logScale,
  stepsOf,
  stepTicks,
  yLimit,
} from '../fit/fitGeometry.ts';
import { heldOutCount, metaScale, nearestReport, series, smooth, thin } from './metaGeometry.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

const report = (metaStep: number, metaLoss: number, heldOut: readonly number[] = []): MetaStepReport => ({
  metaStep,
  metaLoss,
  heldOut,
  elapsedMs: 0,
});

describe('the log axis of losses', () => {
  it('ends at powers of ten and is at least a decade tall', () => {
    expect(logScale([0.03, 0.0052], 100, 0).ticks).toEqual([0.001, 0.01, 0.1]);
    expect(logScale([0.05, 0.06], 100, 0).scale.domain()).toEqual([0.01, 0.1]);
    expect(logScale([0.1, 0.01], 100, 0).ticks).toEqual([0.01, 0.1]);
  });

  it('survives zeros and losses that are not finite', () => {
    const { scale } = logScale([0, NaN, Infinity, 0.02], 100, 0);
    expect(scale.domain()).toEqual([0.01, 0.1]);
    expect(logScale([], 100, 0).ticks.length).toBeGreaterThan(1);
  });

  it('labels both ends of the step axis', () => {
    expect(stepTicks(5, 11)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(stepTicks(20, 11).at(-1)).toBe(20);
    expect(stepTicks(23, 6)[0]).toBe(0);
    expect(stepTicks(23, 6).at(-1)).toBe(23);
  });
});

describe('the fit', () => {
  const record = fixtureRecord('stateful-l2');
  const scales = fitScales(record, { left: 30, right: 430, top: 8, bottom: 178 });

  it('spans the grid and leaves room around the tallest task', () => {
    expect(scales.x.domain()).toEqual([-1, 1]);
    expect(yLimit(record)).toBeCloseTo(1.36 * 0.5, 6);
    expect(stepsOf(record)).toBe(2);
    expect(batchOf(record, 1)).toHaveLength(2);
  });

  it('enlarges small tasks in steps of two', () => {
    const scaled = (factor: number): number => {
      const data = record.data.slice();
      const { offset, shape } = record.header.sections['grid/target']!;
      for (let k = 0; k < shape[0]!; k++) data[offset + k]! *= factor;
      return yLimit({ header: record.header, data });
    };
    // The predictions of the fixture reach 0.4 and widen the axis again.
    expect(scaled(0.4)).toBeCloseTo(1.08 * 0.4, 5);
    expect(scaled(3)).toBeCloseTo(1.36 * 1.2, 5);
  });

  it('breaks lines at what is not finite and says when they leave', () => {
    const { x } = gridOf(record);
    expect(fitPath(x, [0, 0, NaN, 0, 0], scales).match(/M/g)).toHaveLength(2);
    expect(leavesFrame([0, 0.1], scales)).toBe(false);
    expect(leavesFrame([0, 12], scales)).toBe(true);
    expect(leavesFrame([NaN], scales)).toBe(true);
  });
});

describe('meta-training curves', () => {
  const reports = Array.from({ length: 5000 }, (_, k) => report(k, 0.02 * Math.exp(-k / 2000), [0.02, 0.01]));

  it('thin to a bounded length and keep both ends', () => {
    const points = series(reports, (r) => r.metaLoss);
    const kept = thin(points, 100);
    expect(kept.length).toBeLessThanOrEqual(202);
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
  });

  it('smooth a constant into itself and drop what a log axis cannot show', () => {
    smooth(
      series(
        [1, 2, 3].map((k) => report(k, 0.5)),
        (r) => r.metaLoss,
      ),
      5,
    ).forEach(({ value }) => expect(value).toBeCloseTo(0.5, 12));
    expect(series([report(1, NaN), report(2, 0), report(3, 0.1)], (r) => r.metaLoss)).toHaveLength(1);
  });

  it('smooth over as many points to the right as to the left', () => {
    const points = [1, 10, 1000].map((value, metaStep) => ({ metaStep, value }));
    const values = smooth(points, 1).map(({ value }) => value);
    [Math.sqrt(10), 10 ** (4 / 3), 100].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 9));
  });

  it('find the nearest report', () => {
    expect(nearestReport(reports, 1234.4)?.metaStep).toBe(1234);
    expect(nearestReport(reports, 99999)?.metaStep).toBe(4999);
    expect(nearestReport([], 3)).toBeUndefined();
    expect(heldOutCount([report(1, 1, [1]), report(2, 1, [1, 2, 3])])).toBe(3);
  });

  it('fit their axis closely, with ticks inside', () => {
    for (const values of [[0.02, 0.005], [0.0256, 0.0251], [1, 0.0001], []]) {
      const { scale, ticks } = metaScale(values, 100, 0);
      const [low = 0, high = 0] = scale.domain();
      expect(high).toBeGreaterThan(low);
      expect(ticks.length).toBeLessThanOrEqual(6);
      for (const tick of ticks) expect(tick >= low && tick <= high).toBe(true);
    }
  });
});
