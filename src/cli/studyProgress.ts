// What a study says of itself while it runs.

import type { TrainedRun } from '../record/trainedRun.ts';
import { shareDone, TimeLeft } from '../study/timeLeft.ts';
import type { PoolEvents } from './cellPool.ts';
import { duration } from './duration.ts';

const REPORT_EVERY_MS = 5_000;

/** Counts runs and time; writes lines to stderr. */
export class StudyProgress implements PoolEvents {
  /** Runs that came to an end, or were stopped, by id. */
  readonly ended = new Map<string, TrainedRun>();
  private readonly jobs: number;
  private readonly left: TimeLeft;
  private readonly nowMs: () => number;
  private saidMs: number;

  constructor(jobs: number, pieces: ReadonlyMap<string, number>, workers: number, nowMs: () => number) {
    this.jobs = jobs;
    this.left = new TimeLeft(pieces, workers, nowMs);
    this.nowMs = nowMs;
    this.saidMs = nowMs();
  }

  /** Milliseconds left. */
  msLeft(): number {
    return this.left.ms();
  }

  /** The first cell is under way. */
  readonly onBegin = (): void => {
    this.left.begin();
  };

  readonly onStep = (run: TrainedRun): void => {
    const { metaSteps } = run.budget;
    this.left.note(run.id, shareDone(run));
    if (this.nowMs() - this.saidMs < REPORT_EVERY_MS) return;
    this.say(`${run.name}: meta-step ${run.metaSteps}${metaSteps === undefined ? '' : ` of ${metaSteps}`}`);
  };

  readonly onEnd = (run: TrainedRun): void => {
    this.ended.set(run.id, run);
    this.left.note(run.id, 1);
    const loss = run.evaluations.at(-1)?.medianLoss.at(-1);
    const said = loss === undefined ? (run.cause ?? '') : `median loss ${loss.toPrecision(3)}`;
    this.say(`${run.name}: ${run.status}${said === '' ? '' : `, ${said}`}`);
  };

  readonly onRetry = (run: TrainedRun): void => {
    this.say(`${run.name}: failed, to be tried again: ${run.cause ?? ''}`);
  };

  private say(words: string): void {
    this.saidMs = this.nowMs();
    process.stderr.write(`${this.ended.size} of ${this.jobs}  ${words}  ${duration(this.msLeft())} left\n`);
  }
}
