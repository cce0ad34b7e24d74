// One meta-training run: when to step, when to end, what to tell the page. Knows no tensors but the trainer's.

import type { Budget, MetaStepReport, TrainingStatus } from '../protocol/messages.ts';
import type { MetaStepResult, Trainer } from '../training/trainer.ts';
import type { Post } from './episodeStream.ts';

/** Steps over which the held-out loss is averaged before a stop condition looks at it. */
const SMOOTHING = 50;
const REPORT_EVERY_MS = 50;

/** A run between `start` and its end; paused and resumed in between. */
export class TrainingRun {
  readonly runId: string;
  readonly trainer: Trainer;
  status: TrainingStatus = 'paused';
  private readonly budget: Budget;
  private readonly post: Post;
  private readonly startedAt: number;
  private trainedMs = 0;
  private seq = 0;
  private reports: MetaStepReport[] = [];
  private reportedMs = 0;
  private readonly recent: number[] = [];

  constructor(runId: string, trainer: Trainer, budget: Budget, post: Post) {
    this.runId = runId;
    this.trainer = trainer;
    this.budget = budget;
    this.post = post;
    this.startedAt = trainer.metaSteps;
  }

  /** Announce a change of status, after everything measured before it. */
  announce(status: TrainingStatus, reason: string): void {
    this.status = status;
    this.flush();
    this.post(
      { kind: 'training', runId: this.runId, seq: ++this.seq, status, metaStep: this.trainer.metaSteps, reason },
      [],
    );
  }

  /** One meta-step. @throws DivergedError with the rule unchanged. */
  async step(): Promise<MetaStepResult> {
    const startedMs = performance.now();
    const result = await this.trainer.step();
    const endedMs = performance.now();
    this.trainedMs += endedMs - startedMs;
    this.reports.push({ ...result, elapsedMs: endedMs - startedMs });
    this.recent.push(result.heldOut.at(-1) ?? result.metaLoss);
    if (this.recent.length > SMOOTHING) this.recent.shift();
    if (endedMs - this.reportedMs >= REPORT_EVERY_MS) {
      this.flush();
      this.reportedMs = endedMs;
    }
    return result;
  }

  /** Why the run is over, or undefined while it is not. */
  endReason(): string | undefined {
    const { metaSteps, minutes, heldOutBelow } = this.budget;
    if (metaSteps !== undefined && this.trainer.metaSteps - this.startedAt >= metaSteps)
      return `all ${metaSteps} meta-steps are done`;
    if (minutes !== undefined && this.trainedMs >= minutes * 60_000) return `${minutes} min of training are over`;
    if (heldOutBelow === undefined || this.recent.length < SMOOTHING) return undefined;
    const mean = this.recent.reduce((sum, loss) => sum + loss, 0) / this.recent.length;
    return mean < heldOutBelow ? `the held-out loss fell below ${heldOutBelow}` : undefined;
  }

  private flush(): void {
    if (this.reports.length === 0) return;
    this.post({ kind: 'metaSteps', runId: this.runId, seq: ++this.seq, reports: this.reports }, []);
    this.reports = [];
  }
}
