// Advances the inner clock while it plays: one phase each PHASE_MS / speed.

import type { LabStore } from '../labStore.ts';
import { PHASE_MS, type PlaybackAction } from './playback.ts';

export function startPlayer(store: LabStore, dispatch: (action: PlaybackAction) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const schedule = () => {
    clearTimeout(timer);
    const { playing, speed } = store.getState().playback;
    if (playing) timer = setTimeout(tick, PHASE_MS / speed);
  };
  const tick = () => {
    dispatch({ kind: 'tick' });
    schedule();
  };
  store.subscribe(({ playback }, { playback: before }) => {
    if (playback.playing !== before.playing || playback.speed !== before.speed) schedule();
  });
}
