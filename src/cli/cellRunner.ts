// Trains one cell of a study: in this thread, whichever that is.

import { cpus } from 'node:os';
import { startNodeBackend } from '../backend/node.ts';
import type { EvaluateOptions } from '../training/evaluate.ts';
import type { RunMachine, TrainedRun } from '../record/trainedRun.ts';
import { recordRun, type Recorder } from '../training/recordedRun.ts';
import { LONGEST_NAME } from '../runs/begun.ts';
import type { RunStore } from '../runs/store.ts';
import { reportOf } from './evaluate.ts';
import { RunFolder } from './runFolder.ts';
import { startTrainer } from './trainers.ts';
import { expectUsable } from './usage.ts';

/** One cell to train, as it is handed to a thread. */
export interface CellJob {
  readonly run: TrainedRun;
  readonly evaluation: EvaluateOptions;
  /** The folder of the runs. */
  readonly folder: string;
}

/** What a thread is told, and what it says. */
export type CellRequest = { readonly kind: 'train'; readonly job: CellJob } | { readonly kind: 'stop' };
export type CellReply =
  { readonly kind: 'step'; readonly run: TrainedRun } | { readonly kind: 'end'; readonly run: TrainedRun };

/** Cells train on one thread each: the fused kernels, as everywhere else. */
const ENGINE = { backend: 'wasm', implementation: 'fused', threads: 1 } as const;

/** This machine, as runs keep it. */
export function thisMachine({ backend, threads }: Omit<RunMachine, 'name'> = ENGINE): RunMachine {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const name = `${processor}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
  return { name: name.slice(0, LONGEST_NAME), backend, threads };
}

/** What trains and writes down runs in this thread. */
function nodeRecorder(
  store: RunStore,
  { stopped, onStep }: Pick<Recorder, 'stopped'> & { readonly onStep?: (run: TrainedRun) => void },
): Recorder {
  return {
    ...{ store, stopped, ...(onStep === undefined ? {} : { onStep }) },
    start: (from) => startTrainer(from, ENGINE),
    evaluate: (rule, options) => reportOf(rule, ENGINE.backend, options, {}, ENGINE.threads),
    nowMs: () => performance.now(),
    dateMs: () => Date.now(),
    turn: () => new Promise((resume) => void setImmediate(resume)),
  };
}

/** Trains the cell from where its folder stands. @returns the run as `recordRun` does. */
export async function runCell(
  { run, evaluation, folder }: CellJob,
  hooks: { readonly stopped: () => boolean; readonly onStep?: (run: TrainedRun) => void },
): Promise<TrainedRun> {
  expectUsable(await startNodeBackend(ENGINE.backend));
  return recordRun(run, nodeRecorder(new RunFolder(folder), hooks), evaluation);
}
