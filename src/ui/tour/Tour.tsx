import { onDemand } from '../parts/onDemand.tsx';
import { useTourStop } from './useTour.ts';

const TourCard = onDemand(async () => (await import('./TourCard.tsx')).TourCard);

/** The tour: a card beside a figure of the live page, which stays in use. */
export function Tour() {
  const current = useTourStop();
  return current === undefined ? null : <TourCard {...current} />;
}
