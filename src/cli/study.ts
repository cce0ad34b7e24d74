// mplp study: a grid of settings times seeds, trained and evaluated on all cores; safe to interrupt, resumes where it was.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrainedRun } from '../record/trainedRun.ts';
import { LAB_VERSION } from '../record/version.ts';
import { digest } from '../runs/format.ts';
import { runKey, runsOf, runsToDo, type CellRun } from '../study/cells.ts';
import { msLeft, runBytes, speedsOf, wallMs } from '../study/cost.ts';
import { isJudgedAs, isSettled, joinedData, parseStudyData, type StudyData } from '../study/data.ts';
import { parseStudy, type Cell, type Study } from '../study/study.ts';
import { CellPool } from './cellPool.ts';
import { openForStudy, placeOf, QUEUE_VALUE, withQueueErrors } from './cellQueue.ts';
import { thisMachine, type CellJob } from './cellRunner.ts';
import { duration } from './duration.ts';
import { readJson } from './files.ts';
import { lockFolder } from './lock.ts';
import { flag, MOST, operandOf, readOptions, text, whole } from './options.ts';
import { writeWhole } from './output.ts';
import { RunFolder } from './runFolder.ts';
import { RUNS } from './runs.ts';
import { measureSpeeds } from './studySpeed.ts';
import { StudyProgress } from './studyProgress.ts';
import { placesOf, trainByQueue } from './studyQueue.ts';
import { INTERRUPTED, UsageError } from './usage.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** What lies in a study's folder. */
const STUDY = 'study.json';
/** Data files of other sittings, each whole and named by its digest: a study that asks for less loses none of them. */
const HAVE = 'have';

/** A study with the runs it asks for, and those that are there. */
export interface OpenStudy {
  readonly study: Study;
  readonly cells: readonly Cell[];
  readonly asked: readonly CellRun[];
  readonly there: ReadonlyMap<string, TrainedRun>;
  readonly store: RunFolder;
  /** Runs of other sittings, of which there are only the results. */
  readonly have: StudyData;
}

const byKey = (runs: readonly TrainedRun[]) => new Map(runs.map((run) => [runKey(run), run]));

/**
 * The study of a folder, or of another file with the folder's runs.
 *
 * @param have a study's data file, whose runs count as those do that an earlier sitting brought into the folder.
 * @throws UsageError for runs that are damaged, and for files that cannot be read.
 */
export async function openStudy(
  folder: string,
  { file = join(folder, STUDY), have }: { readonly file?: string; readonly have?: string | undefined } = {},
): Promise<OpenStudy> {
  const read = readJson(file, parseStudy);
  const store = new RunFolder(join(folder, RUNS));
  const asked = runsOf(read.study, read.cells);
  const { runs, refused } = await store.list();
  if (refused[0] !== undefined) throw new UsageError(`${join(folder, RUNS)}: ${refused[0].message}`);
  const kept = join(folder, HAVE);
  const before = existsSync(kept) ? readdirSync(kept).sort() : [];
  const whole = before.filter((name) => name.endsWith('.json')).map((name) => join(kept, name));
  const parts = [...whole, ...(have === undefined ? [] : [have])].map((path) => readJson(path, parseStudyData).data);
  return { ...read, asked, store, there: byKey(runs), have: joinedData(read.study, asked, parts) };
}

/** What the study still has to do. */
function jobsOf({ study, cells, there, have }: OpenStudy, folder: string): readonly CellJob[] {
  const here = { createdMs: Date.now(), machine: thisMachine(), version: LAB_VERSION };
  const known = new Set(have.runs.filter(isSettled).map(({ id }) => id));
  return runsToDo(study, cells, there, here)
    .filter((run) => !known.has(runKey(run)))
    .map((run) => ({ run, evaluation: study.evaluation, folder: join(folder, RUNS) }));
}

export const STUDY_OPTIONS = {
  out: text({ value: 'DIR', about: 'the folder of the study and its runs', needed: true }),
  workers: whole(
    { value: 'N', about: 'cells trained at a time; as many as there are cores by default' },
    1,
    MOST.threads,
  ),
  queue: text({ value: QUEUE_VALUE, about: 'hand the cells to mplp worker on any number of machines' }),
  resume: flag('go on with the study of this folder; the file may ask for more cells and seeds than before'),
  have: text({ value: 'DATA.json', about: "a study's data file: runs that stand in it are not trained again" }),
  estimate: flag('say what it will take, and stop'),
};

/** What it will take, measured on this machine, in words; and the milliseconds of a thread for each job. */
async function estimate({ study, there }: OpenStudy, jobs: readonly CellJob[], workers: number) {
  const speeds = speedsOf([...there.values()]);
  if (study.budget.metaSteps !== undefined)
    await measureSpeeds(
      jobs.map(({ run }) => run.spec),
      speeds,
    );
  const pieces = new Map(jobs.map(({ run }) => [run.id, msLeft(run, study.budget, speeds, run)]));
  const bytes = jobs.reduce((sum, { run }) => sum + runBytes(run.spec, study.budget.metaSteps ?? 10_000), 0);
  const wall = duration(wallMs([...pieces.values()], Math.min(workers, Math.max(1, jobs.length))));
  const words = `about ${wall} with ${workers} at a time, and ${Math.ceil(bytes / 1e6)} MB`;
  return { pieces, words };
}

/** The end of the command: what is there, and what failed twice. @returns the exit code. */
function summary({ asked, have }: OpenStudy, runs: ReadonlyMap<string, TrainedRun>, folder: string): number {
  const known = new Map(have.runs.filter(isSettled).map((run) => [run.id, run]));
  const of = (status: TrainedRun['status']) =>
    asked.filter(({ id }) => (known.get(id) ?? runs.get(id))?.status === status);
  const failed = of('failed');
  const [done, diverged] = [of('done').length, of('diverged').length];
  process.stdout.write(
    `${done + diverged} of ${asked.length} runs are done, ${diverged} of them diverged: ${folder}\n`,
  );
  for (const { id, name } of failed) process.stdout.write(`failed twice: ${name}: ${runs.get(id)?.cause ?? ''}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Works until all is done or a signal comes, which is answered by `stop`. @returns whether one came. */
async function untilSignal(work: Promise<void>, words: string, stop: () => void): Promise<boolean> {
  let interrupted = false;
  const onSignal = () => {
    interrupted = true;
    process.stderr.write(`interrupted: ${words}\n`);
    stop();
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    await work;
    return interrupted;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Trains the jobs on this machine. */
function train(jobs: readonly CellJob[], workers: number, progress: StudyProgress): Promise<boolean> {
  const pool = new CellPool(Math.min(workers, Math.max(1, jobs.length)), progress);
  return untilSignal(pool.train(jobs), 'writing down what is under way', () => pool.stop());
}

/** Cells that will be trained at a time by the workers of a queue, as far as they are there by now. */
async function placesAt(url: string): Promise<number> {
  await openForStudy(url);
  const places = await placesOf(url);
  if (places === 0) {
    const where = placeOf(url);
    process.stderr.write(
      `no worker takes cells from ${where} yet; start one on each machine: mplp worker --queue ${where}\n`,
    );
  }
  return Math.max(1, places);
}

/** Leaves the jobs to the workers of a queue. */
function trainElsewhere(url: string, jobs: readonly CellJob[], open: OpenStudy, events: StudyProgress) {
  let stopped = false;
  const work = trainByQueue(url, jobs, open.store, { events, stopped: () => stopped });
  return untilSignal(work, 'what is handed out stays with the workers; --resume takes it in', () => (stopped = true));
}

export function studyCommand(args: readonly string[]): Promise<number> {
  return withQueueErrors(() => runStudy(args));
}

async function runStudy(args: readonly string[]): Promise<number> {
  const { operand: file, rest } = operandOf(STUDY_OPTIONS, args, 'FILE', 'the study');
  const options = readOptions(STUDY_OPTIONS, rest);
  const { out, queue, resume, have, estimate: only } = options;
  const { study } = readJson(file, parseStudy);
  if (have !== undefined && !isJudgedAs(study)(readJson(have, parseStudyData).data.study))
    throw new UsageError(`${have}: its runs are judged by another evaluation than ${file} asks for`);
  if (existsSync(join(out, STUDY)) && !resume && !only)
    throw new UsageError(`${out} holds a study; go on with it by --resume, or choose another folder`);
  const workers = queue === undefined || only ? (options.workers ?? availableParallelism()) : await placesAt(queue);
  const unlock = only ? () => undefined : lockFolder(out);
  try {
    const open = await openStudy(out, { file, have });
    const jobs = jobsOf(open, out);
    const { pieces, words } = await estimate(open, jobs, workers);
    const there = open.asked.length - jobs.length;
    process.stderr.write(
      `${open.study.name}: ${open.cells.length} cells, ${open.study.seeds.length} seeds, ${open.asked.length} runs; ${there} there already, ${jobs.length} to train: ${words}\n`,
    );
    if (only) return 0;
    writeWhole(join(out, STUDY), `${JSON.stringify(open.study, undefined, 2)}\n`);
    if (have !== undefined) {
      const text = readFileSync(have, 'utf8');
      writeWhole(join(out, HAVE, `${digest(text)}.json`), text);
    }
    const progress = new StudyProgress(jobs.length, pieces, workers, () => performance.now());
    const interrupted = await (queue === undefined
      ? train(jobs, workers, progress)
      : trainElsewhere(queue, jobs, open, progress));
    const code = summary(open, new Map([...open.there, ...byKey([...progress.ended.values()])]), out);
    return interrupted ? INTERRUPTED : code;
  } finally {
    unlock();
  }
}
