// The meta-training curve: every report as it comes, thinned so that a long run stays cheap to draw.

import type { MetaStepReport } from '../../protocol/messages.ts';

export const REPORT_LIMIT = 4096;

/** At most `limit` items: every second one dropped until they fit, first and last always kept. */
export function thinned<T>(items: readonly T[], limit: number): readonly T[] {
  let kept = items;
  while (kept.length > limit && kept.length > 2) {
    const last = kept.length - 1;
    kept = kept.filter((_, i) => i % 2 === 0 || i === last);
  }
  return kept;
}

/** Lives outside the store, which only counts its versions. */
export class ReportLog {
  private items: readonly MetaStepReport[] = [];

  /** The curve so far; a new array whenever it changed. */
  get all(): readonly MetaStepReport[] {
    return this.items;
  }

  append(batch: readonly MetaStepReport[]): void {
    this.items = thinned([...this.items, ...batch], REPORT_LIMIT);
  }

  /** What came before all that is there. */
  prepend(earlier: readonly MetaStepReport[]): void {
    const first = this.items[0]?.metaStep ?? Infinity;
    this.items = thinned([...earlier.filter(({ metaStep }) => metaStep < first), ...this.items], REPORT_LIMIT);
  }

  /** Forget what came after a meta-step: it is computed again. */
  cutAfter(metaStep: number): void {
    this.items = this.items.filter((report) => report.metaStep <= metaStep);
  }

  clear(): void {
    this.items = [];
  }
}
