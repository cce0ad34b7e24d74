import { useMemo } from 'react';
import { accuracyAfter, classBatch, classPath, planeScales, type ClassPoint } from '../../viz/boundaryGeometry.ts';
import type { FitScales } from '../../viz/fitGeometry.ts';
import { fixed } from '../../viz/format.ts';
import type { FitPlotProps } from './FitPlot.tsx';

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

/** The plane with the target's border, what the network says lies above, and the support points. */
export function BoundaryPlot({
  record,
  moment,
  applied,
  previewing,
  width,
  height,
}: FitPlotProps & { readonly width: number; readonly height: number }) {
  const scales = useMemo(
    () => planeScales(record, { left: LEFT, right: width - RIGHT, top: TOP, bottom: height - BOTTOM }),
    [record, width, height],
  );
  const target = useMemo(() => classPath(record, 'grid/target', scales), [record, scales]);
  const now = useMemo(() => classPath(record, `grid/${applied}/prediction`, scales), [record, applied, scales]);
  const [x0 = 0, x1 = 0] = scales.x.domain();
  const [y0 = 0, y1 = 0] = scales.y.domain();
  const batches = previewing ? [] : Array.from({ length: moment.step }, (_, s) => s + 1);
  const accuracy = `${fixed(100 * accuracyAfter(record, applied), 1)} % of the plane named right`;
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
      {batches.flatMap((step) =>
        classBatch(record, step).map((point, b) => (
          <Mark key={`${step}.${b}`} point={point} scales={scales} faint={step < moment.step} />
        )),
      )}
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
      <text className="fig-label-now fig-halo" x={width - RIGHT - 6} y={TOP + 14} textAnchor="end">
        {accuracy}
      </text>
    </svg>
  );
}
