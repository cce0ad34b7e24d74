// A training run as plain data: how long it may be, and what ended it.

import type { AgentPart } from './sections.ts';

/** How long a run is; the first limit reached ends it. Without any it goes on until it is stopped. */
export interface Budget {
  readonly metaSteps?: number;
  readonly minutes?: number;
  /** Stop when the smoothed held-out loss after the last inner step falls below this. */
  readonly heldOutBelow?: number;
}

/** Who was the first that was no number in a meta-step. */
export interface Fault {
  /** Of the meta-step's tasks, from 0. */
  readonly task: number;
  /** From 1, a warm-up included. */
  readonly innerStep: number;
  /** A group of agents. */
  readonly group: string;
  readonly part: AgentPart;
}

/** What ended a run. */
export type RunEnd =
  | { readonly by: 'hand' }
  /** Another run or another rule took its place. */
  | { readonly by: 'replaced'; readonly what: 'run' | 'rule' }
  | { readonly by: 'budget'; readonly limit: keyof Budget; readonly value: number }
  /** Without `first` every task adapted in numbers: the gradient was none. */
  | { readonly by: 'failed'; readonly message: string; readonly first?: Fault };

/** What ended a run, in words that follow "Training ended:". */
export function endWords(end: RunEnd): string {
  switch (end.by) {
    case 'hand':
      return 'stopped by hand';
    case 'replaced':
      return end.what === 'run' ? 'a new training run began' : 'another rule was chosen';
    case 'failed':
      return end.message;
    case 'budget':
      if (end.limit === 'metaSteps') return `all ${end.value} meta-steps are done`;
      return end.limit === 'minutes'
        ? `${end.value} min of training are over`
        : `the held-out loss fell below ${end.value}`;
  }
}
