// What the page does with the runs it keeps. Loaded with the view of runs.

import { exportRuns, importRuns, runsOfFile } from '../../runs/archive.ts';
import type { RunStore } from '../../runs/store.ts';
import { listedRun, type ListedRun } from '../../runs/table.ts';
import type { TrainedRun } from '../../record/trainedRun.ts';
import type { Budget } from '../../record/run.ts';
import type { Lab } from '../lab.ts';
import { heldRuns } from '../meta/runCopies.ts';
import { remaining } from '../meta/training.ts';

/** A run of this browser, and whether a tab trains it. */
export interface KeptRun extends ListedRun {
  readonly going: boolean;
}

/** What the store holds, newest first, and what of it cannot be read. */
export interface KeptRuns {
  readonly runs: readonly KeptRun[];
  readonly refused: readonly string[];
}

export async function readRuns(store: RunStore, navigator: Navigator): Promise<KeptRuns> {
  const [{ runs, refused }, sizes, held] = await Promise.all([store.list(), store.sizes(), heldRuns(navigator)]);
  const kept: KeptRun[] = [];
  for (const run of [...runs].sort((a, b) => b.createdMs - a.createdMs))
    kept.push({ ...listedRun(run, await store.curve(run), sizes.get(run.id) ?? 0), going: held.has(run.id) });
  return { runs: kept, refused: refused.map(({ message }) => message) };
}

/** Name and tags: what else there is of the run is as the store has it, which a training may have written meanwhile. */
export async function renameRun(
  store: RunStore,
  id: string,
  change: Partial<Pick<TrainedRun, 'name' | 'tags'>>,
): Promise<void> {
  const run = await store.read(id);
  if (run !== undefined) await store.save({ ...run, ...change });
}

/** Does something to runs. @returns what brings them back as they were. */
async function undoable(store: RunStore, runs: readonly TrainedRun[], work: (run: TrainedRun) => Promise<void>) {
  const before = await exportRuns(store, runs);
  for (const run of runs) await work(run);
  return async () => {
    const read = runsOfFile(before);
    if (!read.ok) throw new Error(read.failure.message);
    for (const { run, parts } of read.value) await store.save(run, parts);
  };
}

export const deleteRuns = (store: RunStore, runs: readonly TrainedRun[]) =>
  undoable(store, runs, ({ id }) => store.remove(id));

/** Throws away the rules along the way; the last one stays. */
export const dropCheckpoints = (store: RunStore, runs: readonly TrainedRun[]) =>
  undoable(store, runs, (run) => store.save({ ...run, checkpoints: [] }));

/** @throws in words where the file is refused; then nothing is taken in. */
export async function takeIn(store: RunStore, file: File) {
  const read = await importRuns(store, await file.arrayBuffer());
  if (!read.ok) throw new Error(`${file.name} is no file of runs: ${read.failure.message}.`);
  return read.value;
}

/** Makes a rule of the run the one in use. @returns its spec; undefined where it was refused, which is said. */
async function openRule(lab: Lab, { id }: TrainedRun, metaStep: number) {
  return lab.experiment.choose({ kind: 'kept', id, metaStep }, { push: true });
}

export async function openRun(lab: Lab, run: TrainedRun, metaStep: number): Promise<void> {
  // Before: what is asked or refused on the way is said there.
  lab.appearance.enter('figures');
  await openRule(lab, run, metaStep);
}

/** How long a training from there is: what was left of the run where it broke off, else as long as it was. */
export function budgetFrom(run: TrainedRun, metaStep: number): Budget {
  const { budget, from, status, metaSteps, trainedMs } = run;
  return metaStep === metaSteps && status !== 'done' ? remaining(budget, metaSteps - from, trainedMs) : budget;
}

/** Trains on from a rule of the run, as a run of its own. */
export async function goOn(lab: Lab, run: TrainedRun, metaStep: number): Promise<void> {
  lab.appearance.enter('figures');
  const rule = await openRule(lab, run, metaStep);
  if (rule === undefined) return;
  lab.appearance.open('drawer');
  await lab.training.start({ start: 'continue', spec: rule.spec, budget: budgetFrom(run, metaStep) });
}
