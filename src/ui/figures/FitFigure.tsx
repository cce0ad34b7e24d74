import { useState } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import { stepsApplied, type Moment } from '../../record/moment.ts';
import type { Theme } from '../../viz/colour.ts';
import { heldOutLosses, stepsOf } from '../../viz/fitGeometry.ts';
import { countWord, lossText } from '../../viz/format.ts';
import { clockOf } from '../../viz/turns.ts';
import { FitPlot } from './FitPlot.tsx';
import { LossChart } from './LossChart.tsx';
import './figures.css';

export interface FitFigureProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  /** Steps asked for by the timeline; the pointer on the loss chart comes first. */
  readonly preview?: number | undefined;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What the line does, as far as it is true of this rule at this moment. */
function storyOf({ header }: EpisodeRecord, applied: number): string {
  const { batch, innerSteps } = header.spec.recipe;
  if (header.metaStep === 0) return 'This rule is untrained: its changes do not pull the line onto the grey target yet.';
  if (applied > innerSteps)
    return `Past the ${countWord(innerSteps)} ${innerSteps === 1 ? 'step' : 'steps'} it was trained for, the rule may lead the line away again.`;
  return `${capital(countWord(batch))} new points a step pull the line onto the grey target.`;
}

function previewWords(step: number): string {
  return step === 0 ? 'Preview: the network before learning.' : `Preview: the line after step ${step}.`;
}

/** The task's target, what the network says now and said before, and the loss after each inner step. */
export function FitFigure({ record, moment, theme, preview: asked }: FitFigureProps) {
  const [pointed, setPreview] = useState<number>();
  const { phases } = clockOf(record.header.spec);
  const applied = Math.min(stepsOf(record), stepsApplied(moment, phases));
  const losses = heldOutLosses(record);
  // Of an episode with more steps, a preview may lie past this one's end.
  const wanted = pointed ?? asked;
  const preview = wanted === undefined ? undefined : Math.min(wanted, stepsOf(record));
  const shown = preview ?? applied;
  const sentence = shown === applied ? storyOf(record, applied) : previewWords(shown);
  return (
    <section className="fig fig-fit" aria-label="Fit">
      <header className="fig-header">
        <h2>Fit</h2>
        <p>{sentence}</p>
      </header>
      <div className="fig-fit-row">
        <FitPlot record={record} moment={moment} theme={theme} applied={shown} previewing={shown !== applied} />
        <LossChart losses={losses} applied={applied} preview={preview} onPreview={setPreview} />
      </div>
      <p className="fig-hidden">
        {`After ${applied} of ${losses.length - 1} inner steps the held-out loss is ${lossText(losses[applied] ?? NaN)}; before learning it was ${lossText(losses[0] ?? NaN)}.`}
      </p>
    </section>
  );
}
