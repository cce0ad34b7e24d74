import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { MetaStepReport } from '../../protocol/messages.ts';
import { REPORT_LIMIT, ReportLog, thinned } from './reports.ts';

it('thins to the limit, in order, keeping first and last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 2, max: 40 }), (count, limit) => {
      const items = Array.from({ length: count }, (_, i) => i);
      const kept = thinned(items, limit);
      expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 2));
      expect(kept[0]).toBe(items[0]);
      expect(kept.at(-1)).toBe(items.at(-1));
      expect([...kept].sort((a, b) => a - b)).toEqual(kept);
    }),
  );
});

it('grows with every batch and stays within its limit', () => {
  const log = new ReportLog();
  const report = (metaStep: number): MetaStepReport => ({ metaStep, metaLoss: 1, heldOut: [1], elapsedMs: 1 });
  for (let n = 0; n < 10_000; n += 10) log.append(Array.from({ length: 10 }, (_, i) => report(n + i + 1)));
  expect(log.all.length).toBeLessThanOrEqual(REPORT_LIMIT);
  expect(log.all[0]?.metaStep).toBe(1);
  expect(log.all.at(-1)?.metaStep).toBe(10_000);
  const before = log.all;
  log.append([report(10_001)]);
  expect(log.all).not.toBe(before);
});
