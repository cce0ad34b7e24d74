// Which agent is being read, beside which other one, and which of the batch's points.

import type { AgentRef } from '../../record/moment.ts';

export interface SelectionSlice {
  readonly agent: AgentRef | undefined;
  /** Stays for comparison while other agents are selected. */
  readonly pinned: AgentRef | undefined;
  /** All agents of the selected one's group are read together. */
  readonly whole: boolean;
  /** Index into the batch. */
  readonly point: number;
  /** The reader, or a link, wants no agent selected: none is chosen by itself. */
  readonly cleared?: boolean;
}

type Change = Partial<SelectionSlice>;

export const INITIAL_SELECTION: SelectionSlice = { agent: undefined, pinned: undefined, whole: false, point: 0 };

/** Select an agent; undefined takes back one thing at a time: the whole layer, the comparison, the selection. */
export function selecting({ pinned, whole }: SelectionSlice, agent: AgentRef | undefined): Change {
  if (agent !== undefined) return { agent, cleared: false, whole: false };
  if (whole) return { whole: false };
  return pinned === undefined ? { agent, cleared: true } : { pinned: undefined };
}

/** Keep the selected agent for comparison and select another. */
export function pinningFor({ agent }: SelectionSlice, next: AgentRef): Change {
  return { agent: next, pinned: agent ?? next, cleared: false, whole: false };
}

/** Start comparing with the selected agent, or stop. */
export function comparing({ agent, pinned }: SelectionSlice): Change {
  return pinned === undefined ? { pinned: agent, whole: false } : { pinned: undefined };
}

/** Change places: the pinned agent is selected, the selected one pinned. */
export function swapping({ agent, pinned }: SelectionSlice): Change {
  return pinned === undefined ? {} : { agent: pinned, pinned: agent };
}
