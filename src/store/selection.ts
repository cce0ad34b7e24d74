// Which agent is being read, and which of the batch's points.

import { type AgentRef } from '../record/moment.ts';

export interface SelectionSlice {
  readonly agent: AgentRef | undefined;
  /** Index into the batch. */
  readonly point: number;
  /** The reader, or a link, wants no agent selected: none is chosen by itself. */
  readonly cleared?: boolean;
}

export const INITIAL_SELECTION: SelectionSlice = { agent: undefined, point: 0 };
