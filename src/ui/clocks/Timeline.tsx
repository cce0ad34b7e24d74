import { useCallback, useEffect, useMemo, useRef, type CSSProperties } from 'react';

import { phasesOf, type Moment } from '../../record/moment.ts';
import type { Phase } from '../../experiment/topology.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { clockIndex, clockLength, stepsTaken, type ClockShape } from '../../store/clocks/playback.ts';
import { useSize } from '../parts/useSize.ts';
import { textScale } from '../hooks/textScale.ts';
import { useBegun } from '../hooks/useBegun.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { phaseName } from './narration.ts';
import { StartBlock } from './StartBlock.tsx';
import { StepBlock } from './StepBlock.tsx';
import { StepRuler } from './StepRuler.tsx';
import { revealStep, useSliderKeys, useScrub, useWheel } from './useScrub.ts';
import { heldOutLosses, read } from '../../record/sections.ts';

/** Blocks share the width up to this many steps; more of them scroll under a ruler. */
const MOST_SHARED = 6;
/** Room that the words of a block's cells need: those of every block, and a layer's. */
const CELLS_ROOM = 74;
const LAYER_ROOM = 12.5;
const START_ROOM = 44;
const GAP = 8;

/** Whether fits and phases of all steps have room side by side. */
function roomy(width: number, { steps, phases }: ClockShape): boolean {
  const block = textScale() * (CELLS_ROOM + LAYER_ROOM * (phases - 3));
  return steps <= MOST_SHARED && (width === 0 || width >= textScale() * START_ROOM + steps * (block + GAP));
}

interface BlocksProps {
  readonly record: EpisodeRecord;
  readonly phases: readonly Phase[];
  readonly moment: Moment;
  readonly thin: boolean;
}

function Blocks({ record, phases, moment, thin }: BlocksProps) {
  const theme = useLabState((s) => s.appearance.theme);
  const lab = useLab();
  const onPreview = useCallback((step: number | undefined) => lab.clock({ kind: 'preview', step }), [lab]);
  const losses = read.heldOutLoss(record).data;
  const common = { record, theme, onPreview };
  return (
    <div className="timeline-blocks">
      {!thin && <StartBlock {...common} now={moment.step === 1 && moment.phase === 0} />}
      {Array.from({ length: record.header.probe.steps }, (_, i) => (
        <StepBlock
          key={i}
          {...common}
          step={i + 1}
          phases={phases}
          loss={losses[i + 1]}
          place={i + 1 < moment.step ? 'past' : i + 1 > moment.step ? 'future' : moment.phase}
          thin={thin}
        />
      ))}
    </div>
  );
}

/** Where time stands, as the slider says it. */
function valueOf(moment: Moment, shape: ClockShape, phases: readonly Phase[]) {
  return {
    'aria-valuemin': 1,
    'aria-valuemax': clockLength(shape),
    'aria-valuenow': clockIndex(moment, shape) + 1,
    'aria-valuetext': `Step ${moment.step}, ${phaseName(phases[moment.phase])}`,
  };
}

function Slider({ record }: { readonly record: EpisodeRecord }) {
  const moment = useLabState((s) => s.playback.moment);
  const root = useRef<HTMLDivElement>(null);
  const { width } = useSize(root);
  const phases = useMemo(() => phasesOf(record.header.spec), [record]);
  const losses = useMemo(() => heldOutLosses(record), [record]);
  const { steps } = record.header.probe;
  const shape = { steps, phases: phases.length };
  const thin = !roomy(width, shape);
  const scrub = useScrub(shape);
  const onKeyDown = useSliderKeys();
  useWheel(root);
  useEffect(() => {
    // While a finger or the mouse holds the timeline, what lies under it stays where it is.
    if (root.current?.matches(':active') !== true) revealStep(root.current);
  }, [moment.step, steps, thin]);
  return (
    <div
      ref={root}
      className="timeline"
      data-columns={thin ? 'many' : steps}
      style={{ '--phases': phases.length } as CSSProperties}
      data-testid="timeline"
      tabIndex={0}
      role="slider"
      aria-label="Time within the task"
      {...valueOf(moment, shape, phases)}
      {...scrub}
      onKeyDown={onKeyDown}
    >
      {thin && <StepRuler losses={losses} taken={stepsTaken(moment, shape)} />}
      <Blocks {...{ record, phases, moment, thin }} />
    </div>
  );
}

/** Inner steps and their phases: click, drag or turn the wheel to any moment; rest on a step to preview its fit. */
export function Timeline() {
  const record = useLabState((s) => s.experiment.record);
  const begun = useBegun();
  return record === undefined || !begun ? <div className="timeline timeline-empty" /> : <Slider record={record} />;
}
