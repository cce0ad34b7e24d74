import { useEffect } from 'react';

import { useLab, useLabState } from '../LabContext.tsx';
import { onDemand } from '../parts/onDemand.tsx';
import { goToStop } from './useTour.ts';

const TourCard = onDemand(async () => (await import('./TourCard.tsx')).TourCard);

/** The tour: a card beside a figure of the live page, which stays in use. A link may ask for a stop of it. */
export function Tour() {
  const lab = useLab();
  const open = useLabState((s) => s.tour.stop !== undefined);
  const wanted = useLabState((s) => (s.experiment.record === undefined ? undefined : s.tour.wanted));
  useEffect(() => {
    if (wanted !== undefined) void goToStop(lab, wanted);
  }, [lab, wanted]);
  return open ? <TourCard /> : null;
}
