/**
 * Notices that another thread has gone silent. Counts its own ticks, a second apart, not time: where this thread
 * sleeps, is held up or runs in a hidden tab, its ticks wait too.
 */
export class Watch {
  private readonly gone: () => void;
  private limit = Infinity;
  private silent = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param gone called once for each `start`, when the limit is passed. */
  constructor(gone: () => void) {
    this.gone = gone;
  }

  /** Wait for a sign of life, so many ticks at most from one to the next. */
  start(limit: number): void {
    this.limit = limit;
    this.silent = 0;
    this.timer ??= setInterval(() => this.tick(), 1000);
  }

  heard(): void {
    this.silent = 0;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    if (++this.silent < this.limit) return;
    this.stop();
    this.gone();
  }
}
