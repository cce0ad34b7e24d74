import { agentToText, type AgentRef } from '../../record/moment.ts';

/** Whether two references mean the same agent; nobody is the same as nobody. */
export const sameAgent = (a: AgentRef | undefined, b: AgentRef | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && agentToText(a) === agentToText(b));
