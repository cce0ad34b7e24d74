import type { EpisodeRecord } from '../../record/episode.ts';
import type { Theme } from '../../viz/common/palette.ts';
import type { InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import type { SharedScales } from '../../viz/inspector/sharedScales.ts';

/** What every section of the inspector is given. */
export interface SectionProps {
  readonly record: EpisodeRecord;
  readonly model: InspectorModel;
  readonly scales: SharedScales;
  readonly theme: Theme;
  readonly width: number;
  readonly point: number;
  readonly points: number;
  readonly onPoint: (point: number) => void;
  /** Open the rule itself. */
  readonly onOpen?: (() => void) | undefined;
}
