import { useMemo } from 'react';
import {
  accuracyOf,
  classBatch,
  classesAfter,
  classPath,
  planeScales,
  type ClassPoint,
} from '../../viz/fit/boundaryGeometry.ts';
import type { FitScales } from '../../viz/fit/fitGeometry.ts';
import { laneAfter } from '../../viz/fit/laneStyle.ts';
import { fixed } from '../../viz/common/format.ts';
import { LaneLines } from './LaneLines.tsx';
import type { FitPlotProps } from './fitProps.ts';
import { read } from '../../record/sections.ts';

const [LEFT, RIGHT, TOP, BOTTOM] = [32, 14, 8, 22];

/** A triangle up for above and down for below; hollow where the network names the other class. */
function Mark({ point, scales, faint }: { point: ClassPoint; scales: FitScales; faint: boolean }) {
  const [x, y, side] = [scales.x(point.x), scales.y(point.y), point.above ? -1 : 1];
  return (
    <path
      className={point.above ? 'fig-class-above' : 'fig-class-below'}
      data-right={point.right}
      data-faint={faint}
      d={`M${x - 4.5},${y - 3 * side}h9L${x},${y + 5 * side}Z`}
    />
  );
}

function Axes({ scales, height }: { readonly scales: FitScales; readonly height: number }) {
  const [x0 = 0, x1 = 0] = scales.x.domain();
  const [y0 = 0, y1 = 0] = scales.y.domain();
  return (
    <g className="fig-axis">
      {[y0, (y0 + y1) / 2, y1].map((y) => (
        <text key={y} x={LEFT - 6} y={scales.y(y) + 4} textAnchor="end">
          {fixed(y, Number.isInteger(y) ? 0 : 1)}
        </text>
      ))}
      {[x0, (x0 + x1) / 2, x1].map((x) => (
        <text key={x} x={scales.x(x)} y={height - 6} textAnchor="middle">
          {fixed(x, Number.isInteger(x) ? 0 : 1)}
        </text>
      ))}
    </g>
  );
}

/** The plane with the target's border, what the network says lies above, and the support points. */
export function BoundaryPlot({
  record,
  moment,
  applied,
  previewing,
  lanes,
  width,
  height,
}: FitPlotProps & { readonly width: number; readonly height: number }) {
  const scales = useMemo(
    () => planeScales(record, { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM }),
    [record, width, height],
  );
  const target = useMemo(() => classPath(record, read.gridTarget(record).data, scales), [record, scales]);
  const now = useMemo(() => classPath(record, classesAfter(record, applied), scales), [record, applied, scales]);
  const batches = previewing ? [] : Array.from({ length: moment.step }, (_, s) => s + 1);
  const accuracy = `${fixed(100 * accuracyOf(record, classesAfter(record, applied)), 1)} % of the plane named right`;
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={`Decision boundary after ${applied} inner steps: ${accuracy}.`}
    >
      <rect className="fig-plane" x={LEFT} y={TOP} width={width - LEFT - RIGHT} height={height - TOP - BOTTOM} />
      <path className="fig-class-field" d={now} />
      <path className="fig-class-target" d={target} />
      <LaneLines lanes={lanes} path={(lane) => classPath(record, laneAfter(lane, applied), scales)} />
      {batches.flatMap((step) =>
        classBatch(record, step).map((point, b) => (
          <Mark key={`${step}.${b}`} point={point} scales={scales} faint={step < moment.step} />
        )),
      )}
      <Axes scales={scales} height={height} />
      <text className="fig-label-now fig-halo" x={width - RIGHT - 6} y={TOP + 14} textAnchor="end">
        {accuracy}
      </text>
    </svg>
  );
}
