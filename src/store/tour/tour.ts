// The tour through the live page: where it stands, and the way back to where the reader was.

import type { AgentRef, Moment } from '../../record/moment.ts';
import { patch, type LabStore } from '../labStore.ts';
import { isActive } from '../meta/training.ts';
import { INITIAL_TOUR } from './tourSlice.ts';

/** What a stop puts on show; what it does not name stays. */
export interface TourScene {
  readonly moment: Moment;
  readonly agent?: AgentRef | undefined;
  /** All of the agent's group are selected with it. */
  readonly whole?: boolean;
  readonly drawer: boolean;
  /** In the narrow layout, where the rail is a sheet: it is open. */
  readonly setup?: boolean;
}

/** Go to a stop, starting the tour if need be. */
export function showStop(store: LabStore, stop: number, scene: TourScene): void {
  const { playback, selection, appearance, tour } = store.getState();
  const before = tour.before ?? { playback, selection, drawer: appearance.drawer };
  patch(store, 'tour', { stop, before, wanted: undefined });
  patch(store, 'appearance', { drawer: scene.drawer, setup: scene.setup ?? false, shortcuts: false });
  patch(store, 'playback', { moment: scene.moment, playing: false, touched: true, preview: undefined });
  if (scene.agent !== undefined)
    patch(store, 'selection', { agent: scene.agent, pinned: undefined, whole: scene.whole ?? false });
}

/**
 * End the tour: clock, selection and drawer are as before it; what played plays on. What was done on the way stays, and a
 * run that goes on keeps its drawer.
 */
export function leaveTour(store: LabStore): void {
  const { training, tour } = store.getState();
  const { before } = tour;
  if (before === undefined) return;
  patch(store, 'tour', INITIAL_TOUR);
  patch(store, 'playback', { ...before.playback, touched: true, preview: undefined });
  patch(store, 'selection', before.selection);
  patch(store, 'appearance', { drawer: before.drawer || training.starting || isActive(training.status), setup: false });
}
