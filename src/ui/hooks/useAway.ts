import { useEffect, useState, type RefObject } from 'react';

/** The layout of one column (`page/narrow.css`): most of the page is not on the first screen. */
const ONE_COLUMN = '(width <= 68.75em)';
/** Near the screen: so far below it that it can be made before it is scrolled to. What stands beside is not near. */
export const AHEAD = '25% -1px';
/** On the screen, and not behind the clocks at its bottom. */
export const SEEN = '0px 0px -120px';

/**
 * Whether an element is out of sight. Until the browser has said, it is in sight, but for the layout of one column.
 *
 * @param margin how far sight goes: `AHEAD` or `SEEN`.
 * @param ready whether what stands above has its height.
 */
export function useAway(element: RefObject<HTMLElement | null>, margin: string, ready = true): boolean {
  const [away, setAway] = useState(() => window.matchMedia(ONE_COLUMN).matches);
  useEffect(() => {
    const target = element.current;
    if (target === null || !ready) return undefined;
    const observer = new IntersectionObserver((entries) => setAway(entries.at(-1)?.isIntersecting === false), {
      rootMargin: margin,
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, margin, ready]);
  return away;
}
