// One training run, in the page's worker and on the command line: meta-steps until its budget is used up.

import type { Budget, RunEnd } from '../record/run.ts';
import { mean } from '../lib/statistics.ts';
import type { MetaStepResult, Trainer } from './trainer.ts';

/** Meta-steps over which the held-out loss is averaged before a stop condition looks at it. */
const SMOOTHING = 50;

/** Counts meta-steps, time and losses of a run. Owns neither trainer nor clock. */
export class Run {
  readonly trainer: Trainer;
  private readonly budget: Budget;
  private readonly nowMs: () => number;
  private readonly startedAt: number;
  private readonly recent: number[] = [];
  private spentMs = 0;

  /** @param nowMs a clock in milliseconds; only differences count. */
  constructor(trainer: Trainer, budget: Budget, nowMs: () => number) {
    this.trainer = trainer;
    this.budget = budget;
    this.nowMs = nowMs;
    this.startedAt = trainer.metaSteps;
  }

  /** Milliseconds spent in meta-steps: pauses do not count. */
  get trainedMs(): number {
    return this.spentMs;
  }

  /** One meta-step and what it took. @throws DivergedError with the rule unchanged. */
  async step(): Promise<MetaStepResult & { readonly elapsedMs: number }> {
    const startedMs = this.nowMs();
    const result = await this.trainer.step();
    const elapsedMs = this.nowMs() - startedMs;
    this.spentMs += elapsedMs;
    this.recent.push(result.heldOut.at(-1) ?? result.metaLoss);
    if (this.recent.length > SMOOTHING) this.recent.shift();
    return { ...result, elapsedMs };
  }

  /** The limit of the budget that is reached, or undefined while none is. */
  end(): RunEnd | undefined {
    const { metaSteps, minutes, heldOutBelow } = this.budget;
    const by = (limit: keyof Budget, value: number): RunEnd => ({ by: 'budget', limit, value });
    if (metaSteps !== undefined && this.trainer.metaSteps - this.startedAt >= metaSteps)
      return by('metaSteps', metaSteps);
    if (minutes !== undefined && this.spentMs >= minutes * 60_000) return by('minutes', minutes);
    if (heldOutBelow === undefined || this.recent.length < SMOOTHING) return undefined;
    return mean(this.recent) < heldOutBelow ? by('heldOutBelow', heldOutBelow) : undefined;
  }
}
