// The tour's part of the state.

import type { PlaybackSlice } from '../clocks/playback.ts';
import type { SelectionSlice } from '../inspector/selection.ts';

/** Where the reader was before the tour. */
interface Place {
  readonly playback: PlaybackSlice;
  readonly selection: SelectionSlice;
  readonly drawer: boolean;
}

export interface TourSlice {
  /** Counted from 0; undefined while there is no tour. */
  readonly stop: number | undefined;
  readonly before: Place | undefined;
  /** The stop that a link asks for, until it is on show. */
  readonly wanted: number | undefined;
}

export const INITIAL_TOUR: TourSlice = { stop: undefined, before: undefined, wanted: undefined };
