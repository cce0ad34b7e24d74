import type { Lab } from '../../store/lab.ts';
import { leaveTour, showStop } from '../../store/tour/tour.ts';

/**
 * Go to a stop of the tour, whose words load with the first; before its first one nothing happens.
 *
 * @param ends past its last one the tour ends; else it stays there.
 */
export async function goToStop(lab: Lab, stop: number, ends = false): Promise<void> {
  const { tourStops } = await import('./stops.ts');
  const { record } = lab.store.getState().experiment;
  if (record === undefined || stop < 0) return;
  const stops = tourStops(record);
  const at = ends ? stop : Math.min(stop, stops.length - 1);
  const wanted = stops[at];
  if (wanted === undefined) leaveTour(lab.store);
  else showStop(lab.store, at, wanted.scene);
}

/** T: start the tour, or leave it. */
export function toggleTour(lab: Lab): void {
  if (lab.store.getState().tour.stop !== undefined) {
    leaveTour(lab.store);
    return;
  }
  lab.appearance.enter('figures');
  void goToStop(lab, 0);
}
