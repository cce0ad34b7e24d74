import { scaleLinear } from 'd3-scale';
import { useRef } from 'react';
import { logScale, stepTicks } from '../../viz/fit/fitGeometry.ts';
import { fixed, lossText, powerText } from '../../viz/common/format.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { useSize } from '../parts/useSize.ts';

export interface LossChartProps {
  /** Held-out loss after 0..K inner steps. */
  readonly losses: readonly number[];
  /** Of the run before an ablation. */
  readonly before?: readonly number[] | undefined;
  /** Share of the plane named right after 0..K inner steps, for a task with classes. */
  readonly accuracies?: readonly number[] | undefined;
  readonly applied: number;
  readonly preview: number | undefined;
  /** The pointer rests on a step, or on none. */
  readonly onPreview: (step: number | undefined) => void;
}

const LEFT = 36;
const RIGHT = 14;
const TOP = 24;
const BOTTOM = 34;

interface Scales {
  readonly x: (step: number) => number;
  readonly y: (loss: number) => number;
  readonly ticks: readonly number[];
}

/** Steps across, losses on a log axis; what is not finite stands at the top. */
function scalesOf(losses: readonly number[], before: readonly number[], width: number, height: number): Scales {
  const { scale, ticks } = logScale([...losses, ...before], height - BOTTOM, TOP);
  const [floor = 0, ceiling = 1] = scale.domain();
  return {
    x: scaleLinear([0, Math.max(1, losses.length - 1, before.length - 1)], [LEFT, width - RIGHT]),
    y: (loss) => scale(Number.isFinite(loss) ? Math.max(floor, loss) : ceiling),
    ticks,
  };
}

interface PartProps extends LossChartProps {
  readonly scales: Scales;
  readonly width: number;
  readonly height: number;
}

function Axes({ losses, applied, preview, scales: { x, y, ticks }, width, height }: PartProps) {
  const last = Math.max(1, losses.length - 1);
  return (
    <g className="fig-axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width - RIGHT + 6} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 7} y={y(tick) + 4} textAnchor="end">
            {powerText(tick)}
          </text>
        </g>
      ))}
      {stepTicks(last, 11).map((step) => (
        <text
          key={step}
          className={step === (preview ?? applied) ? 'fig-tick-now' : undefined}
          x={x(step)}
          y={height - 18}
          textAnchor="middle"
        >
          {step}
        </text>
      ))}
      <text x={(x(0) + x(last)) / 2} y={height - 4} textAnchor="middle">
        inner steps taken
      </text>
    </g>
  );
}

/** One dot per step, hollow while it is yet to come. */
function Dots({ losses, applied, preview, scales: { x, y } }: PartProps) {
  const points = losses.map((loss, step) => `${x(step).toFixed(1)} ${y(loss).toFixed(1)}`);
  return (
    <g>
      <path className="fig-loss-future" d={`M${points.slice(applied).join('L')}`} />
      <path className="fig-loss-line" d={`M${points.slice(0, applied + 1).join('L')}`} />
      {losses.map((loss, step) => (
        <circle
          key={step}
          cx={x(step)}
          cy={y(loss)}
          r={step === applied ? 4.4 : 3.2}
          className={step <= applied ? 'fig-loss-dot' : 'fig-loss-dot fig-loss-dot-future'}
        />
      ))}
      {preview !== undefined && (
        <circle className="fig-loss-ring" cx={x(preview)} cy={y(losses[preview] ?? NaN)} r={7} />
      )}
    </g>
  );
}

function Drawing(props: LossChartProps & { readonly width: number; readonly height: number }) {
  const { losses, before, accuracies, applied, preview, onPreview, width, height } = props;
  const scales = scalesOf(losses, before ?? [], width, height);
  const shown = preview ?? applied;
  const right = accuracies?.[shown];
  const step = scales.x(1) - scales.x(0);
  return (
    <svg width={width} height={height} aria-hidden="true" onPointerLeave={() => onPreview(undefined)}>
      <text className="fig-chart-title" x={0} y={10}>
        {right === undefined ? 'Loss on fresh points' : 'Loss'}
      </text>
      <text className="fig-chart-value" x={width} y={10} textAnchor="end">
        {lossText(losses[shown] ?? NaN)}
        {right !== undefined && `, ${fixed(100 * right, 0)} % right`}
      </text>
      <Axes {...props} scales={scales} />
      {before !== undefined && (
        <path
          className="fig-loss-before"
          d={`M${before.map((loss, at) => `${scales.x(at)} ${scales.y(loss)}`).join('L')}`}
        />
      )}
      <Dots {...props} scales={scales} />
      {losses.map((_, at) => (
        <rect
          key={at}
          className="fig-hit"
          x={scales.x(at) - step / 2}
          width={step}
          y={TOP - 6}
          height={Math.max(0, height - TOP - 10)}
          onPointerEnter={() => onPreview(at)}
        />
      ))}
    </svg>
  );
}

/** Held-out loss of this task after each inner step, on a log axis. */
export function LossChart(props: LossChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const { accuracies } = props;
  return (
    <div ref={holder} className="fig-plot fig-loss">
      {width > 0 && height > 0 && <Drawing {...props} width={width} height={height} />}
      <DataTable
        caption="Held-out loss of this task after each inner step"
        columns={['Inner steps', 'Loss', ...(accuracies === undefined ? [] : ['Named right'])]}
        rows={props.losses.map((loss, step) => [
          String(step),
          lossText(loss),
          ...(accuracies === undefined ? [] : [`${fixed(100 * (accuracies[step] ?? NaN), 1)} %`]),
        ])}
      />
    </div>
  );
}
