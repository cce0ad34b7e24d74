import { describe, expect, it, vi } from 'vitest';
import { memoryRuns } from '../../runs/testing/memoryRuns.ts';
import type { TrainedRun } from '../../record/trainedRun.ts';
import { RUN_FORMAT } from '../../record/trainedRun.ts';
import { tinySpec } from '../../training/testing/tiny.ts';
import type { LabContext } from '../context.ts';
import { ReportLog } from './reports.ts';
import { bringBack, runToGoOn, thinOldRuns } from './runReturn.ts';

const run = (id: string, updatedMs = 0): TrainedRun => ({
  ...{ runFormat: RUN_FORMAT, id, name: id, tags: [], spec: tinySpec(), budget: {}, status: 'paused' },
  ...{ from: 10, metaSteps: 14, trainedMs: 40, attempts: 1, createdMs: 0, updatedMs, versions: ['2'] },
  ...{ machine: { name: 'here', backend: 'wasm', threads: 1 }, checkpoints: [10, 12, 13], evaluations: [] },
});

async function lab(...runs: readonly TrainedRun[]) {
  const store = memoryRuns();
  const width = tinySpec().recipe.innerSteps + 2;
  const values = Float32Array.from({ length: 4 * width }, (_, i) => (i === width - 1 ? NaN : i));
  for (const each of runs)
    await store.save(each, {
      rows: { from: each.from, values },
      checkpoints: new Map(each.checkpoints.map((step) => [step, new ArrayBuffer(step)])),
    });
  const recall = vi.fn();
  const reports = new ReportLog();
  const context = { page: { runs: () => Promise.resolve(store) }, client: { recall }, reports };
  return { context: context as unknown as LabContext, store, recall, reports };
}

describe('a run that comes back', () => {
  it('has its curve and its rules up to the meta-step of the rule on show', async () => {
    const { context, recall, reports } = await lab(run('a'));
    expect(await bringBack(context, 'a', 13)).toBe(true);
    expect(reports.all).toEqual([
      { metaStep: 11, metaLoss: 0, heldOut: [1, 2], elapsedMs: 40 / 3 },
      { metaStep: 12, metaLoss: 4, heldOut: [5, 6, 7], elapsedMs: 40 / 3 },
      { metaStep: 13, metaLoss: 8, heldOut: [9, 10, 11], elapsedMs: 40 / 3 },
    ]);
    const [files, from, losses] = recall.mock.calls[0] as [ArrayBuffer[], number, ArrayBuffer];
    expect(files.map(({ byteLength }) => byteLength)).toEqual([10, 12]);
    expect(from).toBe(10);
    expect([...new Float32Array(losses)]).toEqual([2, 7, 11]);
    expect(await bringBack(context, 'none', 13)).toBe(false);
  });

  it('comes before what went on meanwhile', async () => {
    const { context, reports } = await lab(run('a'));
    reports.append([{ metaStep: 13, metaLoss: 99, heldOut: [], elapsedMs: 1 }]);
    await bringBack(context, 'a', 14);
    expect(reports.all.map(({ metaStep, metaLoss }) => [metaStep, metaLoss])).toEqual([
      [11, 0],
      [12, 4],
      [13, 99],
    ]);
  });

  it('goes on only where its curve reaches the rule', async () => {
    const { context } = await lab(run('a'));
    expect(await runToGoOn(context, 'a', 13)).toMatchObject({ metaSteps: 13, checkpoints: [10, 12] });
    expect(await runToGoOn(context, 'a', 15)).toBeUndefined();
  });

  it('keeps its rules for time travel while it is among the ten newest', async () => {
    const all = Array.from({ length: 11 }, (_, i) => run(`run-${i}`, i));
    const { context, store } = await lab(...all);
    await thinOldRuns(context);
    expect((await store.read('run-0'))?.checkpoints).toEqual([10]);
    expect(await store.rule((await store.read('run-0'))!, 12)).toBeUndefined();
    expect((await store.read('run-1'))?.checkpoints).toEqual([10, 12, 13]);
  });
});
