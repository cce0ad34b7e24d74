import { MOST_ZOOM } from '../../viz/agents/zoom.ts';

export interface ZoomButtonsProps {
  /** How near, from 1. */
  readonly k: number;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly reset: () => void;
}

/** Nearer, farther, all: for those who have no wheel or will not use it. */
export function ZoomButtons({ k, zoomIn, zoomOut, reset }: ZoomButtonsProps) {
  const whole = k <= 1;
  return (
    <div className="fig-zoom" role="group" aria-label="Zoom of the agents">
      <button type="button" className="fig-button" aria-label="Zoom out" disabled={whole} onClick={zoomOut}>
        −
      </button>
      <button type="button" className="fig-button" aria-label="Zoom in" disabled={k >= MOST_ZOOM} onClick={zoomIn}>
        +
      </button>
      <button type="button" className="fig-button" title="Show all agents" disabled={whole} onClick={reset}>
        All
        <span className="fig-hidden"> agents</span> {`${Math.round(k * 100)} %`}
      </button>
    </div>
  );
}
