// What moves time on the timeline: press and drag, the slider's keys, the wheel.

import { useEffect, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';

import type { Moment } from '../../record/moment.ts';
import { afterSteps, type ClockShape, type PlaybackAction } from '../../store/clocks/playback.ts';
import type { KeyRow } from '../../store/page/keyMap.ts';
import { usePointerDrag } from '../hooks/usePointerDrag.ts';
import { takeKey } from '../hooks/useKeys.ts';
import { useLab } from '../LabContext.tsx';
import { rulerStep } from './StepRuler.tsx';
import { wheelTurn } from './wheelTurn.ts';

/** The moment whose cell is nearest to a place on screen. */
function momentUnder(root: HTMLElement, clientX: number): Moment | undefined {
  let best: HTMLElement | undefined;
  let least = Infinity;
  for (const cell of root.querySelectorAll<HTMLElement>('[data-phase]')) {
    const { left, right, width } = cell.getBoundingClientRect();
    if (width === 0) continue;
    const distance = clientX < left ? left - clientX : Math.max(0, clientX - right);
    if (distance < least) [best, least] = [cell, distance];
  }
  if (best === undefined) return undefined;
  return { step: Number(best.dataset['step']), phase: Number(best.dataset['phase']) };
}

/** Bring the block of the step on show into view, without moving the page. */
export function revealStep(root: HTMLElement | null): void {
  const scroller = root?.querySelector<HTMLElement>('.timeline-blocks');
  const now = root?.querySelector<HTMLElement>('.step-now:not(.step-start)');
  if (!(scroller instanceof HTMLElement && now instanceof HTMLElement)) return;
  const [box, block] = [scroller.getBoundingClientRect(), now.getBoundingClientRect()];
  if (block.left >= box.left - 1 && block.right <= box.right + 1) return;
  scroller.scrollLeft = now.offsetLeft - (scroller.clientWidth - now.offsetWidth) / 2;
}

/** Press or drag: on the ruler along the steps, below it along their phases. The blocks hold still meanwhile. */
export function useScrub(shape: ClockShape) {
  const lab = useLab();
  const onRuler = useRef(false);
  const go = ({ currentTarget, clientX }: PointerEvent<HTMLDivElement>) => {
    const step = onRuler.current ? rulerStep(currentTarget.querySelector('.ruler'), clientX) : undefined;
    const moment = step === undefined ? momentUnder(currentTarget, clientX) : afterSteps(step, shape);
    if (moment !== undefined) lab.clock({ kind: 'seek', moment });
  };
  return usePointerDrag<HTMLDivElement, { readonly target: HTMLDivElement }>({
    start(event) {
      onRuler.current = rulerStep(event.target, event.clientX) !== undefined;
      go(event);
      return { target: event.currentTarget };
    },
    move: go,
    end: ({ target }) => revealStep(target),
  });
}

/** A slider's own keys, beside those of the whole page: up and down by phase, Page Up and Page Down by step. */
const SLIDER_KEYS: KeyRow<PlaybackAction> = {
  on: {
    ArrowUp: { kind: 'phase', by: 1 },
    ArrowDown: { kind: 'phase', by: -1 },
    PageUp: { kind: 'step', by: 1 },
    PageDown: { kind: 'step', by: -1 },
  },
};

export function useSliderKeys() {
  const lab = useLab();
  return (event: KeyboardEvent) => {
    const action = takeKey([SLIDER_KEYS], event);
    if (action !== undefined) lab.clock(action);
  };
}

/** The wheel steps through phases. Not a React handler: those may not keep the page from scrolling. */
export function useWheel(root: RefObject<HTMLElement | null>) {
  const lab = useLab();
  useEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
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
  }, [root, lab]);
}
