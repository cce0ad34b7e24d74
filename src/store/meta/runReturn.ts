// A run that this browser keeps comes back: its curve to the page, its rules along the way to the worker.

import type { MetaStepReport } from '../../protocol/messages.ts';
import { curveLosses, isKept, type Curve, type TrainedRun } from '../../record/trainedRun.ts';
import type { RunStore } from '../../runs/store.ts';
import type { LabContext } from '../context.ts';

/** What of a run comes before a meta-step. */
export function cutAt(run: TrainedRun, metaSteps: number): TrainedRun {
  return { ...run, metaSteps, checkpoints: run.checkpoints.filter((step) => step < metaSteps) };
}

/** The reports that rows were written from; what a single meta-step took is not kept. */
export function reportsOf({ from, metaSteps, trainedMs }: TrainedRun, { width, values }: Curve): MetaStepReport[] {
  const elapsedMs = trainedMs / Math.max(1, metaSteps - from);
  return Array.from({ length: Math.floor(values.length / width) }, (_, i) => {
    const [metaLoss = NaN, ...heldOut] = values.subarray(i * width, (i + 1) * width);
    return { metaStep: from + 1 + i, metaLoss, heldOut: heldOut.filter((loss) => !Number.isNaN(loss)), elapsedMs };
  });
}

async function rulesOf(store: RunStore, run: TrainedRun): Promise<readonly ArrayBuffer[]> {
  const rules = await Promise.all(run.checkpoints.map((step) => store.rule(run, step)));
  return rules.flatMap((rule) => rule ?? []);
}

/** @returns whether the browser keeps a run of this id, up to this meta-step. */
export async function bringBack(
  { page, client, reports }: LabContext,
  id: string,
  metaSteps: number,
): Promise<boolean> {
  const store = await page.runs();
  const kept = await store.read(id);
  if (kept === undefined) return false;
  const run = cutAt(kept, Math.min(kept.metaSteps, metaSteps));
  const curve = await store.curve(run);
  const files = await rulesOf(store, run);
  reports.prepend(reportsOf(run, curve));
  const losses = Float32Array.from(curveLosses(curve), ({ heldOut }) => heldOut);
  client.recall(files, run.from, losses.buffer);
  return true;
}

/** Runs whose evenly kept rules stay, beside the rules that every run keeps. */
const MOST_WHOLE = 10;

/** Older runs give up the rules for time travel: what a run takes stays bounded. */
export async function thinOldRuns({ page }: LabContext): Promise<void> {
  const store = await page.runs();
  const runs = [...(await store.list()).runs].sort((a, b) => b.updatedMs - a.updatedMs);
  for (const run of runs.slice(MOST_WHOLE)) {
    const checkpoints = run.checkpoints.filter((step) => step === run.from || isKept(step - run.from));
    if (run.status !== 'running' && checkpoints.length < run.checkpoints.length)
      await store.save({ ...run, checkpoints });
  }
}

/** The run of an id that goes on from this meta-step; undefined where the browser does not keep that much of it. */
export async function runToGoOn({ page }: LabContext, id: string, metaSteps: number): Promise<TrainedRun | undefined> {
  const run = await (await page.runs()).read(id);
  return run === undefined || run.metaSteps < metaSteps ? undefined : cutAt(run, metaSteps);
}
