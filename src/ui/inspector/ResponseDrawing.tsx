import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useId } from 'react';
import { pointed } from '../../viz/common/format.ts';
import type { CurvePoint, ResponseCurve as Curve } from '../../viz/inspector/responseCurve.ts';

const HEIGHT = 156;
const FRAME = { left: 46, right: 8, top: 18, bottom: 34 } as const;

interface Scales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

/** Zero is always within the frame's height: on which side of it an answer lies is what matters most. */
function scalesOf(curve: Curve, others: readonly Curve[], width: number): Scales {
  const all = [curve, ...others].flatMap(({ points }) => points.map(({ y }) => y));
  const [low, high] = all.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [0, 0]);
  const margin = 0.06 * (high - low) || 1e-6;
  return {
    x: scaleLinear([curve.points[0]?.x ?? 0, curve.points.at(-1)?.x ?? 1], [FRAME.left, width - FRAME.right]),
    y: scaleLinear([low - margin, high + margin], [HEIGHT - FRAME.bottom, FRAME.top]),
  };
}

interface Names {
  readonly input: string;
  readonly output: string;
}

function Axes({
  scales: { x, y },
  names,
  width,
}: {
  readonly scales: Scales;
  readonly names: Names;
  readonly width: number;
}) {
  const [xs, ys] = [x.ticks(4), y.ticks(4)];
  const written = (scale: ScaleLinear<number, number>) => {
    const text = scale.tickFormat(4);
    return (tick: number) => (tick === 0 ? '0' : pointed(text(tick)));
  };
  const [xText, yText] = [written(x), written(y)];
  const foot = HEIGHT - FRAME.bottom;
  return (
    <g>
      <text className="insp-small" x={0} y={9}>
        {names.output}
      </text>
      {ys.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? 'insp-zero' : 'insp-grid'}
            x1={FRAME.left}
            x2={width - FRAME.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text className="insp-small" x={FRAME.left - 6} y={y(tick) + 3.5} textAnchor="end">
            {yText(tick)}
          </text>
        </g>
      ))}
      {xs.map((tick) => (
        <g key={tick}>
          <line className="insp-line" x1={x(tick)} x2={x(tick)} y1={foot} y2={foot + 3} />
          <text className="insp-small" x={x(tick)} y={foot + 14} textAnchor="middle">
            {xText(tick)}
          </text>
        </g>
      ))}
      <text className="insp-small" x={(FRAME.left + width - FRAME.right) / 2} y={HEIGHT - 5} textAnchor="middle">
        {names.input}
      </text>
    </g>
  );
}

export interface ResponseDrawingProps {
  readonly curve: Curve;
  readonly others: readonly Curve[];
  readonly rival: Curve | undefined;
  readonly names: Names;
  readonly width: number;
  readonly label: string;
}

/** The chosen point's curve and dot over the other points' thin lines. */
export function ResponseDrawing({ curve, others, rival, names, width, label }: ResponseDrawingProps) {
  const clip = useId();
  const scales = scalesOf(curve, rival === undefined ? others : [...others, rival], width);
  const { x, y } = scales;
  const path = line<CurvePoint>()
    .x((p) => x(p.x))
    .y((p) => y(p.y))
    .digits(1);
  const { recorded } = curve;
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={label}>
      <Axes scales={scales} names={names} width={width} />
      <clipPath id={clip}>
        <rect x={FRAME.left} y={FRAME.top} width={Math.max(0, width - FRAME.left - FRAME.right)} height={HEIGHT} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {others.map((other, at) => (
          <g key={at}>
            <path className="insp-curve-thin" d={path(other.points) ?? ''} />
            <circle className="insp-curve-spot" cx={x(other.recorded.x)} cy={y(other.recorded.y)} r={2} />
          </g>
        ))}
        {rival !== undefined && <path className="insp-curve insp-curve-rival" d={path(rival.points) ?? ''} />}
      </g>
      <path className="insp-curve" d={path(curve.points) ?? ''} />
      <path className="insp-curve-drop" d={`M${x(recorded.x)} ${HEIGHT - FRAME.bottom}V${y(recorded.y)}`} />
      <circle className="insp-curve-dot" cx={x(recorded.x)} cy={y(recorded.y)} r={4} />
    </svg>
  );
}
