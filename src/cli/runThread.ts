// A thread of `mplp intervene`: adapts the tasks of one run on stock operations and says their losses as it goes.

import { parentPort, workerData } from 'node:worker_threads';
import { startNodeBackend } from '../backend/node.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { Evaluation, type EvaluateOptions } from '../training/evaluate.ts';
import { expectUsable } from './usage.ts';

/** What it is started with. */
export interface RunRequest {
  readonly spec: ExperimentSpec;
  readonly parameters: Float32Array;
  readonly options: EvaluateOptions;
}

/** Losses of the tasks done since the last: [tasks][steps + 1]. */
export type RunReply = readonly (readonly number[])[];

const { spec, parameters, options } = workerData as RunRequest;
expectUsable(await startNodeBackend('wasm'));
const run = new Evaluation(spec, parameters, options);
while (!run.finished) {
  const before = run.tasksDone;
  await run.advance();
  parentPort?.postMessage(run.losses().slice(before) satisfies RunReply);
}
run.dispose();
