// The rule as it was at earlier meta-steps of a run: copies of its flat vector, thinned as the run grows longer.

import { mean } from '../lib/statistics.ts';
import type { BestSoFar } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';

/** Copies kept at most: as many as fit the outer clock side by side. */
export const MOST_CHECKPOINTS = 24;
/** All copies of one run together. */
const MEMORY_LIMIT_BYTES = 64 * 2 ** 20;
/** Meta-steps that "best so far" is the mean of: those up to the rule in question. */
export const BEST_OVER = 50;
/** The rule is compared with the best this often; each new best is a copy. */
const BEST_EVERY = 10;

/** Copies of a rule of this size that are kept: fewer of very large rules, but never less than six. */
export function checkpointLimit(parameters: number): number {
  return Math.max(6, Math.min(MOST_CHECKPOINTS, Math.floor(MEMORY_LIMIT_BYTES / (4 * parameters))));
}

/**
 * Doubles the interval until at most `limit` meta-steps are kept: those on the grid that starts at the first, and
 * always the first, the last and those protected.
 *
 * @param steps ascending
 */
export function thinnedSteps(
  steps: readonly number[],
  interval: number,
  limit: number,
  isProtected: (step: number) => boolean = () => false,
): { readonly steps: readonly number[]; readonly interval: number } {
  const [first = 0, last = 0] = [steps[0], steps.at(-1)];
  const fixed = (step: number) => step === first || step === last || isProtected(step);
  let kept = steps;
  while (kept.length > Math.max(limit, kept.filter(fixed).length)) {
    interval *= 2;
    kept = kept.filter((step) => (step - first) % interval === 0 || fixed(step));
  }
  return { steps: kept, interval };
}

/** Checkpoints of one run, in memory. The first is the rule the run started from. */
export class RuleHistory {
  readonly runId: string;
  /** Everything of the rule but its numbers. */
  private readonly base: Pick<RuleCheckpoint, 'spec' | 'preset'>;
  private readonly first: number;
  private readonly limit: number;
  private readonly copies = new Map<number, Float32Array>();
  private interval = 1;
  private recent: number[] = [];
  private bestSoFar: BestSoFar | undefined;
  /** The checkpoint on show; it is not thinned away. */
  held: number | undefined;

  constructor(runId: string, start: RuleCheckpoint) {
    const { spec, preset } = start;
    this.runId = runId;
    this.base = { spec, ...(preset === undefined ? {} : { preset }) };
    this.first = start.metaSteps;
    this.limit = checkpointLimit(start.parameters.length);
    this.copies.set(start.metaSteps, start.parameters);
  }

  /** Kept meta-steps, ascending. */
  get steps(): readonly number[] {
    return [...this.copies.keys()].sort((a, b) => a - b);
  }

  /** Lowest mean held-out loss after the last inner step; undefined before `BEST_OVER` meta-steps. */
  get best(): BestSoFar | undefined {
    return this.bestSoFar;
  }

  get spec(): RuleCheckpoint['spec'] {
    return this.base.spec;
  }

  /** The rule at a kept meta-step, without optimiser state. */
  at(metaStep: number): RuleCheckpoint | undefined {
    const parameters = this.copies.get(metaStep);
    return parameters && { ...this.base, metaSteps: metaStep, parameters };
  }

  /**
   * The same run from further back.
   *
   * @param rules kept of it before this history began
   * @param losses held-out losses up to there; the first is that of meta-step `from + 1`
   */
  extended(rules: readonly RuleCheckpoint[], from: number, losses: Float32Array): RuleHistory {
    const earlier = rules.filter(({ metaSteps }) => metaSteps < this.first).sort((a, b) => a.metaSteps - b.metaSteps);
    const [start] = earlier;
    if (start === undefined) return this;
    const whole = new RuleHistory(this.runId, start);
    losses.subarray(0, this.first - from).forEach((loss, i) => whole.note(from + 1 + i, loss));
    if (this.bestSoFar !== undefined && !(this.bestSoFar.heldOut > (whole.bestSoFar?.heldOut ?? Infinity)))
      whole.bestSoFar = this.bestSoFar;
    whole.recent = [...whole.recent, ...this.recent].slice(-BEST_OVER);
    whole.held = this.held;
    for (const { metaSteps, parameters } of earlier) whole.keep(metaSteps, parameters);
    for (const [metaStep, parameters] of this.copies) whole.keep(metaStep, parameters);
    return whole;
  }

  /** Takes note of a meta-step's held-out loss. @returns whether the rule after it should be kept. */
  note(metaStep: number, heldOut: number): boolean {
    this.recent = [...this.recent.slice(1 - BEST_OVER), heldOut];
    return this.isBest(metaStep) || (metaStep - this.first) % this.interval === 0;
  }

  private isBest(metaStep: number): boolean {
    if (this.recent.length < BEST_OVER || metaStep % BEST_EVERY !== 0) return false;
    const heldOut = mean(this.recent);
    if (!(heldOut < (this.bestSoFar?.heldOut ?? Infinity))) return false;
    this.bestSoFar = { metaStep, heldOut };
    return true;
  }

  /** Keep the rule after a meta-step. */
  keep(metaStep: number, parameters: Float32Array): void {
    this.copies.set(metaStep, parameters);
    // A best that was surpassed stays only where the grid has it too.
    const isProtected = (step: number) => step === this.bestSoFar?.metaStep || step === this.held;
    const thinned = thinnedSteps(this.steps, this.interval, this.limit, isProtected);
    this.interval = thinned.interval;
    for (const step of this.steps) if (!thinned.steps.includes(step)) this.copies.delete(step);
  }
}
