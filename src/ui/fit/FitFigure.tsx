import { useMemo, useState, type ReactNode } from 'react';
import { stepsApplied, type Moment } from '../../record/moment.ts';
import type { Theme } from '../../viz/common/palette.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { Lane } from '../../record/lanes.ts';
import { heldOutLosses } from '../../record/sections.ts';
import { stepsOf } from '../../viz/fit/fitGeometry.ts';
import { fitStory } from '../../viz/fit/fitStory.ts';
import { accuraciesOf } from '../../viz/fit/boundaryGeometry.ts';
import { rankedLanes, type OwnLane } from '../../viz/fit/laneRanks.ts';
import { LANE_LOOKS, type DrawnLane } from '../../viz/fit/laneStyle.ts';
import { lossText } from '../../viz/common/format.ts';
import { clockOf } from '../../viz/clocks/turns.ts';
import type { FitOverlay } from './fitProps.ts';
import { FitPlot } from './FitPlot.tsx';
import { LaneTable } from './LaneTable.tsx';
import { LossChart } from './LossChart.tsx';
import '../parts/figures.css';
import './fit.css';

export interface FitFigureProps {
  readonly record: EpisodeRecord;
  readonly moment: Moment;
  readonly theme: Theme;
  /** Steps asked for by the timeline; the pointer on the loss chart comes first. */
  readonly preview?: number | undefined;
  /** What the hand takes hold of in the plot. */
  readonly overlay?: FitOverlay;
  /** Of its two drawings those to show; both unless said. */
  readonly parts?: { readonly plot: boolean; readonly loss: boolean };
  /** Other learners on the same task. */
  readonly lanes?: readonly DrawnLane[];
  /** The run before an ablation: a thin line in both drawings. */
  readonly before?: Lane | undefined;
  /** The rule in use beside them. */
  readonly own?: OwnLane;
  /** Below the drawings. */
  readonly note?: ReactNode;
  /** Stands beside the figure's name. */
  readonly pencil?: ReactNode;
  /** Stands at the end of the header. */
  readonly tools?: ReactNode;
}

const BOTH = { plot: true, loss: true };
const NO_LANES: readonly DrawnLane[] = [];

function beforeLane(lane: Lane): DrawnLane {
  const look = { colour: 'var(--ink3)', dash: '', ...LANE_LOOKS['before'] };
  return { ...lane, ...look, name: 'Before', label: 'before', start: 'random', measured: undefined };
}

function previewWords(step: number): string {
  return step === 0 ? 'Preview: the network before learning.' : `Preview: the line after step ${step}.`;
}

/** The task's target, what the network says now and said before, and the loss after each inner step. */
export function FitFigure(props: FitFigureProps) {
  const { record, moment, theme, parts = BOTH, lanes = NO_LANES } = props;
  const [pointed, setPreview] = useState<number>();
  const before = useMemo(() => props.before && beforeLane(props.before), [props.before]);
  const { phases } = clockOf(record.header.spec);
  const applied = Math.min(stepsOf(record), stepsApplied(moment, phases));
  const losses = heldOutLosses(record);
  const own = props.own ?? { name: 'The rule', losses, measured: undefined };
  // Of an episode with more steps, a preview may lie past this one's end.
  const wanted = pointed ?? props.preview;
  const preview = wanted === undefined ? undefined : Math.min(wanted, stepsOf(record));
  const shown = preview ?? applied;
  const sentence = shown === applied ? fitStory(losses, applied, record.header) : previewWords(shown);
  const name = parts.plot ? 'Fit' : 'Loss';
  return (
    <section className="fig fig-fit" aria-label={name}>
      <header className="fig-header">
        <h2>{name}</h2>
        {props.pencil}
        <p>{sentence}</p>
        {props.tools}
      </header>
      <div className="fig-fit-row" data-lanes={lanes.length > 0}>
        {parts.plot && (
          <FitPlot
            record={record}
            moment={moment}
            theme={theme}
            applied={shown}
            previewing={shown !== applied}
            lanes={before === undefined ? lanes : [...lanes, before]}
            overlay={props.overlay}
          />
        )}
        {parts.loss && lanes.length > 0 && (
          <LaneTable
            lanes={rankedLanes(own, lanes, record.header.spec, shown)}
            step={shown}
            tasks={own.measured?.tasks}
          />
        )}
        {parts.loss && lanes.length === 0 && (
          <LossChart
            losses={losses}
            before={before?.losses}
            accuracies={accuraciesOf(record)}
            applied={applied}
            preview={preview}
            onPreview={setPreview}
          />
        )}
      </div>
      {props.note}
      <p className="fig-hidden">
        {`After ${applied} of ${losses.length - 1} inner steps the held-out loss is ${lossText(losses[applied] ?? NaN)}; before learning it was ${lossText(losses[0] ?? NaN)}.`}
      </p>
    </section>
  );
}
