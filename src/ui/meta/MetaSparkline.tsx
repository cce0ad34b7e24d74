import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { extent } from 'd3-array';
import { useMemo, useRef } from 'react';
import type { MetaStepReport } from '../../protocol/messages.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { lossText } from '../../viz/common/format.ts';
import { series, smooth, smoothingReach, thin, type LogPoint } from '../../viz/meta/metaGeometry.ts';
import { useSize } from '../parts/useSize.ts';
import '../parts/figures.css';
import './meta.css';

export interface MetaSparklineProps {
  readonly reports: readonly MetaStepReport[];
  /** Colours come from CSS; the theme is part of every figure's signature. */
  readonly theme: Theme;
  /** Meta-steps across; those of the reports unless said. */
  readonly span?: { readonly first: number; readonly last: number } | undefined;
}

const VALUE_ROOM = 52;
/** In less there is no room for a line beside its value. */
const LEAST_WIDTH = 90;

/** The smoothed meta-loss in one line, with its last value. It fills its container. */
export function MetaSparkline({ reports, span }: MetaSparklineProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(holder);
  const points = useMemo(() => {
    const all = series(reports, (report) => report.metaLoss);
    return thin(smooth(all, smoothingReach(all.length, 'auto')), Math.max(40, Math.floor(width / 3)));
  }, [reports, width]);
  const [first, last] = [points[0], points.at(-1)];
  const label =
    last === undefined
      ? 'No meta-steps yet'
      : `Meta-loss ${lossText(first?.value ?? NaN)} at first, ${lossText(last.value)} at meta-step ${last.metaStep}`;
  const from = span?.first ?? first?.metaStep ?? 0;
  const x = scaleLinear(
    [from, Math.max(from + 1, span?.last ?? last?.metaStep ?? 1)],
    [2, Math.max(3, width - VALUE_ROOM - 8)],
  ).clamp(true);
  const [low = 0.001, high = 1] = extent(points, ({ value }) => value);
  const y = scaleLog([low, Math.max(high, low * 1.01)], [height - 5, 5]);
  const path =
    line<LogPoint>()
      .x((p) => x(p.metaStep))
      .y((p) => y(p.value))
      .digits(1)(points) ?? '';
  return (
    <div ref={holder} className="fig-spark" role="img" aria-label={label}>
      {width >= LEAST_WIDTH && last !== undefined && (
        <svg width={width} height={height} aria-hidden="true">
          <path className="fig-spark-line" d={path} />
          <circle className="fig-spark-end" cx={x(last.metaStep)} cy={y(last.value)} r={3} />
          <text x={x(last.metaStep) + 7} y={Math.min(height - 4, Math.max(11, y(last.value) + 4))}>
            {lossText(last.value)}
          </text>
        </svg>
      )}
    </div>
  );
}
