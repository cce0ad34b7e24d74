// What a rule does beside gradient descent, measured over many tasks: plain serialisable data. `null` stands for a dash:
// a zero vector has no cosine, a channel that never varies has nothing to explain.

import type { Effect } from './measurement.ts';

/** What a channel may stand for, each for the agent and the sample of the message. */
export const CAUSES = ['gradient', 'error', 'activation', 'weight', 'input', 'step'] as const;
export type Cause = (typeof CAUSES)[number];

/** What each is, as a channel is named by it. */
const CAUSE_WORDS: Readonly<Record<Cause, string>> = {
  gradient: 'the gradient',
  error: 'the error',
  activation: 'what it gives',
  weight: 'the parameter',
  input: 'what it receives',
  step: 'the inner step',
};

/** From this share of the variance on, a channel is named. */
export const NAMED_FROM = 0.5;

/** How the update of one group, layer or all stands to the negative gradient in one inner step. */
export interface UpdateExplained {
  /** A group's id, a dense layer's index, or `all`. */
  readonly of: string;
  readonly step: number;
  /** Mean over the tasks that have one. */
  readonly cosine: Effect | null;
  /** Share of tasks where the update points uphill. */
  readonly uphill: number | null;
  /** Length of the update over that of the gradient: median and quartiles. */
  readonly ratio: { readonly lower: number; readonly median: number; readonly upper: number } | null;
}

/** Mean cosine of each channel with the gradient on the wire it travels. */
export interface MessagesExplained {
  readonly group: string;
  readonly step: number;
  /** Undefined for the loss, which hears no gradient. */
  readonly hears?: readonly (number | null)[];
  readonly sends?: readonly (number | null)[];
}

/** Shares of a channel's variance on fresh tasks that a line explains. */
export interface ChannelExplained {
  readonly group: string;
  /** From 1. */
  readonly channel: number;
  readonly r2: Readonly<Record<Cause, number | null>>;
  /** By all of them in one regression. */
  readonly together: number | null;
  /** The best single one, where it says at least half. */
  readonly name?: Cause;
}

export interface Explanation {
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly backend: string;
  /** Tasks with a number that is not finite: in no figure. */
  readonly leftOut: number;
  readonly updates: readonly UpdateExplained[];
  readonly messages: readonly MessagesExplained[];
  /** Lines are fitted to every second task and judged on the others. */
  readonly channels: readonly ChannelExplained[];
}

/** What a channel is named by; `same`: it always says the same; null: it has no simple meaning. */
export interface Meaning {
  readonly name: Cause | 'same' | null;
  /** How much of it that says, from .5 on; null without a cause. */
  readonly share: number | null;
}

export function meaningOf({ r2, name, together }: ChannelExplained): Meaning {
  if (name === undefined) return { name: together === null ? 'same' : null, share: null };
  return { name, share: Math.round(100 * (r2[name] ?? 0)) / 100 };
}

/** `94 % the gradient`, or that it has no simple meaning, or says always the same. */
export function meaningWords({ name, share }: Meaning): string {
  if (name === 'same') return 'always the same';
  return name === null ? 'no simple meaning' : `${Math.round(100 * (share ?? 0))} % ${CAUSE_WORDS[name]}`;
}
