import { useCallback, useEffect, useMemo, useRef, type PointerEvent, type RefObject } from 'react';

import { phasesOf, type Moment } from '../../record/moment.ts';
import { requireSection } from '../../record/episode.ts';
import { clockIndex, clockLength } from '../../store/playback.ts';
import { useLab, useLabState } from '../LabContext.tsx';
import { phaseName } from './narration.ts';
import { StepBlock } from './StepBlock.tsx';
import { wheelTurn } from './wheelTurn.ts';

/** Blocks share the width up to this many; more of them scroll. */
const MOST_SHARED = 6;
const LEAST_SHARED = 3;

/** The moment whose cell is nearest to a place on screen. */
function momentUnder(root: HTMLElement, clientX: number): Moment | undefined {
  let best: HTMLElement | undefined;
  let least = Infinity;
  for (const cell of root.querySelectorAll<HTMLElement>('[data-phase]')) {
    const { left, right } = cell.getBoundingClientRect();
    const distance = clientX < left ? left - clientX : Math.max(0, clientX - right);
    if (distance < least) [best, least] = [cell, distance];
  }
  if (best === undefined) return undefined;
  return { step: Number(best.dataset['step']), phase: Number(best.dataset['phase']) };
}

function useScrub() {
  const lab = useLab();
  const go = (event: PointerEvent<HTMLDivElement>) => {
    const moment = momentUnder(event.currentTarget, event.clientX);
    if (moment !== undefined) lab.clock({ kind: 'seek', moment });
  };
  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      go(event);
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
    },
  };
}

/** The wheel steps through phases. Not a React handler: those may not keep the page from scrolling. */
function useWheel(root: RefObject<HTMLElement | null>, ready: boolean) {
  const lab = useLab();
  useEffect(() => {
    const element = root.current;
    if (element === null || !ready) return undefined;
    let turned = 0;
    const onWheel = (event: WheelEvent) => {
      const turn = wheelTurn(turned, event);
      if (turn === undefined) return;
      event.preventDefault();
      turned = turn.rest;
      if (turn.phases !== 0) lab.clock({ kind: 'phase', by: turn.phases });
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [root, ready, lab]);
}

/** Inner steps and their phases: click, drag or turn the wheel to any moment; rest on a step to preview its fit. */
export function Timeline() {
  const record = useLabState((s) => s.experiment.record);
  const moment = useLabState((s) => s.playback.moment);
  const theme = useLabState((s) => s.appearance.theme);
  const root = useRef<HTMLDivElement>(null);
  const lab = useLab();
  const scrub = useScrub();
  const preview = useCallback((step: number | undefined) => lab.clock({ kind: 'preview', step }), [lab]);
  useWheel(root, record !== undefined);
  const phases = useMemo(() => (record === undefined ? [] : phasesOf(record.header.spec)), [record]);
  useEffect(() => {
    root.current?.querySelector(`.step-now`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [moment.step]);
  if (record === undefined) return <div className="timeline timeline-empty" />;
  const { steps } = record.header.probe;
  const shape = { steps, phases: phases.length };
  const losses = requireSection(record, 'heldOutLoss').data;
  const columns = steps > MOST_SHARED ? 'many' : String(Math.max(LEAST_SHARED, steps));
  return (
    <div
      ref={root}
      className="timeline"
      data-columns={columns}
      data-testid="timeline"
      tabIndex={0}
      role="slider"
      aria-label="Time within the task"
      aria-valuemin={1}
      aria-valuemax={clockLength(shape)}
      aria-valuenow={clockIndex(moment, shape) + 1}
      aria-valuetext={`Step ${moment.step}, ${phaseName(phases[moment.phase])}`}
      {...scrub}
    >
      {Array.from({ length: steps }, (_, i) => (
        <StepBlock
          key={i}
          record={record}
          step={i + 1}
          phases={phases}
          theme={theme}
          loss={losses[i + 1]}
          place={i + 1 < moment.step ? 'past' : i + 1 > moment.step ? 'future' : moment.phase}
          onPreview={preview}
        />
      ))}
    </div>
  );
}
