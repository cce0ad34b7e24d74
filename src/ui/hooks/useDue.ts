import { startTransition, useEffect, useState, type RefObject } from 'react';

import { useLabState } from '../LabContext.tsx';
import { useBegun } from './useBegun.ts';

/** The layout of one column (`page/narrow.css`): its rails are not on the first screen. */
const ONE_COLUMN = '(width <= 68.75em)';
/** How long nothing is played until what is out of sight is made too. */
const QUIET_MS = 3000;
/** Parts so far below the screen are made before they are scrolled to; those beside it are not, though they touch it. */
const AHEAD = '25% -1px';

interface Due {
  /** To be made: it is near the screen, or was once, or the page is quiet. */
  readonly due: boolean;
  /** Neither on the screen nor near it. */
  readonly away: boolean;
}

/** Whether an element is neither on the screen nor near it: as `first` says until the page is `ready`. */
export function useAway(element: RefObject<HTMLElement | null>, ready = true, first = () => false): boolean {
  const [away, setAway] = useState(first);
  useEffect(() => {
    const target = element.current;
    if (target === null || !ready) return undefined;
    const observer = new IntersectionObserver((entries) => setAway(entries.at(-1)?.isIntersecting === false), {
      rootMargin: AHEAD,
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, ready]);
  return away;
}

/** When a part of the page that may be out of sight is made, so that a small machine paints the first screen first. */
export function useDue(element: RefObject<HTMLElement | null>): Due {
  // Before it has begun, what stands above has no height yet.
  const away = useAway(element, useBegun(), () => window.matchMedia(ONE_COLUMN).matches);
  const [due, setDue] = useState(!away);
  if (!away && !due) setDue(true);
  const playing = useLabState((s) => s.playback.playing);
  useEffect(() => {
    if (due || playing) return undefined;
    const quiet = setTimeout(() => startTransition(() => setDue(true)), QUIET_MS);
    return () => clearTimeout(quiet);
  }, [due, playing]);
  return { due, away };
}
