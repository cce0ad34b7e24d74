// How long a study still takes, while it runs.

import type { TrainedRun } from '../record/trainedRun.ts';
import { wallMs } from './cost.ts';

/** How far a run is in its budget, 0 to 1. */
export function shareDone({ budget, metaSteps, trainedMs }: Pick<TrainedRun, 'budget' | 'metaSteps' | 'trainedMs'>) {
  const share =
    budget.metaSteps === undefined ? trainedMs / 60_000 / (budget.minutes ?? 1) : metaSteps / budget.metaSteps;
  return Math.min(1, share);
}

export class TimeLeft {
  /** Expected milliseconds of a thread, by run. */
  private readonly pieces: ReadonlyMap<string, number>;
  private readonly workers: number;
  private readonly nowMs: () => number;
  private startedMs: number;
  private readonly shares = new Map<string, number>();

  constructor(pieces: ReadonlyMap<string, number>, workers: number, nowMs: () => number) {
    this.pieces = pieces;
    this.workers = workers;
    this.nowMs = nowMs;
    this.startedMs = nowMs();
  }

  /** Nothing was under way until now: what was waited says nothing of the rest. */
  begin(): void {
    this.startedMs = this.nowMs();
  }

  /** @param share of what was expected of the run from the start on, 0 to 1. */
  note(id: string, share: number): void {
    this.shares.set(id, share);
  }

  /**
   * Milliseconds left: what was expected of the rest, times how much longer than expected everything took so far; without
   * anything done yet, as expected.
   */
  ms(): number {
    const share = (id: string) => this.shares.get(id) ?? 0;
    const left = [...this.pieces].map(([id, ms]) => ms * (1 - share(id)));
    const done = [...this.pieces].reduce((sum, [id, ms]) => sum + ms * share(id), 0);
    const took = (this.nowMs() - this.startedMs) * Math.min(this.workers, this.pieces.size);
    return wallMs(left, this.workers) * (done > 0 ? took / done : 1);
  }
}
