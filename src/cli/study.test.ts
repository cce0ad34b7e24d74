import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrainedRun } from '../record/trainedRun.ts';
import { unwrap } from '../lib/result.ts';
import { parseStudyData, type StudyData } from '../study/data.ts';
import { runCommand } from './commands.ts';
import { lockFolder } from './lock.ts';
import { openStudy } from './study.ts';
import { StudyProgress } from './studyProgress.ts';
import * as trainers from './trainers.ts';

const folder = mkdtempSync(join(tmpdir(), 'mplp-study-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const STUDY = {
  studyFormat: 1,
  name: 'Small',
  preset: '2x10',
  set: { 'rule.learnerHidden': [4, 4], 'recipe.tasks': 2, 'recipe.standardiserBatches': 1 },
  axes: { 'rule.messageSize': [1, 2] },
  seeds: [1, 2],
  budget: { metaSteps: 17 },
  evaluation: { tasks: 3, steps: 2, seed: 0 },
};

/** Writes a study file and runs `mplp study` on it with one worker. */
function study(file: string, change: object, words: string): Promise<number> {
  writeFileSync(at(file), JSON.stringify({ ...STUDY, ...change }));
  return runCommand(['study', at(file), '--workers', '1', ...words.split(' ')]);
}

/** The runs of a folder, without what depends on the clock. */
async function results(name: string) {
  const { there, store } = await openStudy(at(name));
  const timeless = async (run: TrainedRun) => ({
    ...{ ...run, trainedMs: 0, attempts: 0, createdMs: 0, updatedMs: 0 },
    evaluations: run.evaluations.map((report) => ({ ...report, wallMs: 0 })),
    curve: [...(await store.curve(run)).values],
    rules: await Promise.all([16, 17].map(async (step) => [...new Uint8Array((await store.rule(run, step))!)])),
  });
  return Promise.all([...there.values()].map(timeless));
}

/** The data that `mplp report` wrote. */
function data(name: string): StudyData {
  return unwrap(parseStudyData(JSON.parse(readFileSync(join(at(name), 'data.json'), 'utf8')))).data;
}

let out = '';
let err = '';
beforeEach(() => {
  vi.restoreAllMocks();
  [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

describe('mplp study', () => {
  it('trains and evaluates every cell with every seed, and says what it will take', async () => {
    expect(await study('whole.json', {}, `--out ${at('whole')}`)).toBe(0);
    const runs = await results('whole');
    expect(runs).toHaveLength(4);
    expect(runs.every((run) => run.status === 'done' && run.metaSteps === 17 && run.evaluations.length === 1)).toBe(
      true,
    );
    expect(err).toMatch(/Small: 2 cells, 2 seeds, 4 runs; 0 there already, 4 to train: about \d+ s with 1 at a time/);
    expect(err).toMatch(/4 of 4 {2}messageSize 2, seed 2: done, median loss \d.* 0 s left/);
    expect(out).toBe(`4 of 4 runs are done, 0 of them diverged: ${at('whole')}\n`);
    expect(existsSync(join(at('whole'), 'lock'))).toBe(false);
  });

  it('extended cell by cell and interrupted, is the same study bit for bit, and repeats nothing', async () => {
    await study('part.json', { seeds: [2], axes: { 'rule.messageSize': [2] } }, `--out ${at('part')}`);
    const before = (await openStudy(at('part'))).there;
    const start = trainers.startTrainer;
    const listeners = process.listenerCount('SIGINT');
    let steps = 0;
    vi.spyOn(trainers, 'startTrainer').mockImplementation((from, options) => {
      const trainer = start(from, options);
      const step = trainer.step.bind(trainer);
      trainer.step = () => {
        if (process.listenerCount('SIGINT') > listeners && ++steps === 20) process.emit('SIGINT');
        return step();
      };
      return trainer;
    });
    await study('part.json', {}, `--out ${at('part')} --resume`);
    expect(err).toContain('interrupted');
    expect([...(await openStudy(at('part'))).there.values()].some(({ status }) => status === 'paused')).toBe(true);
    expect(await study('part.json', {}, `--out ${at('part')} --resume`)).toBe(0);
    const after = (await openStudy(at('part'))).there;
    for (const [id, run] of before) expect(after.get(id)).toEqual(run);
    expect(await results('part')).toEqual(await results('whole'));
  });

  it('tries a failed cell again, once, and reports it; on --resume it is tried anew', async () => {
    const start = vi.spyOn(trainers, 'startTrainer').mockImplementation(() => {
      throw new Error('out of luck');
    });
    const change = { seeds: [1], axes: {}, budget: { minutes: 0.001 } };
    expect(await study('fail.json', change, `--out ${at('fail')}`)).toBe(1);
    expect(start).toHaveBeenCalledTimes(2);
    expect(err).toContain('as it is, seed 1: failed, to be tried again: out of luck');
    expect(out).toContain('failed twice: as it is, seed 1: out of luck');
    start.mockRestore();
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(await study('fail.json', change, `--out ${at('fail')} --resume`)).toBe(0);
    expect([...(await openStudy(at('fail'))).there.values()]).toMatchObject([{ status: 'done' }]);
  });

  it('knows runs of before a field of the spec existed', async () => {
    const path = join(at('part'), 'runs');
    for (const id of readdirSync(path).filter((name) => name !== 'store.json')) {
      const file = join(path, id, 'run.json');
      const run = JSON.parse(readFileSync(file, 'utf8')) as { spec: { recipe: Record<string, unknown> } };
      delete run.spec.recipe['taskNormLimit'];
      writeFileSync(file, JSON.stringify(run));
    }
    await study('part.json', {}, `--out ${at('part')} --estimate`);
    expect(err).toContain('4 there already, 0 to train');
  });

  it("goes on from a study's data file: its runs are not trained again, and the report keeps them beside the others", async () => {
    await study('first.json', { seeds: [1] }, `--out ${at('first')}`);
    await runCommand(['report', at('first')]);
    const first = data('first');
    expect(first.runs).toHaveLength(2);
    const have = join(at('first'), 'data.json');
    expect(await study('grown.json', {}, `--out ${at('grown')} --have ${have}`)).toBe(0);
    const trained = [...(await openStudy(at('grown'))).there.values()];
    expect(trained.map(({ spec }) => spec.seeds.training)).toEqual([2, 2]);
    expect(err).toContain('2 there already, 2 to train');
    expect(out).toContain(`4 of 4 runs are done, 0 of them diverged: ${at('grown')}`);
    rmSync(have);
    await runCommand(['report', at('grown')]);
    expect(data('grown').runs.slice(0, 2)).toEqual(first.runs);
    expect(data('grown').runs.map(({ id }) => id)).toEqual((await openStudy(at('whole'))).asked.map(({ id }) => id));
    expect(readFileSync(join(at('grown'), 'report.md'), 'utf8')).toContain('**4 of 4 runs are done**');
    // A study that asks for less in between loses nothing.
    await study('less.json', { seeds: [2] }, `--out ${at('grown')} --resume`);
    await study('grown.json', {}, `--out ${at('grown')} --resume`);
    expect(err).toMatch(/4 there already, 0 to train: [^\n]*\n$/);
  });

  it('refuses a data file that is none, with the place, before anything is written', async () => {
    writeFileSync(at('none.json'), JSON.stringify({ studyDataFormat: 9 }));
    await expect(study('grown.json', {}, `--out ${at('bad')} --have ${at('none.json')}`)).rejects.toThrow(
      `${at('none.json')}: the study's data is in format 9, a newer version; this lab reads format 1`,
    );
    const change = { evaluation: { ...STUDY.evaluation, tasks: 4 } };
    const have = join(at('grown'), 'data.json');
    await expect(study('other.json', change, `--out ${at('bad')} --have ${have}`)).rejects.toThrow(
      `${have}: its runs are judged by another evaluation than ${at('other.json')} asks for`,
    );
    expect(existsSync(at('bad'))).toBe(false);
  });

  it('only estimates where it is asked to, and writes nothing', async () => {
    await study('ask.json', {}, `--out ${at('ask')} --estimate`);
    expect(err).toContain('4 to train: about');
    expect(existsSync(at('ask'))).toBe(false);
  });

  it.each([
    ['', 'DIR'],
    [`--out ${at('whole')}`, 'holds a study; go on with it by --resume'],
    [`--out ${at('x')} other.json`, 'other.json is one word too many; allowed: one FILE'],
  ])('refuses %s', async (words, message) => {
    if (words === '') await expect(runCommand(['study', '--out', 'x'])).rejects.toThrow('FILE is missing: the study');
    else await expect(study('whole.json', {}, words)).rejects.toThrow(message);
  });

  it('refuses a file with the place that is wrong, before anything is written', async () => {
    await expect(study('bad.json', { seeds: [1, 1] }, `--out ${at('bad')}`)).rejects.toThrow(
      `${at('bad.json')}: seeds.1 is 1 again; allowed: each once`,
    );
    writeFileSync(at('no.json'), '{');
    await expect(runCommand(['study', at('no.json'), '--out', at('bad')])).rejects.toThrow('no.json is not JSON');
    expect(existsSync(at('bad'))).toBe(false);
  });

  it('has its folder to itself; a lock of a process that is gone counts for nothing', async () => {
    writeFileSync(join(at('whole'), 'lock'), String(process.ppid));
    await expect(study('whole.json', {}, `--out ${at('whole')} --resume`)).rejects.toThrow(
      `is in use by process ${process.ppid}`,
    );
    writeFileSync(join(at('whole'), 'lock'), '999999999');
    const unlock = lockFolder(at('whole'));
    expect(readFileSync(join(at('whole'), 'lock'), 'utf8')).toBe(String(process.pid));
    unlock();
  });

  it('expects of the rest what the first cells took', () => {
    let nowMs = 0;
    const pieces = new Map([
      ['a', 1000],
      ['b', 1000],
      ['c', 2000],
    ]);
    const progress = new StudyProgress(3, pieces, 1, () => nowMs);
    expect(progress.msLeft()).toBe(4000);
    const run = { id: 'a', name: 'a', status: 'done', evaluations: [], budget: { metaSteps: 10 }, metaSteps: 10 };
    nowMs = 3000;
    progress.onEnd(run as never);
    expect(progress.msLeft()).toBe(9000);
    progress.onStep({ ...run, id: 'b', metaSteps: 5 } as never);
    expect(progress.msLeft()).toBe((2500 * 3000) / 1500);
  });
});
