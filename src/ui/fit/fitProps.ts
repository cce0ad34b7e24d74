// What the parts of the Fit figure are given.

import type { ReactNode } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Moment } from '../../record/moment.ts';
import type { Theme } from '../../viz/common/palette.ts';
import type { FitScales } from '../../viz/fit/fitGeometry.ts';
import type { DrawnLane } from '../../viz/fit/laneStyle.ts';

/**
 * What is drawn over the fit for the hand. `hold(true)` keeps the axes as they are until `hold(false)`: they must not
 * move away under a pointer that drags.
 */
export type FitOverlay = (scales: FitScales, hold: (on: boolean) => void) => ReactNode;

export interface FitPlotProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  /** Steps whose updates the strongest line shows. */
  readonly applied: number;
  readonly previewing: boolean;
  readonly lanes: readonly DrawnLane[];
  /** What the hand takes hold of, over everything else. */
  readonly overlay?: FitOverlay | undefined;
}
