import { useMemo } from 'react';

import type { EpisodeRecord } from '../../record/episode.ts';
import type { Lab } from '../../store/lab.ts';
import { leaveTour, showStop } from '../../store/tour/tour.ts';
import { useLabState } from '../LabContext.tsx';
import { tourStops, type TourStop } from './stops.ts';

/** Arrow keys stop here: only Finish and Close end the tour. */
export const LAST_STOP = 6;

/** Go to a stop of the tour; past its last one the tour ends, before its first one nothing happens. */
export function goToStop(lab: Lab, stop: number): void {
  const { record } = lab.store.getState().experiment;
  if (record === undefined || stop < 0) return;
  const stops = tourStops(record);
  const wanted = stops[stop];
  if (wanted === undefined) leaveTour(lab.store);
  else showStop(lab.store, stop, wanted.scene);
}

/** T: start the tour, or leave it. */
export function toggleTour(lab: Lab): void {
  if (lab.store.getState().tour.stop !== undefined) {
    leaveTour(lab.store);
    return;
  }
  lab.appearance.close('study');
  goToStop(lab, 0);
}

export interface TourPosition {
  readonly at: number;
  readonly stop: TourStop;
  readonly count: number;
}

const stopsOf = (record: EpisodeRecord | undefined) => (record === undefined ? [] : tourStops(record));

/** Where the tour stands; undefined while there is none. */
export function useTourStop(): TourPosition | undefined {
  const at = useLabState((s) => s.tour.stop);
  const record = useLabState((s) => s.experiment.record);
  const stops = useMemo(() => (at === undefined ? [] : stopsOf(record)), [at, record]);
  const stop = at === undefined ? undefined : stops[at];
  return at === undefined || stop === undefined ? undefined : { at, stop, count: stops.length };
}
