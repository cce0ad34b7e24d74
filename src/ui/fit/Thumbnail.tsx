import { useMemo } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { thumbnailPaths } from '../../viz/fit/thumbnail.ts';
import '../parts/figures.css';
import './fit.css';

export interface ThumbnailProps {
  readonly record: EpisodeRecord;
  /** Show the fit after this many inner steps. */
  readonly step: number;
  /** Colours come from CSS; the theme is part of every figure's signature. */
  readonly theme: Theme;
  readonly future: boolean;
}

const WIDTH = 160;
const HEIGHT = 30;

/** The fit after one inner step, small, for the timeline. It fills its container. */
export function Thumbnail({ record, step, future }: ThumbnailProps) {
  const paths = useMemo(() => {
    const box = { left: 4, right: WIDTH - 4, top: 1, bottom: HEIGHT - 1 };
    return thumbnailPaths(record, step, box);
  }, [record, step]);
  return (
    <svg className="fig-thumbnail" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="fig-thumbnail-target" d={paths.target} />
      <path className={future ? 'fig-thumbnail-future' : 'fig-thumbnail-now'} d={paths.prediction} />
    </svg>
  );
}
