// How fast a machine trains: what was measured, as plain numbers.

/** Meta-steps with one number of tasks. */
export interface SpeedRow {
  readonly tasks: number;
  /** Median of the timed meta-steps. */
  readonly metaStepMs: number;
  readonly metaStepsPerSecond: number;
  readonly tasksPerSecond: number;
  readonly threads: number;
  readonly implementation: 'stock' | 'fused';
  readonly backend: string;
  readonly adapter: string;
}

/** Rows for 1, 2, 4 and so on tasks. */
export interface SpeedReport {
  readonly rows: readonly SpeedRow[];
  /** The first number of tasks that was not measured, and why; absent where all were. */
  readonly ended?: { readonly tasks: number; readonly why: string };
}
