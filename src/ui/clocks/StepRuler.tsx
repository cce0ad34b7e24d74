import { memo } from 'react';

import { logScale, stepTicks } from '../../viz/fit/fitGeometry.ts';

export interface StepRulerProps {
  /** Held-out loss after 0..K inner steps. */
  readonly losses: readonly number[];
  /** Inner steps taken; between two of them while a step goes through its phases. */
  readonly taken: number;
}

const HEIGHT = 22;
const TICKS = 6;

/** All inner steps in one view, step 0 first: the loss after each. Any of them is one touch away. */
export const StepRuler = memo(function StepRuler({ losses, taken }: StepRulerProps) {
  const last = Math.max(1, losses.length - 1);
  const { scale } = logScale(losses, HEIGHT - 3, 3);
  const y = (loss: number) => scale(Number.isFinite(loss) ? Math.max(loss, 1e-12) : Infinity);
  const points = losses.map((loss, step) => `${step} ${y(loss).toFixed(1)}`);
  const applied = Math.floor(taken);
  const left = (step: number) => `${(100 * step) / last}%`;
  return (
    <div className="ruler">
      <div className="ruler-scale" data-last={last}>
        <svg viewBox={`0 0 ${last} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path className="ruler-ahead" d={`M${points.slice(applied).join('L')}`} />
          <path className="ruler-done" d={`M${points.slice(0, applied + 1).join('L')}`} />
        </svg>
        <i style={{ left: left(taken) }} />
        {stepTicks(last, TICKS).map((step) => (
          <span key={step} style={{ left: left(step) }} data-now={step === applied}>
            {step}
          </span>
        ))}
      </div>
    </div>
  );
});

/** The step nearest to a place on the ruler; undefined for a place off it. */
export function rulerStep(target: EventTarget | null, clientX: number): number | undefined {
  const ruler = target instanceof Element ? target.closest('.ruler') : null;
  const scale = ruler?.querySelector<HTMLElement>('.ruler-scale');
  if (scale === null || scale === undefined) return undefined;
  const { left, width } = scale.getBoundingClientRect();
  const last = Number(scale.dataset['last']);
  const share = width > 0 ? (clientX - left) / width : 0;
  return Math.round(last * Math.max(0, Math.min(1, share)));
}
