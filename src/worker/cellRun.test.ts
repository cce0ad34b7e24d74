import { expect, it } from 'vitest';
import { until } from '../lib/testing/until.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import { memoryRuns } from '../runs/testing/memoryRuns.ts';
import { sampleRun } from '../runs/testing/storeTests.ts';
import { isComplete } from '../runs/complete.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { connect, PROBE, ready, SPEC } from './testing/connect.ts';

const EVALUATION = { tasks: 5, steps: 2, seed: 0 };
const waiting = (id: string, metaSteps: number): TrainedRun => ({
  ...{ ...sampleRun, id, spec: tinySpec({}, { metaSteps }), budget: { metaSteps } },
  ...{ status: 'waiting', metaSteps: 0, trainedMs: 0, attempts: 0 },
});

async function start() {
  const runs = memoryRuns();
  const lab = await ready(connect(undefined, runs));
  return { runs, ...lab };
}

it('trains a cell to its end and evaluates it, while the page asks for other things', async () => {
  const { client, runs, close } = await start();
  await runs.save(waiting('cell', 6));
  const steps: number[] = [];
  const training = client.trainCell('cell', EVALUATION, ({ metaSteps }) => void steps.push(metaSteps));
  await client.adapt({ ...PROBE, taskSeed: 2 });
  expect(await training).toBe(false);
  const run = await runs.read('cell');
  expect(run).toMatchObject({ status: 'done', metaSteps: 6, attempts: 1, evaluations: [EVALUATION] });
  expect((await runs.curve(run!)).values).toHaveLength(6 * 4);
  expect(steps.length).toBeGreaterThan(0);
  close();
});

it('stops where it is told, and goes on from there as if it had not', async () => {
  const { client, runs, close } = await start();
  await runs.save(waiting('cell', 12));
  await runs.save(waiting('whole', 12));
  const first = client.trainCell('cell', EVALUATION, () => client.stopCell());
  expect(await first).toBe(false);
  const cut = await runs.read('cell');
  expect(cut?.status).toBe('paused');
  expect(cut?.metaSteps).toBeLessThan(12);
  await client.trainCell('cell', EVALUATION, () => undefined);
  await client.trainCell('whole', EVALUATION, () => undefined);
  const [cell, whole] = [await runs.read('cell'), await runs.read('whole')];
  expect(isComplete(cell!, EVALUATION)).toBe(true);
  expect(cell!.evaluations[0]?.meanLoss).toEqual(whole!.evaluations[0]?.meanLoss);
  expect((await runs.curve(cell!)).values).toEqual((await runs.curve(whole!)).values);
  close();
});

it('makes way for a training, and says so', async () => {
  const { client, seen, runs, close } = await start();
  await runs.save(waiting('cell', 10_000));
  const cell = client.trainCell('cell', EVALUATION, () => undefined);
  await client.train('scratch', SPEC, {});
  expect(await cell).toBe(true);
  expect((await runs.read('cell'))?.status).toBe('paused');
  await until(() => expect(seen.reports.length).toBeGreaterThan(0));
  client.stop();
  close();
});

it('refuses a run that is not there, and says what a meta-step takes', async () => {
  const { client, close } = await start();
  await expect(client.trainCell('none', EVALUATION, () => undefined)).rejects.toThrow('there is no run none');
  expect(await client.timeMetaStep(SPEC)).toBeGreaterThan(0);
  close();
});
