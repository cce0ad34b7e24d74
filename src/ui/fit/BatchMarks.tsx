import type { FitScales, Sample } from '../../viz/fit/fitGeometry.ts';

export interface BatchMarksProps {
  readonly earlier: readonly Sample[];
  readonly current: readonly Sample[];
  /** Draw what the network got wrong on each current point. */
  readonly errors: boolean;
  readonly scales: FitScales;
}

const clampTo = (value: number, [low = 0, high = 0]: readonly number[]): number => Math.min(high, Math.max(low, value));

/** The support points: this step's solid, earlier ones hollow. */
export function BatchMarks({ earlier, current, errors, scales }: BatchMarksProps) {
  const y = (value: number): number => scales.y(clampTo(value, scales.y.domain()));
  return (
    <g>
      {earlier.map((point, at) => (
        <circle key={at} className="fig-point-old" cx={scales.x(point.x)} cy={y(point.y)} r={2.4} />
      ))}
      {errors &&
        current.map((point, at) => (
          <line
            key={at}
            className="fig-error"
            x1={scales.x(point.x)}
            x2={scales.x(point.x)}
            y1={y(point.prediction)}
            y2={y(point.y)}
          />
        ))}
      {current.map((point, at) => (
        <circle key={at} className="fig-point" cx={scales.x(point.x)} cy={y(point.y)} r={4} />
      ))}
    </g>
  );
}
