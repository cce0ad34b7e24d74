import { expect, it } from 'vitest';

import { createLabStore, patch } from '../labStore.ts';
import { leaveTour, showStop } from './tour.ts';

it('moves clock, selection and drawer, and puts all of them back', () => {
  const store = createLabStore();
  const agent = { group: '2.weight', unit: [1, 2] };
  patch(store, 'playback', { moment: { step: 2, phase: 3 }, playing: true, speed: 2 });
  patch(store, 'selection', { agent, point: 4 });
  const before = store.getState();
  showStop(store, 0, { moment: { step: 1, phase: 0 }, drawer: false });
  expect(store.getState().playback).toMatchObject({ moment: { step: 1, phase: 0 }, playing: false });
  expect(store.getState().selection.agent).toEqual(agent);
  showStop(store, 1, { moment: { step: 1, phase: 5 }, agent: { group: '5.loss', unit: [0] }, drawer: true });
  expect(store.getState().tour.stop).toBe(1);
  expect(store.getState().appearance.drawer).toBe(true);
  expect(store.getState().selection.agent?.group).toBe('5.loss');
  leaveTour(store);
  const after = store.getState();
  expect(after.tour.stop).toBeUndefined();
  expect(after.playback).toEqual({ ...before.playback, touched: true });
  expect(after.selection).toEqual(before.selection);
  expect(after.appearance).toEqual(before.appearance);
});

it('ends on a run that goes on with its drawer open', () => {
  const store = createLabStore();
  showStop(store, 9, { moment: { step: 1, phase: 0 }, drawer: true });
  patch(store, 'training', { status: 'running' });
  leaveTour(store);
  expect(store.getState().appearance.drawer).toBe(true);
});

it('is nothing to leave before it began', () => {
  const store = createLabStore();
  const before = store.getState();
  leaveTour(store);
  expect(store.getState()).toBe(before);
});
