import { beforeEach, describe, expect, it } from 'vitest';

import { PRESETS } from '../experiment/presets.ts';
import { parseRun } from '../runs/format.ts';
import { phasesOf } from '../record/moment.ts';
import { MOST_INNER_STEPS } from '../experiment/types.ts';
import { validateProbe } from '../experiment/validate.ts';
import { FAKE_RULE, type newLab, startedLab } from './testing/fakeLab.ts';
import { until } from '../lib/testing/until.ts';

const { spec } = PRESETS['2x10'];

const root = document.documentElement.dataset;

/** A run that has begun; its id. */
async function training({ worker, lab }: Pick<ReturnType<typeof newLab>, 'worker' | 'lab'>): Promise<string> {
  const begin = lab.training.start({ start: 'scratch', spec, budget: { metaSteps: 10 } });
  const { requestId, runId } = await worker.next('train');
  worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
  await begin;
  worker.say({ kind: 'training', runId, seq: 1, status: 'running', metaStep: 0 });
  return runId;
}

beforeEach(() => {
  history.replaceState(null, '', '/');
});

describe('the lab', () => {
  it('opens on an untrained rule where none ships, and says which backend runs', async () => {
    const { worker, lab } = await startedLab();
    expect(root).toMatchObject({ backend: 'wasm', episode: 'ready', training: 'idle', metaStep: '0' });
    expect((await worker.next('useRule')).source.from).toBe('fresh');
    expect(worker.sent.some((c) => c.kind === 'ack')).toBe(true);
    // The badge says it; no notice moves the page.
    expect(lab.store.getState().session).toMatchObject({ notices: [], backend: { backend: 'wasm' } });
  });

  it('leaves everything as it was when a file is refused', async () => {
    const { worker, lab } = await startedLab();
    const before = lab.store.getState().experiment;
    const opening = lab.experiment.openFile(new File(['no rule'], 'bad.mplp'));
    const { requestId } = await until(async () => {
      const command = await worker.next('useRule');
      expect(command.source.from).toBe('bytes');
      return command;
    });
    worker.say({
      kind: 'refused',
      requestId,
      error: { name: 'Refused', message: 'this is no rule file', where: 'bad.mplp' },
    });
    await opening;
    const { experiment, session } = lab.store.getState();
    expect(experiment).toMatchObject({
      rule: before.rule,
      ruleKey: before.ruleKey,
      probe: before.probe,
      switching: false,
    });
    expect(session.notices.at(-1)).toMatchObject({
      tone: 'bad',
      text: 'This is no rule file. Your experiment is as it was.',
    });
  });

  it('draws a new task, adapts to it and puts it in the address', async () => {
    const { worker, lab } = await startedLab();
    lab.experiment.newTask();
    expect((await worker.next('adapt')).probe).toMatchObject({ taskSeed: 7, steps: 2 });
    expect(location.hash).toContain('task=7');
  });

  it('keeps a number of inner steps beyond the horizon when another rule is chosen, up to the one limit', async () => {
    const { worker, lab } = await startedLab();
    lab.experiment.setProbe({ steps: MOST_INNER_STEPS });
    const choosing = lab.experiment.openFile(new File(['bytes'], 'rule.mplp'));
    const { requestId, runId } = await worker.next('useRule', ({ source }) => source.from === 'bytes');
    worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
    await choosing;
    expect(lab.store.getState().experiment.probe.steps).toBe(MOST_INNER_STEPS);
    const { probe } = lab.store.getState().experiment;
    expect(validateProbe(probe, spec).ok).toBe(true);
    expect(validateProbe({ ...probe, steps: MOST_INNER_STEPS + 1 }, spec).ok).toBe(false);
  });

  it('follows a training run and keeps its rule in this browser when it stops', async () => {
    const { worker, lab, shelf } = await startedLab();
    const runId = await training({ worker, lab });
    worker.say({
      kind: 'metaSteps',
      runId,
      seq: 2,
      reports: [{ metaStep: 1, metaLoss: 0.02, heldOut: [0.02, 0.02], elapsedMs: 5 }],
    });
    expect(root).toMatchObject({ training: 'running', metaStep: '1' });
    expect(lab.reports.all).toHaveLength(1);
    worker.say({ kind: 'training', runId, seq: 3, status: 'paused', metaStep: 1 });
    const save = await worker.next('save');
    worker.say({ kind: 'saved', requestId: save.requestId, bytes: new ArrayBuffer(8), metaSteps: 1 });
    await until(() => expect(shelf.get('run-7-7')?.rule.metaSteps).toBe(1));
    expect(lab.store.getState().training.status).toBe('paused');
  });

  it('writes a training run into the store of runs as it goes', async () => {
    const { worker, lab, runs } = await startedLab();
    const runId = await training({ worker, lab });
    const saved = async (metaSteps: number, at?: number) => {
      const save = await worker.next('save', (command) => command.at === at);
      worker.say({ kind: 'saved', requestId: save.requestId, bytes: new ArrayBuffer(metaSteps), metaSteps });
      worker.sent.splice(worker.sent.indexOf(save), 1);
    };
    const report = (metaStep: number) => ({ metaStep, metaLoss: metaStep / 64, heldOut: [1, 0.5], elapsedMs: 5 });
    const reports = Array.from({ length: 17 }, (_, i) => report(i + 1));
    worker.say({ kind: 'metaSteps', runId, seq: 2, reports });
    worker.say({ kind: 'checkpoints', runId, kept: [{ metaStep: 0 }, { metaStep: 15 }, { metaStep: 16 }] });
    await saved(0, 0);
    await saved(16, 16);
    worker.say({ kind: 'training', runId, seq: 3, status: 'paused', metaStep: 17 });
    await saved(17);
    await saved(15, 15);
    await until(async () => expect((await runs.read('run-7-7'))?.metaSteps).toBe(17));
    const run = (await runs.read('run-7-7'))!;
    expect(run).toMatchObject({ status: 'paused', trainedMs: 85, budget: { metaSteps: 10 }, checkpoints: [0, 15, 16] });
    expect(run.machine.backend).toBe('wasm');
    expect(parseRun(JSON.parse(JSON.stringify(run)))).toMatchObject({ ok: true });
    const { width, values } = await runs.curve(run);
    expect(values).toHaveLength(17 * width);
    expect([...values.slice(16 * width)]).toEqual([17 / 64, 1, 0.5, NaN]);
    expect((await runs.rule(run, 16))?.byteLength).toBe(16);
    expect((await runs.rule(run, 17))?.byteLength).toBe(17);

    await runs.save({ ...run, name: 'Mine' });
    // The worker keeps meta-step 15 no more.
    worker.say({ kind: 'checkpoints', runId, kept: [{ metaStep: 0 }, { metaStep: 17 }] });
    worker.say({ kind: 'metaSteps', runId, seq: 4, reports: [report(18)] });
    const end = { by: 'budget', limit: 'metaSteps', value: 18 } as const;
    worker.say({ kind: 'training', runId, seq: 5, status: 'idle', metaStep: 18, end });
    await saved(18);
    await saved(17, 17);
    await until(async () => expect((await runs.read('run-7-7'))?.metaSteps).toBe(18));
    const over = (await runs.read('run-7-7'))!;
    expect(over).toMatchObject({ name: 'Mine', status: 'done', cause: 'all 18 meta-steps are done' });
    expect(over.checkpoints).toEqual([0, 16, 17]);
    expect((await runs.curve(over)).values).toHaveLength(18 * width);
  });

  it('lets a run go on when the file to take its place is refused', async () => {
    const { worker, lab, shelf } = await startedLab();
    const runId = await training({ worker, lab });
    const opening = lab.experiment.openFile(new File(['no rule'], 'bad.mplp'));
    const first = worker.sent.filter(({ kind }) => kind === 'save').length;
    const { notices } = lab.store.getState().session;
    notices.find(({ id }) => id === 'run')?.actions[1]?.run();
    await until(() => expect(worker.sent.filter(({ kind }) => kind === 'save').length).toBeGreaterThan(first));
    const save = await worker.next('save');
    worker.say({ kind: 'training', runId, seq: 2, status: 'paused', metaStep: 1 });
    worker.say({ kind: 'saved', requestId: save.requestId, bytes: new ArrayBuffer(8), metaSteps: 0 });
    // The run's rule is kept once more, for Back.
    const again = await until(async () => {
      const command = await worker.next('save');
      expect(command.requestId).not.toBe(save.requestId);
      return command;
    });
    worker.say({ kind: 'saved', requestId: again.requestId, bytes: new ArrayBuffer(8), metaSteps: 0 });
    const { requestId } = await until(async () => {
      const command = await worker.next('useRule');
      expect(command.source.from).toBe('bytes');
      return command;
    });
    expect(worker.sent.some((c) => c.kind === 'resume')).toBe(false);
    worker.say({ kind: 'refused', requestId, error: { name: 'Refused', message: 'no rule file', where: 'bad.mplp' } });
    await opening;
    expect(worker.sent.slice(-1)).toEqual([{ kind: 'resume' }]);
    expect(worker.sent.some((c) => c.kind === 'stop')).toBe(false);
    expect(shelf.has('run-7-7')).toBe(true);
    expect(root['training']).toBe('paused');
  });

  it('shows the rule chosen last, however long an earlier one takes to read', async () => {
    const { worker, lab } = await startedLab();
    const read: ((bytes: ArrayBuffer) => void)[] = [];
    const slow = new File(['a'], 'slow.mplp');
    slow.arrayBuffer = () => new Promise((resolve) => read.push(resolve));
    const both = [lab.experiment.openFile(slow), lab.experiment.openFile(new File(['b'], 'quick.mplp'))];
    await until(() => expect(read).toHaveLength(1));
    read[0]?.(new ArrayBuffer(1));
    for (const label of ['slow.mplp', 'quick.mplp']) {
      const { requestId, runId } = await until(async () => {
        const command = await worker.next('useRule');
        expect(command.source).toMatchObject({ label });
        return command;
      });
      worker.say({ kind: 'rule', requestId, runId, rule: { ...FAKE_RULE, label } });
    }
    await Promise.all(both);
    expect(lab.store.getState().experiment.ruleKey).toEqual({ kind: 'file', id: 'quick.mplp' });
  });

  it('says so when a file cannot be read from the disk', async () => {
    const { lab } = await startedLab();
    const gone = new File(['a'], 'gone.mplp');
    gone.arrayBuffer = () => Promise.reject(new DOMException('it was deleted', 'NotFoundError'));
    await lab.experiment.openFile(gone);
    expect(lab.store.getState().session.notices.at(-1)).toMatchObject({ title: 'gone.mplp could not be opened' });
  });

  it('starts a worker that ended again, with rule and run, from the copy kept last', async () => {
    const { worker, lab } = await startedLab();
    const runId = await training({ worker, lab });
    const report = (metaStep: number) => ({ metaStep, metaLoss: 0.02, heldOut: [0.02, 0.02], elapsedMs: 5 });
    worker.say({ kind: 'metaSteps', runId, seq: 2, reports: [1, 2, 3, 4].map(report) });
    worker.say({ kind: 'training', runId, seq: 3, status: 'paused', metaStep: 4 });
    const { requestId } = await worker.next('save');
    worker.say({ kind: 'saved', requestId, bytes: new ArrayBuffer(8), metaSteps: 3 });
    await until(() => expect(lab.store.getState().training.savedStep).toBe(3));
    worker.say({ kind: 'training', runId, seq: 4, status: 'running', metaStep: 4 });
    const before = worker.sent.length;
    worker.say({ kind: 'failed', error: { name: 'Error', message: 'out of memory', where: 'adapt' } });
    const [hello, useRule, train] = worker.sent.slice(before);
    expect(hello?.kind).toBe('hello');
    expect(useRule).toMatchObject({ kind: 'useRule', source: { from: 'bytes' } });
    expect(train).toMatchObject({ kind: 'train', start: 'continue', paused: false, budget: { metaSteps: 7 } });
    expect(lab.reports.all).toHaveLength(3);
    if (train?.kind !== 'train') throw new Error('no training');
    worker.say({ kind: 'rule', requestId: train.requestId, runId: train.runId, rule: FAKE_RULE });
    // The rules along the way and the losses that the best is found from.
    const recall = await worker.next('recall');
    expect(recall).toMatchObject({ runId: train.runId, from: 0 });
    expect([...new Float32Array(recall.losses)]).toEqual([0.02, 0.02, 0.02].map(Math.fround));
    expect(lab.store.getState().session.notices.at(-1)).toMatchObject({
      title: 'The computation was started again',
      text: 'Out of memory. Training goes on from meta-step 3.',
    });
  });

  it('says who went first where a meta-step is no number, shows it, and goes on from the copy at a lower rate', async () => {
    const { worker, lab, shelf } = await startedLab();
    const runId = await training({ worker, lab });
    worker.say({ kind: 'training', runId, seq: 2, status: 'paused', metaStep: 3 });
    const save = await worker.next('save');
    worker.say({ kind: 'saved', requestId: save.requestId, bytes: new ArrayBuffer(8), metaSteps: 3 });
    await until(() => expect(lab.store.getState().training.savedStep).toBe(3));
    const first = { task: 1, innerStep: 2, group: '2.weight', part: 'message' } as const;
    const end = { by: 'failed', message: 'meta-step 6 gave a loss that is not a number', first } as const;
    worker.say({ kind: 'training', runId, seq: 3, status: 'failed', metaStep: 5, end });
    const notice = () => lab.store.getState().session.notices.find(({ id }) => id === 'training');
    await until(() => expect(notice()).toBeDefined());
    const { title, text, actions } = notice()!;
    expect(title).toBe('Training stopped at meta-step 5');
    expect(text).toBe(
      'Meta-step 6 gave a loss that is not a number. The first that was no number: the messages of the layer 2 weights, ' +
        'in inner step 2 of task 2. The copy of meta-step 3 is safe.',
    );
    const rate = spec.recipe.learningRate / 10;
    expect(actions.map(({ label }) => label)).toEqual([
      'Show who went first',
      'Go back to 3',
      `Train on from 3 at the rate ${rate}`,
    ]);
    actions[0]?.run();
    const { selection, playback } = lab.store.getState();
    expect(selection).toMatchObject({ agent: { group: '2.weight', unit: [0, 0] }, whole: true });
    expect(phasesOf(spec)[playback.moment.phase]).toEqual({ kind: 'back', block: 1 });
    expect(playback.moment.step).toBe(2);

    actions[2]?.run();
    const answered = new Set([save.requestId]);
    const sent = (kind: string, fits: (command: object) => boolean) =>
      until(() => {
        for (const command of worker.sent) {
          if (command.kind !== 'save' || answered.has(command.requestId)) continue;
          answered.add(command.requestId);
          worker.say({ kind: 'saved', requestId: command.requestId, bytes: new ArrayBuffer(8), metaSteps: 5 });
        }
        expect(worker.sent.some((command) => command.kind === kind && fits(command))).toBe(true);
      });
    await sent('useRule', (command) => 'source' in command && JSON.stringify(command).includes('"bytes"'));
    const use = await worker.next('useRule');
    const rule = { ...FAKE_RULE, metaSteps: 3 };
    worker.say({ kind: 'rule', requestId: use.requestId, runId: use.runId, rule });
    await sent('train', (command) => 'start' in command && command.start === 'continue');
    const train = await worker.next('train', ({ start }) => start === 'continue');
    expect(train).toMatchObject({ budget: { metaSteps: 7 }, spec: { recipe: { learningRate: rate } } });
    expect(shelf.has('run-7-7')).toBe(true);
  });

  it('says what is safe when the worker keeps breaking', async () => {
    const { worker, lab } = await startedLab();
    await training({ worker, lab });
    for (let i = 0; i < 4; i++)
      worker.say({ kind: 'failed', error: { name: 'Error', message: 'out of memory', where: 'adapt' } });
    expect(root['episode']).toBe('failed');
    expect(root['training']).toBe('failed');
    expect(
      lab.store
        .getState()
        .session.notices.at(-1)
        ?.actions.map((a) => a.label),
    ).toEqual(['Reload the page', 'Copy details']);
  });

  it('says why there is nothing to compare with, and takes the choice back', async () => {
    const { lab, worker } = await startedLab();
    lab.lanes.toggle('sgd');
    expect(lab.store.getState().lanes.chosen).toEqual(['sgd']);
    await expect
      .poll(() => lab.store.getState().session.notices.find(({ id }) => id === 'lanes')?.title)
      .toBe('Nothing to compare with');
    expect(lab.store.getState().lanes.chosen).toEqual([]);
    expect(worker.sent.some(({ kind }) => kind === 'compare')).toBe(false);
  });
});
