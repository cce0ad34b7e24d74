import { scaleLinear, type ScaleLinear, type ScaleLogarithmic } from 'd3-scale';
import { line } from 'd3-shape';
import type { PointerEvent } from 'react';
import type { MetaStepReport } from '../../protocol/messages.ts';
import { tickText } from '../../viz/common/format.ts';
import { metaScale, nearestReport, type LogPoint } from '../../viz/meta/metaGeometry.ts';

export interface MetaHover {
  readonly hovered: MetaStepReport | undefined;
  readonly onHover: (report: MetaStepReport | undefined) => void;
}

export interface MetaScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLogarithmic<number, number>;
  readonly ticks: readonly number[];
}

export const META_LEFT = 44;
const TOP = 26;
const BOTTOM = 36;

/** Scales shared by both plots of a report list. */
export function metaScales(
  reports: readonly MetaStepReport[],
  values: readonly LogPoint[],
  width: number,
  height: number,
  right: number,
): MetaScales {
  const [first, last] = [reports[0]?.metaStep ?? 0, reports.at(-1)?.metaStep ?? 1];
  const { scale, ticks } = metaScale(
    values.map(({ value }) => value),
    height - BOTTOM,
    TOP,
  );
  return { x: scaleLinear([first, Math.max(first + 1, last)], [META_LEFT, width - right]), y: scale, ticks };
}

export function metaPath(points: readonly LogPoint[], { x, y }: MetaScales): string {
  return (
    line<LogPoint>()
      .x((p) => x(p.metaStep))
      .y((p) => y(p.value))
      .digits(1)(points) ?? ''
  );
}

/** Grid, ticks and axis names. */
export function MetaAxes({
  scales,
  title,
  width,
  height,
}: {
  readonly scales: MetaScales;
  readonly title: string;
  readonly width: number;
  readonly height: number;
}) {
  const { x, y, ticks } = scales;
  const [left = 0, right = 0] = x.range();
  const steps = x.ticks(Math.max(2, Math.floor((right - left) / 70))).filter(Number.isInteger);
  return (
    <g>
      <text className="fig-chart-title" x={0} y={10}>
        {title}
      </text>
      <g className="fig-axis">
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
            <text x={left - 7} y={y(tick) + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {steps.map((step) => (
          <text key={step} x={x(step)} y={height - 19} textAnchor="middle">
            {step}
          </text>
        ))}
        <text x={Math.min((left + right) / 2, width - 30)} y={height - 4} textAnchor="middle">
          meta-step
        </text>
      </g>
    </g>
  );
}

/** Hover over a plot of meta-steps: the nearest report. */
export function MetaHits({
  reports,
  scales,
  height,
  onHover,
}: Pick<MetaHover, 'onHover'> & {
  readonly reports: readonly MetaStepReport[];
  readonly scales: MetaScales;
  readonly height: number;
}) {
  const [left = 0, right = 0] = scales.x.range();
  const onMove = (event: PointerEvent<SVGRectElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    onHover(nearestReport(reports, scales.x.invert(left + share * (right - left))));
  };
  return (
    <rect
      className="fig-hit"
      x={left}
      y={TOP - 8}
      width={Math.max(0, right - left)}
      height={Math.max(0, height - TOP - BOTTOM + 16)}
      onPointerMove={onMove}
      onPointerLeave={() => {
        onHover(undefined);
      }}
    />
  );
}

/** A vertical line at the hovered meta-step. */
export function Crosshair({ scales, metaStep }: { readonly scales: MetaScales; readonly metaStep: number }) {
  const [bottom = 0, top = 0] = scales.y.range();
  return <line className="fig-crosshair" x1={scales.x(metaStep)} x2={scales.x(metaStep)} y1={bottom} y2={top} />;
}
