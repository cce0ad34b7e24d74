import { useEffect, type RefObject } from 'react';

import type { Watched } from '../../store/lab.ts';
import { useLab } from '../LabContext.tsx';

/** Report whether the element is on screen; the worker leaves out what no visible figure needs. */
export function useVisibility(element: RefObject<HTMLElement | null>, figure: Watched): void {
  const lab = useLab();
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      const last = entries.at(-1);
      if (last !== undefined) lab.setVisible(figure, last.isIntersecting);
    });
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, figure, lab]);
}
