import { expect, it } from 'vitest';

import { until } from '../../lib/testing/until.ts';
import { startedLab } from '../testing/fakeLab.ts';
import { GOING } from './going.ts';
import { FIRST_DRAFT, studyOf } from './studyDraft.ts';

const read = studyOf({ ...FIRST_DRAFT, length: '20', seeds: '1' });
if (!read.ok) throw new Error(read.failure.message);
const study = read.value;

type Parts = Awaited<ReturnType<typeof startedLab>>;

/** Answers for the worker: what meta-steps take, then each cell done. */
async function measured({ worker }: Parts): Promise<void> {
  const first = await worker.next('timeMetaStep');
  worker.say({ kind: 'metaStepTimed', requestId: first.requestId, ms: 10 });
  const second = await worker.next('timeMetaStep', ({ requestId }) => requestId !== first.requestId);
  worker.say({ kind: 'metaStepTimed', requestId: second.requestId, ms: 30 });
}

async function trained({ worker, runs }: Parts, before = ''): Promise<string> {
  const { id, requestId } = await worker.next('trainCell', (cell) => cell.id !== before);
  worker.say({ kind: 'cellStep', requestId, metaSteps: 10, trainedMs: 100 });
  const run = (await runs.read(id))!;
  await runs.save({ ...run, status: 'diverged', metaSteps: 20, cause: 'as the test says' });
  worker.say({ kind: 'cellTrained', requestId, yielded: false });
  return id;
}

it('says what a study will take, trains its cells one after another, and repeats none when it is extended', async () => {
  const parts = await startedLab();
  const studies = await parts.lab.studies();
  const id = studies.save(study);
  const estimating = studies.estimate(id);
  await measured(parts);
  expect((await estimating)?.ms).toBeCloseTo(20 * 10 + 20 * 30);
  studies.start(id);
  expect(localStorage.getItem(GOING)).toBe(id);
  const first = await trained(parts);
  await until(() => expect(studies.state.getState().progress?.name).toContain('messageSize'));
  await trained(parts, first);
  await until(() => expect(studies.state.getState()).toMatchObject({ going: undefined, phase: 'idle' }));
  expect(localStorage.getItem(GOING)).toBeNull();
  const { runs } = await parts.runs.list();
  expect(runs.map(({ name }) => name)).toEqual(['messageSize 1, seed 1', 'messageSize 8, seed 1']);
  studies.save({ ...study, seeds: [1, 2] }, id);
  const [kept] = studies.state.getState().studies;
  expect(await studies.found(kept!)).toMatchObject({ left: 2, data: { runs: [{}, {}] } });
});

it('waits while the page trains, writes down the cell when it is paused, and can be taken back', async () => {
  const parts = await startedLab();
  const { lab, worker } = parts;
  const studies = await lab.studies();
  const id = studies.save(study);
  lab.store.setState((state) => ({ training: { ...state.training, status: 'running' } }));
  studies.start(id);
  await until(() => expect(studies.state.getState().phase).toBe('yielding'));
  lab.store.setState((state) => ({ training: { ...state.training, status: 'idle' } }));
  await measured(parts);
  const { requestId } = await worker.next('trainCell');
  studies.pause();
  await worker.next('stopCell');
  worker.say({ kind: 'cellTrained', requestId, yielded: false });
  await until(() => expect(studies.state.getState().phase).toBe('idle'));
  expect(localStorage.getItem(GOING)).toBeNull();
  const back = studies.remove(id);
  expect(studies.state.getState().studies).toEqual([]);
  back();
  expect(studies.state.getState().studies).toMatchObject([{ id, study }]);
});
