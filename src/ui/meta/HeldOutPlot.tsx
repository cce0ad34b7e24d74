import { useMemo } from 'react';
import type { MetaStepReport } from '../../protocol/messages.ts';
import { mixColours } from '../../viz/common/colour.ts';
import { PALETTES, type Theme } from '../../viz/common/palette.ts';
import { lossText } from '../../viz/common/format.ts';
import { spreadLabels } from '../../viz/common/labels.ts';
import {
  heldOutCount,
  series,
  smooth,
  smoothingReach,
  thin,
  type LogPoint,
  type Smoothing,
} from '../../viz/meta/metaGeometry.ts';
import { Crosshair, MetaAxes, MetaHits, metaPath, metaScales, type MetaHover } from './MetaAxes.tsx';
import { SizedPlot } from '../parts/SizedPlot.tsx';

export interface HeldOutPlotProps extends MetaHover {
  readonly reports: readonly MetaStepReport[];
  readonly smoothing: Smoothing;
  readonly theme: Theme;
}

const RIGHT = 92;
const MAX_LABELS = 8;

interface Member {
  readonly step: number;
  readonly points: readonly LogPoint[];
}

function family(reports: readonly MetaStepReport[], smoothing: Smoothing, buckets: number): Member[] {
  return Array.from({ length: heldOutCount(reports) }, (_, step) => {
    const all = series(reports, (report) => report.heldOut[step]);
    return { step, points: thin(smooth(all, smoothingReach(all.length, smoothing)), buckets) };
  }).filter(({ points }) => points.length > 0);
}

/** Names and values at the ends: `step 5  0.0011`, for the hovered meta-step exact, else smoothed. */
function Ends({
  members,
  scales,
  hovered,
  width,
  height,
}: {
  readonly members: readonly Member[];
  readonly scales: ReturnType<typeof metaScales>;
  readonly hovered: MetaStepReport | undefined;
  readonly width: number;
  readonly height: number;
}) {
  const every = Math.ceil(members.length / MAX_LABELS);
  const last = members.length - 1;
  const named = members.filter((_, at) => at === 0 || at === last || (at % every === 0 && last - at >= every));
  const ys = spreadLabels(
    named.map(({ points }) => scales.y(points.at(-1)?.value ?? 1)),
    13,
    24,
    height - 40,
  );
  return named.map(({ step, points }, at) => {
    const value = hovered === undefined ? points.at(-1)?.value : hovered.heldOut[step];
    return (
      <text
        key={step}
        className={step === members[last]?.step ? 'fig-meta-strong' : undefined}
        x={width - RIGHT + 7}
        y={(ys[at] ?? 0) + 4}
      >
        {`${step === 0 ? 'start' : `step ${step}`}  ${value === undefined ? '' : lossText(value)}`}
      </text>
    );
  });
}

function Drawing({
  reports,
  smoothing,
  theme,
  hovered,
  onHover,
  width,
  height,
}: HeldOutPlotProps & { readonly width: number; readonly height: number }) {
  const members = useMemo(
    () => family(reports, smoothing, Math.max(50, Math.floor(width / 3))),
    [reports, smoothing, width],
  );
  const scales = metaScales(
    reports,
    members.flatMap(({ points }) => points),
    width,
    height,
    RIGHT,
  );
  const { bg, accent } = PALETTES[theme];
  const last = Math.max(1, members.length - 1);
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label="Held-out loss before learning and after each inner step, over meta-steps, log axis"
    >
      <MetaAxes scales={scales} title="Held-out loss after each inner step" width={width} height={height} />
      {hovered !== undefined && <Crosshair scales={scales} metaStep={hovered.metaStep} />}
      {members.map(({ step, points }, at) => (
        <path
          key={step}
          className="fig-meta-family"
          d={metaPath(points, scales)}
          stroke={at === 0 ? 'var(--ink3)' : mixColours(bg, accent, 0.35 + 0.65 * (at / last))}
          strokeWidth={at === last ? 2.4 : 1.3}
          strokeDasharray={at === 0 ? '2 3' : undefined}
        />
      ))}
      <Ends members={members} scales={scales} hovered={hovered} width={width} height={height} />
      <MetaHits reports={reports} scales={scales} height={height} onHover={onHover} />
    </svg>
  );
}

/** Held-out loss before and after each inner step: one smoothed line per step, the last one strongest. */
export function HeldOutPlot(props: HeldOutPlotProps) {
  return <SizedPlot>{(size) => <Drawing {...props} {...size} />}</SizedPlot>;
}
