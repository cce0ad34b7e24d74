// What a study says of itself while it runs.

import type { TrainedRun } from '../record/trainedRun.ts';
import { wallMs } from '../study/cost.ts';
import type { PoolEvents } from './cellPool.ts';
import { duration } from './duration.ts';

const REPORT_EVERY_MS = 5_000;

/** Counts runs and time; writes lines to stderr. */
export class StudyProgress implements PoolEvents {
  /** Runs that came to an end, or were stopped, by id. */
  readonly ended = new Map<string, TrainedRun>();
  private readonly jobs: number;
  /** Expected milliseconds of a thread, by run. */
  private readonly pieces: ReadonlyMap<string, number>;
  private readonly workers: number;
  private readonly nowMs: () => number;
  private readonly startedMs: number;
  private readonly underWay = new Map<string, number>();
  private saidMs: number;

  constructor(jobs: number, pieces: ReadonlyMap<string, number>, workers: number, nowMs: () => number) {
    this.jobs = jobs;
    this.pieces = pieces;
    this.workers = workers;
    this.nowMs = nowMs;
    this.startedMs = this.saidMs = nowMs();
  }

  /**
   * Milliseconds left: what was expected of the rest, times how much longer than expected everything took so far; without
   * anything done yet, as expected.
   */
  msLeft(): number {
    const share = (id: string) => (this.ended.has(id) ? 1 : (this.underWay.get(id) ?? 0));
    const left = [...this.pieces].map(([id, ms]) => ms * (1 - share(id)));
    const done = [...this.pieces].reduce((sum, [id, ms]) => sum + ms * share(id), 0);
    const took = (this.nowMs() - this.startedMs) * Math.min(this.workers, this.jobs);
    return wallMs(left, this.workers) * (done > 0 ? took / done : 1);
  }

  readonly onStep = (run: TrainedRun): void => {
    const { metaSteps, minutes } = run.budget;
    const share = metaSteps === undefined ? run.trainedMs / 60_000 / (minutes ?? 1) : run.metaSteps / metaSteps;
    this.underWay.set(run.id, Math.min(1, share));
    if (this.nowMs() - this.saidMs < REPORT_EVERY_MS) return;
    this.say(`${run.name}: meta-step ${run.metaSteps}${metaSteps === undefined ? '' : ` of ${metaSteps}`}`);
  };

  readonly onEnd = (run: TrainedRun): void => {
    this.ended.set(run.id, run);
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
