import { startTransition, useEffect, useState, type RefObject } from 'react';

import { useLabState } from '../LabContext.tsx';
import { AHEAD, useAway } from './useAway.ts';
import { useBegun } from './useBegun.ts';

/** How long nothing is played until what is out of sight is made too. */
const QUIET_MS = 3000;

/** Whether a part is to be made, so that a small machine paints what is seen first: it is, or was, or nothing plays. */
export function useMade(away: boolean, playing: boolean): boolean {
  const [due, setDue] = useState(!away);
  if (!away && !due) setDue(true);
  useEffect(() => {
    if (due || playing) return undefined;
    const quiet = setTimeout(() => startTransition(() => setDue(true)), QUIET_MS);
    return () => clearTimeout(quiet);
  }, [due, playing]);
  return due;
}

interface Due {
  /** To be made. */
  readonly due: boolean;
  /** Neither on the screen nor near it. */
  readonly away: boolean;
}

/** When a part of the page that may be out of sight is made. */
export function useDue(element: RefObject<HTMLElement | null>): Due {
  // Before it has begun, what stands above has no height yet.
  const away = useAway(element, AHEAD, useBegun());
  const playing = useLabState((s) => s.playback.playing);
  return { due: useMade(away, playing), away };
}
