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
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The task's target, what the network says now and said before, and the loss after each inner step. */
export function FitFigure({ record, moment, theme }: FitFigureProps) {
  const [preview, setPreview] = useState<number>();
  const { phases } = clockOf(record.header.spec);
  const applied = Math.min(stepsOf(record), stepsApplied(moment, phases));
  const losses = heldOutLosses(record);
  const shown = preview ?? applied;
  const points = record.header.spec.recipe.batch;
  const sentence =
    preview === undefined || preview === applied
      ? `${capital(countWord(points))} new points a step pull the line onto the grey target.`
      : preview === 0
        ? 'Preview: the network before learning.'
        : `Preview: the line after step ${preview}.`;
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
