import { memo } from 'react';

import type { EpisodeRecord } from '../../record/episode.ts';
import type { Theme } from '../../store/page/appearance.ts';
import { Thumbnail } from '../fit/Thumbnail.tsx';
import { previewHandlers, type StepBlockProps } from './StepBlock.tsx';

export interface StartBlockProps {
  readonly record: EpisodeRecord;
  readonly theme: Theme;
  /** The clock stands before the first change. */
  readonly now: boolean;
  readonly onPreview: StepBlockProps['onPreview'];
}

/** Step 0: the fit before learning, always there. Its place in time is that of the first phase. */
export const StartBlock = memo(function StartBlock({ record, theme, now, onPreview }: StartBlockProps) {
  const preview = previewHandlers(0, onPreview);
  return (
    <div className={now ? 'step step-start step-past step-now' : 'step step-start step-past'} title="Before learning">
      <div className="step-head" {...preview}>
        <span>Start</span>
      </div>
      <div className="step-thumbnail" {...preview}>
        <Thumbnail record={record} step={0} theme={theme} future={false} />
      </div>
      <div className="step-cells">
        <span data-testid="start-cell" data-step={1} data-phase={0} data-state="done">
          0
        </span>
      </div>
    </div>
  );
});
