import { useDeferredValue } from 'react';

import { useLabState } from '../LabContext.tsx';

/** Whether there is an adaptation to draw; told late, so that the first drawing of all is made in slices. */
export function useBegun(): boolean {
  return useDeferredValue(useLabState((s) => s.experiment.record !== undefined));
}
