// Which agent is being read, and which of the batch's points.

import { type AgentRef } from '../record/moment.ts';

export interface SelectionSlice {
  readonly agent: AgentRef | undefined;
  /** Index into the batch. */
  readonly point: number;
}

export const INITIAL_SELECTION: SelectionSlice = { agent: undefined, point: 0 };
