import { useLab, useLabState } from '../LabContext.tsx';
import { toggleTour } from './useTour.ts';

/** Starts the tour, and leaves it. */
export function TourButton() {
  const lab = useLab();
  const ready = useLabState((s) => s.experiment.record !== undefined);
  const open = useLabState((s) => s.tour.stop !== undefined);
  return (
    <button
      type="button"
      id="tour-button"
      className="btn wide-700"
      data-testid="tour"
      aria-expanded={open}
      title="A tour with things to try (T)"
      disabled={!ready}
      onClick={() => toggleTour(lab)}
    >
      Tour
    </button>
  );
}
