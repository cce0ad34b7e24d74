import { useMemo } from 'react';
import type { MetaStepReport } from '../../protocol/messages.ts';
import { lossText } from '../../viz/common/format.ts';
import { series, smooth, smoothingReach, thin, type Smoothing } from '../../viz/meta/metaGeometry.ts';
import { Crosshair, MetaAxes, MetaHits, metaPath, metaScales, META_LEFT, type MetaHover } from './MetaAxes.tsx';
import { SizedPlot } from '../parts/SizedPlot.tsx';

export interface MetaLossPlotProps extends MetaHover {
  readonly reports: readonly MetaStepReport[];
  readonly smoothing: Smoothing;
}

const RIGHT = 48;

function Drawing({
  reports,
  smoothing,
  hovered,
  onHover,
  width,
  height,
}: MetaLossPlotProps & { readonly width: number; readonly height: number }) {
  const { raw, smoothed } = useMemo(() => {
    const all = series(reports, (report) => report.metaLoss);
    return {
      raw: thin(all, Math.max(50, Math.floor(width / 2))),
      smoothed: thin(smooth(all, smoothingReach(all.length, smoothing)), Math.max(50, Math.floor(width / 2))),
    };
  }, [reports, smoothing, width]);
  const scales = metaScales(reports, raw, width, height, RIGHT);
  const [first, last] = [smoothed[0], smoothed.at(-1)];
  const report = hovered ?? reports.at(-1);
  return (
    <svg width={width} height={height} role="img" aria-label="Meta-loss over meta-steps, log axis">
      <MetaAxes
        scales={scales}
        title={smoothing === 1 ? 'Every meta-step' : 'Moving mean'}
        width={width}
        height={height}
      />
      {report !== undefined && (
        <text
          className="fig-meta-value"
          x={width - 4}
          y={10}
          textAnchor="end"
        >{`meta-step ${report.metaStep}: ${lossText(report.metaLoss)}`}</text>
      )}
      <path className="fig-meta-raw" d={metaPath(raw, scales)} />
      <path className="fig-meta-smooth" d={metaPath(smoothed, scales)} />
      {hovered !== undefined && <Crosshair scales={scales} metaStep={hovered.metaStep} />}
      {first !== undefined && last !== undefined && (
        <g>
          <circle className="fig-meta-end" cx={scales.x(last.metaStep)} cy={scales.y(last.value)} r={4} />
          <text className="fig-meta-strong" x={scales.x(last.metaStep) + 7} y={scales.y(last.value) + 4}>
            {lossText(last.value)}
          </text>
          <text className="fig-halo" x={META_LEFT + 4} y={Math.max(22, scales.y(first.value) - 9)}>
            {lossText(first.value)}
          </text>
        </g>
      )}
      <MetaHits reports={reports} scales={scales} height={height} onHover={onHover} />
    </svg>
  );
}

/** Meta-loss on a log axis: every step light, a moving mean strong. */
export function MetaLossPlot(props: MetaLossPlotProps) {
  return <SizedPlot>{(size) => <Drawing {...props} {...size} />}</SizedPlot>;
}
