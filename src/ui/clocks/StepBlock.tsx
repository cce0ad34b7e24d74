import { memo, type PointerEvent } from 'react';

import type { EpisodeRecord } from '../../record/episode.ts';
import type { Phase } from '../../experiment/topology.ts';
import type { Theme } from '../../store/page/appearance.ts';
import { lossText } from '../../viz/common/format.ts';
import { Thumbnail } from '../fit/Thumbnail.tsx';
import { cellText, phaseName } from './narration.ts';

export interface StepBlockProps {
  readonly record: EpisodeRecord;
  readonly step: number;
  readonly phases: readonly Phase[];
  readonly theme: Theme;
  /** Held-out loss after the step. */
  readonly loss: number | undefined;
  /** Where the clock stands: before or after this step, or in one of its phases. */
  readonly place: 'past' | 'future' | number;
  /** Among many steps: without its fit, which the ruler stands in for. */
  readonly thin: boolean;
  /** The pointer rests on the step's name or fit, or has left. */
  readonly onPreview: (step: number | undefined) => void;
}

/** What shows a step's fit for a moment. A finger has nowhere to rest: touching goes to the moment instead. */
export function previewHandlers(step: number, onPreview: StepBlockProps['onPreview']) {
  return {
    onPointerEnter: ({ pointerType, buttons }: PointerEvent) => {
      if (pointerType !== 'touch' && buttons === 0) onPreview(step);
    },
    onPointerLeave: () => onPreview(undefined),
  };
}

/** One inner step: the fit it leads to, and a cell for each phase. */
export const StepBlock = memo(function StepBlock({
  record,
  step,
  phases,
  theme,
  loss,
  place,
  thin,
  onPreview,
}: StepBlockProps) {
  const now = typeof place === 'number';
  const preview = previewHandlers(step, onPreview);
  const updated = place === 'past' || (now && phases[place]?.kind === 'update');
  return (
    <div className={now ? 'step step-now' : place === 'past' ? 'step step-past' : 'step'}>
      <div className="step-head" {...preview}>
        <span>Step {step}</span>
        <span title="Loss on fresh points, after the step">
          {updated && loss !== undefined && (
            <>
              <span className="step-fresh">fresh points </span>
              {lossText(loss)}
            </>
          )}
        </span>
      </div>
      {!thin && (
        <div className="step-thumbnail" {...preview}>
          <Thumbnail
            record={record}
            step={now && !updated ? step - 1 : step}
            theme={theme}
            future={place === 'future'}
          />
        </div>
      )}
      <div className="step-cells">
        {phases.map((phase, i) => (
          <span
            key={i}
            data-testid="phase-cell"
            data-step={step}
            data-phase={i}
            data-kind={phase.kind}
            title={`Step ${step}, ${phaseName(phase)}`}
            data-state={place === i ? 'now' : place === 'past' || (now && i < place) ? 'done' : 'ahead'}
          >
            {cellText(phase)}
          </span>
        ))}
      </div>
    </div>
  );
});
