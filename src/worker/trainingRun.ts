// One meta-training run as the page follows it: its status, and every meta-step reported in batches.

import type { MetaStepReport, TrainingStatus } from '../protocol/messages.ts';
import type { Budget, RunEnd } from '../record/run.ts';
import { Run } from '../training/run.ts';
import type { MetaStepResult, Trainer } from '../training/trainer.ts';
import type { Post } from './episodeStream.ts';

const REPORT_EVERY_MS = 100;

/** A run between `start` and its end; paused and resumed in between. */
export class TrainingRun {
  readonly runId: string;
  status: TrainingStatus = 'paused';
  private readonly run: Run;
  private readonly post: Post;
  private seq = 0;
  private reports: MetaStepReport[] = [];
  private reportedMs = 0;

  constructor(runId: string, trainer: Trainer, budget: Budget, post: Post) {
    this.runId = runId;
    this.run = new Run(trainer, budget, () => performance.now());
    this.post = post;
  }

  get trainer(): Trainer {
    return this.run.trainer;
  }

  /** Announce a change of status, after everything measured before it. */
  announce(status: TrainingStatus, end?: RunEnd): void {
    this.status = status;
    this.flush();
    const { metaSteps: metaStep, insteadOf } = this.trainer;
    const why = { ...(end === undefined ? {} : { end }), ...(insteadOf === undefined ? {} : { insteadOf }) };
    this.post({ kind: 'training', runId: this.runId, seq: ++this.seq, status, metaStep, ...why }, []);
  }

  /** One meta-step. @throws DivergedError with the rule unchanged. */
  async step(): Promise<MetaStepResult> {
    const result = await this.run.step();
    this.reports.push(result);
    const nowMs = performance.now();
    if (nowMs - this.reportedMs >= REPORT_EVERY_MS) {
      this.flush();
      this.reportedMs = nowMs;
    }
    return result;
  }

  /** Why the run is over, or undefined while it is not. */
  end(): RunEnd | undefined {
    return this.run.end();
  }

  /** Tell everything measured so far. */
  flush(): void {
    if (this.reports.length === 0) return;
    this.post({ kind: 'metaSteps', runId: this.runId, seq: ++this.seq, reports: this.reports }, []);
    this.reports = [];
  }
}
