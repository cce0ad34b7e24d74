// The fit after one inner step, small, as each task family draws it.

import type { EpisodeRecord } from '../../record/episode.ts';
import type { FamilyId } from '../../tasks/families.ts';
import type { Box } from './fitGeometry.ts';
import { classesAfter, classPath, planeScales } from './boundaryGeometry.ts';
import { fitPath, fitScales, gridOf, predictionAfter } from './fitGeometry.ts';
import { read } from '../../record/sections.ts';

/** SVG paths. */
export interface ThumbnailPaths {
  readonly target: string;
  readonly prediction: string;
}

type Thumbnail = (record: EpisodeRecord, step: number, box: Box) => ThumbnailPaths;

function linePaths(record: EpisodeRecord, step: number, box: Box): ThumbnailPaths {
  const scales = fitScales(record, box);
  const { x, target } = gridOf(record);
  return { target: fitPath(x, target, scales), prediction: fitPath(x, predictionAfter(record, step) ?? [], scales) };
}

function planePaths(record: EpisodeRecord, step: number, box: Box): ThumbnailPaths {
  const scales = planeScales(record, box);
  const prediction = classPath(record, classesAfter(record, step), scales);
  return { target: classPath(record, read.gridTarget(record).data, scales), prediction };
}

const THUMBNAILS: Readonly<Record<FamilyId, Thumbnail>> = { sinusoid: linePaths, boundary: planePaths };

/** What a thumbnail of the fit after `step` inner steps draws into a box. */
export function thumbnailPaths(record: EpisodeRecord, step: number, box: Box): ThumbnailPaths {
  return THUMBNAILS[record.header.spec.task.kind](record, step, box);
}
