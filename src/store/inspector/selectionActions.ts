// What a reader can do about the selection.

import type { AgentRef } from '../../record/moment.ts';
import { mostMoved } from './defaultSelection.ts';
import { patch, type LabStore } from '../labStore.ts';
import { comparing, pinningFor, selecting, swapping, type SelectionSlice } from './selection.ts';

export interface SelectionActions {
  /** Undefined takes back one thing at a time: the whole layer, the comparison, the selection. */
  select(agent: AgentRef | undefined): void;
  /** Keep the selected agent for comparison and select another. */
  pinFor(next: AgentRef): void;
  /** Start comparing with the selected agent, or stop. */
  compare(): void;
  swapCompared(): void;
  /** Read all agents of the selected one's group together, or of a group that is named; again for the one. */
  wholeLayer(group?: string): void;
}

/**
 * @param askInFull record the selected agents, whose values were left out of the record for their size.
 */
export function selectionActions(store: LabStore, askInFull: () => void): SelectionActions {
  const change = (next: (now: SelectionSlice) => Partial<SelectionSlice>) => {
    const before = store.getState().selection;
    patch(store, 'selection', next(before));
    const { agent } = store.getState().selection;
    const omitted = store.getState().experiment.record?.header.omitted;
    if (agent !== before.agent && agent !== undefined && omitted?.includes(agent.group) === true) askInFull();
  };
  return {
    select: (agent) => change((now) => selecting(now, agent)),
    pinFor: (next) => change((now) => pinningFor(now, next)),
    compare: () => change(comparing),
    swapCompared: () => change(swapping),
    wholeLayer(group) {
      change(({ agent, whole }) => {
        if (group === undefined) return { whole: !whole && agent !== undefined };
        const { record } = store.getState().experiment;
        const to = agent?.group === group ? agent : record && mostMoved(record, group);
        return { agent: to, cleared: false, whole: to !== undefined };
      });
    },
  };
}
