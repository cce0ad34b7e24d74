// One run of the page as the store of runs keeps it: what was done and is not yet written, and its writing.

import type { MetaStepReport } from '../../protocol/messages.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { curveRow, curveWidth, type TrainedRun } from '../../record/trainedRun.ts';
import type { RunStore } from '../../runs/store.ts';

/** A rule as the worker saved it. */
export interface SavedBytes {
  readonly bytes: ArrayBuffer;
  readonly metaSteps: number;
}

export class RunLog {
  private readonly store: RunStore;
  private readonly dateMs: () => number;
  /** As it was written last. */
  private run: TrainedRun;
  private change: Pick<Partial<TrainedRun>, 'status' | 'cause'> = {};
  private reports: readonly MetaStepReport[] = [];
  private readonly checkpoints = new Map<number, ArrayBuffer>();
  private isWanted: (metaStep: number) => boolean = () => true;
  private evaluations: readonly EvaluationReport[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(store: RunStore, run: TrainedRun, dateMs: () => number) {
    this.store = store;
    this.run = run;
    this.dateMs = dateMs;
  }

  note(batch: readonly MetaStepReport[]): void {
    this.reports = [...this.reports, ...batch];
  }

  /** Forget what came after a meta-step: it is computed again. */
  cutAfter(metaStep: number): void {
    this.reports = this.reports.filter((report) => report.metaStep <= metaStep);
  }

  /** Whether a rule along the way is there already. */
  has(metaStep: number): boolean {
    return this.checkpoints.has(metaStep) || this.run.checkpoints.includes(metaStep);
  }

  keep({ bytes, metaSteps }: SavedBytes): void {
    this.checkpoints.set(metaSteps, bytes);
  }

  /** From the next writing on, only these rules along the way are kept, and newer ones. */
  only(isWanted: (metaStep: number) => boolean): void {
    this.isWanted = isWanted;
  }

  evaluated(report: EvaluationReport): void {
    this.evaluations = [...this.evaluations, report];
  }

  become(status: TrainedRun['status'], cause?: string): void {
    this.change = { status, ...(cause === undefined ? {} : { cause }) };
  }

  /** One write after another; the last rule is that of its meta-step, and the curve goes up to it. */
  write(last?: SavedBytes): Promise<void> {
    const next = this.writing.catch(() => undefined).then(() => this.writeNow(last));
    this.writing = next;
    return next;
  }

  private async writeNow(last: SavedBytes | undefined): Promise<void> {
    const { run, store } = this;
    const metaSteps = Math.max(run.metaSteps, last?.metaSteps ?? 0);
    const done = this.reports.filter((report) => report.metaStep > run.metaSteps && report.metaStep <= metaSteps);
    const checkpoints = new Map([...this.checkpoints].filter(([step]) => step < metaSteps));
    const steps = new Set([...run.checkpoints, ...checkpoints.keys()].filter(this.isWanted));
    const evaluations = this.evaluations;
    // Renamed or tagged meanwhile.
    const { name, tags } = (await store.read(run.id)) ?? run;
    const { cause: _before, ...rest } = run;
    const next: TrainedRun = {
      ...{ ...rest, name, tags, ...this.change, metaSteps },
      trainedMs: done.reduce((sum, { elapsedMs }) => sum + elapsedMs, run.trainedMs),
      updatedMs: this.dateMs(),
      checkpoints: [...steps].sort((a, b) => a - b),
      evaluations: [...run.evaluations, ...evaluations],
    };
    const width = curveWidth(run.spec);
    await store.save(next, {
      rows: { from: run.metaSteps, values: Float32Array.from(done.flatMap((report) => curveRow(report, width))) },
      ...(last?.metaSteps === metaSteps ? { rule: last.bytes } : {}),
      checkpoints,
    });
    this.run = next;
    this.reports = this.reports.filter((report) => report.metaStep > metaSteps);
    for (const step of checkpoints.keys()) this.checkpoints.delete(step);
    this.evaluations = this.evaluations.slice(evaluations.length);
  }
}
