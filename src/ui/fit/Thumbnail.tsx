import { useMemo } from 'react';
import { requireSection, type EpisodeRecord } from '../../record/episode.ts';
import type { Theme } from '../../viz/common/colour.ts';
import { classesAfter, classPath, planeScales } from '../../viz/fit/boundaryGeometry.ts';
import { fitPath, fitScales, gridOf, predictionAfter } from '../../viz/fit/fitGeometry.ts';
import '../parts/figures.css';

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
    if (record.header.spec.task.kind === 'boundary') {
      const scales = planeScales(record, box);
      const prediction = classPath(record, classesAfter(record, step), scales);
      return { target: classPath(record, requireSection(record, 'grid/target').data, scales), prediction };
    }
    const scales = fitScales(record, box);
    const { x, target } = gridOf(record);
    return { target: fitPath(x, target, scales), prediction: fitPath(x, predictionAfter(record, step) ?? [], scales) };
  }, [record, step]);
  return (
    <svg className="fig-thumbnail" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="fig-thumbnail-target" d={paths.target} />
      <path className={future ? 'fig-thumbnail-future' : 'fig-thumbnail-now'} d={paths.prediction} />
    </svg>
  );
}
