// Writes the run under way into the store of runs as it goes: curve, rules along the way, status, what ended it.

import type { Checkpoint, MetaStepReport, TrainingStatus } from '../../protocol/messages.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { endWords, type RunEnd } from '../../record/run.ts';
import { isKept, type TrainedRun } from '../../record/trainedRun.ts';
import type { LabContext } from '../context.ts';
import type { RunLog, SavedBytes } from './runLog.ts';
import type { RunStart } from './runStart.ts';

/** What a run's status is after the worker's word. */
function statusOf(status: TrainingStatus, end: RunEnd | undefined): TrainedRun['status'] {
  if (status === 'running' || status === 'paused') return status;
  if (end?.by === 'failed') return 'diverged';
  return end?.by === 'budget' ? 'done' : 'paused';
}

export class RunWriter {
  private readonly context: LabContext;
  private log: Promise<RunLog> | undefined;
  private id = '';
  private from = 0;
  private readonly asked = new Set<number>();
  /** What the worker keeps of the run. */
  private kept: readonly number[] = [];

  constructor(context: LabContext) {
    this.context = context;
  }

  begin(start: RunStart): void {
    const { page } = this.context;
    this.id = start.id;
    this.from = start.goesOn?.from ?? start.from;
    this.asked.clear();
    this.kept = [];
    this.log = Promise.all([import('./runLog.ts'), import('./runStart.ts'), page.runs()]).then(
      ([{ RunLog }, { begunRun }, store]) => new RunLog(store, begunRun(this.context, start), () => page.dateMs()),
    );
    // Whoever writes hears of it.
    this.log.catch(() => undefined);
  }

  private with(work: (log: RunLog) => unknown): void {
    this.log?.then(work).catch(() => undefined);
  }

  note(batch: readonly MetaStepReport[]): void {
    this.with((log) => log.note(batch));
  }

  cutAfter(metaStep: number): void {
    this.with((log) => log.cutAfter(metaStep));
  }

  /** Rules along the way that the worker still has are asked for once. */
  onCheckpoints(kept: readonly Checkpoint[]): void {
    this.kept = kept.map(({ metaStep }) => metaStep);
    for (const { metaStep } of kept) {
      if (this.log === undefined || this.asked.has(metaStep) || !this.isAlways(metaStep)) continue;
      this.asked.add(metaStep);
      // One that was thinned away meanwhile is not there.
      this.with(async (log) => log.has(metaStep) || log.keep(await this.context.client.save(metaStep)));
    }
  }

  /** Kept whatever the worker thins away. */
  private isAlways(metaStep: number): boolean {
    return metaStep === this.from || isKept(metaStep - this.from);
  }

  /** The rules that the worker keeps, evenly along the run, come into the log too; what it keeps no more goes. */
  private async keepAlong(log: RunLog): Promise<void> {
    const { kept, context } = this;
    const [first, last] = [kept[0], kept.at(-1)];
    // While another run is set up, the worker may answer from that one.
    if (first === undefined || last === undefined || context.store.getState().training.starting) return;
    const missing = kept.filter((step) => !this.asked.has(step) && !log.has(step));
    await Promise.allSettled(missing.map(async (step) => log.keep(await context.client.save(step))));
    log.only((step) => step < first || step > last || kept.includes(step) || this.isAlways(step));
  }

  /** After it the run's rule is written by `write`, unless nobody will. */
  onStatus(status: TrainingStatus, end: RunEnd | undefined): void {
    const words = end === undefined ? undefined : endWords(end);
    this.with((log) => log.become(statusOf(status, end), words));
    if (end?.by === 'failed') this.with(async (log) => log.write(await this.context.client.save()));
    if (end?.by === 'replaced') this.with((log) => log.write());
  }

  /** The last rule of a run was judged. */
  evaluated(id: string, report: EvaluationReport): void {
    if (id !== this.id) return;
    this.with((log) => {
      log.evaluated(report);
      return log.write();
    });
  }

  /** @throws in words where the browser keeps nothing. */
  async write(last: SavedBytes): Promise<void> {
    const log = await this.log;
    if (log === undefined) return;
    await this.keepAlong(log);
    await log.write(last);
  }
}
