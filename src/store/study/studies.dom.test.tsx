import { expect, it, vi } from 'vitest';

import { unwrap } from '../../lib/result.ts';
import { until } from '../../lib/testing/until.ts';
import { runsOf } from '../../study/cells.ts';
import type { StudyRun } from '../../study/data.ts';
import { parseStudy } from '../../study/study.ts';
import { startedLab } from '../testing/fakeLab.ts';
import { GOING } from './going.ts';
import { STUDIES, writeStudies } from './keptStudies.ts';
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
  // The page can say so wherever it is.
  expect(parts.lab.store.getState().session.study).toMatchObject({ name: study.name, phase: 'training' });
  expect(parts.lab.store.getState().session.study?.share).toBeLessThan(1);
  await trained(parts, first);
  await until(() => expect(studies.state.getState()).toMatchObject({ going: undefined, phase: 'idle' }));
  expect(localStorage.getItem(GOING)).toBeNull();
  expect(parts.lab.store.getState().session.study).toBeUndefined();
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

it('goes on from a data file: what is settled there is not trained again, also after an undo', async () => {
  const parts = await startedLab();
  const studies = await parts.lab.studies();
  const { cells } = unwrap(parseStudy(study));
  const curve = { at: [1, 20], metaLoss: [0.1, 0.01], heldOut: [0.1, 0.01] };
  const [first, second] = runsOf(study, cells).map(({ id, cell, seed }): StudyRun => ({
    ...{ id, cell, seed, status: 'done', metaSteps: 20, trainedMs: 5, meanLoss: [0.1, 0.05, 0.01], curve },
  }));
  // The other run of the file came to no end.
  const { meanLoss: _none, ...open } = second!;
  const have = { studyDataFormat: 1, study, versions: ['1.0.0'], machines: ['another'], runs: [first!, open] } as const;
  const id = studies.save({ ...study, seeds: [1, 2] }, undefined, have);
  const found = async () => studies.found(studies.state.getState().studies[0]!);
  expect(await found()).toMatchObject({ left: 3, data: { machines: ['another'], runs: [first, open] } });
  studies.remove(id)();
  expect((await found()).left).toBe(3);
  studies.start(id);
  await measured(parts);
  const trainedId = await trained(parts);
  expect(trainedId).toBe(second!.id);
  await until(async () => expect((await found()).data.runs.map(({ status }) => status)).toEqual(['done', 'diverged']));
  // Judged by other tasks its losses would not compare.
  studies.pause();
  studies.save({ ...study, evaluation: { ...study.evaluation, tasks: 7 } }, id);
  expect((await found()).left).toBe(1);
});

it('trained in another tab, goes on here when that tab is closed, not when it is paused or done there', async () => {
  const parts = await startedLab();
  let free: (() => void) | undefined;
  const request = (name: string, ...more: readonly unknown[]) => {
    const work = more.at(-1) as () => Promise<void>;
    return name.endsWith('.study') ? new Promise<void>((resolve) => (free = resolve)).then(work) : work();
  };
  vi.stubGlobal('navigator', {
    userAgent: navigator.userAgent,
    locks: { request, query: () => Promise.resolve({ held: [] }) },
  });
  const studies = await parts.lab.studies();
  const id = studies.save(study);
  const phase = () => studies.state.getState().phase;
  studies.start(id);
  expect(phase()).toBe('elsewhere');
  localStorage.removeItem(GOING);
  free?.();
  await until(() => expect(phase()).toBe('idle'));

  studies.start(id);
  free?.();
  await until(() => expect(phase()).toBe('measuring'));
  await measured(parts);
  await parts.worker.next('trainCell');
  // What another tab asked for since is its own affair.
  localStorage.setItem(GOING, 'another');
  studies.pause();
  expect(localStorage.getItem(GOING)).toBe('another');
  vi.unstubAllGlobals();
});

it('lists what another tab made', async () => {
  const { lab } = await startedLab();
  const studies = await lab.studies();
  writeStudies(localStorage, [{ id: 'theirs', ...unwrap(parseStudy(study)) }]);
  window.dispatchEvent(new StorageEvent('storage', { key: STUDIES }));
  expect(studies.state.getState().studies).toMatchObject([{ id: 'theirs' }]);
});
