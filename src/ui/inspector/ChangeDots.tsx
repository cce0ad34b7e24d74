import { scaleLinear } from 'd3-scale';
import { divergingColour } from '../../viz/common/colour.ts';
import { signed } from '../../viz/common/format.ts';
import type { ChangeModel } from '../../viz/inspector/inspectorModel.ts';
import { DataTable } from '../parts/DataTable.tsx';
import type { SectionProps } from './sectionProps.ts';

const HEIGHT = 46;
const AXIS = 22;

/** Buttons to choose the point the equations are written for. */
function PointChooser({ point, points, onPoint }: SectionProps) {
  return (
    <span className="insp-chooser">
      <button
        type="button"
        aria-label="Previous point"
        title="Previous point"
        disabled={point <= 0}
        onClick={() => {
          onPoint(point - 1);
        }}
      >
        ‹
      </button>
      <span aria-hidden="true">{point + 1}</span>
      <button
        type="button"
        aria-label="Next point"
        title="Next point"
        disabled={point >= points - 1}
        onClick={() => {
          onPoint(point + 1);
        }}
      >
        ›
      </button>
    </span>
  );
}

interface DotsProps extends SectionProps {
  readonly change: ChangeModel;
  readonly x: (value: number) => number;
  /** The value at the end of the axis. */
  readonly most: number;
}

/** One dot per point, the chosen one on top, and a mark at their mean. */
function Dots({ change, x, most, theme, width, point, onPoint }: DotsProps) {
  const order = [...change.perSample.keys()].sort((a, b) => Number(a === point) - Number(b === point));
  const mean = x(change.update);
  return (
    <g>
      {order.map((b) => {
        const value = change.perSample[b] ?? 0;
        return (
          <circle
            key={b}
            className={b === point ? 'insp-dot insp-dot-chosen' : 'insp-dot'}
            cx={x(value)}
            cy={AXIS}
            r={4.2}
            fill={divergingColour(theme, value / most)}
            onClick={() => onPoint(b)}
          >
            <title>{`point ${b + 1}: ${signed(value, 4)}`}</title>
          </circle>
        );
      })}
      <path className="insp-mean-mark" d={`M${mean} ${AXIS + 8}V${AXIS - 8}`} />
      <text className="insp-strong" x={Math.max(40, Math.min(width - 40, mean))} y={9} textAnchor="middle">
        {`mean ${signed(change.update, 4)}`}
      </text>
    </g>
  );
}

function Axis({ width }: { readonly width: number }) {
  return (
    <g>
      <line className="insp-line" x1={8} x2={width - 8} y1={AXIS} y2={AXIS} />
      <line className="insp-zero" x1={width / 2} x2={width / 2} y1={AXIS - 7} y2={AXIS + 7} />
      <text className="insp-small" x={8} y={HEIGHT - 4}>
        lower
      </text>
      <text className="insp-small" x={width / 2} y={HEIGHT - 4} textAnchor="middle">
        0
      </text>
      <text className="insp-small" x={width - 8} y={HEIGHT - 4} textAnchor="end">
        raise
      </text>
    </g>
  );
}

/** Raw, averaged and applied: the three numbers an update goes through. */
function Amounts({ model: { change }, point, points }: SectionProps) {
  const number = (value: number | undefined): string => (value === undefined ? '–' : signed(value, 4));
  return (
    <dl className="insp-amounts">
      <div>
        <dt>{`raw, point ${point + 1}`}</dt>
        <dd>{number(change?.raw[point])}</dd>
      </div>
      <div>
        <dt>{`raw, mean of ${points}`}</dt>
        <dd>{number(change?.rawMean)}</dd>
      </div>
      <div>
        <dt>applied</dt>
        <dd>{number(change?.update)}</dd>
      </div>
    </dl>
  );
}

/** The change each point asks for, and their mean: the change that is made. */
export function ChangeDots(props: SectionProps) {
  const { width, model, scales } = props;
  const { change } = model;
  const most = 1.12 * scales.change;
  const x = scaleLinear([-most, most], [8, width - 8]).clamp(true);
  const label =
    change === undefined ? 'The agent has not asked for a change yet' : `Mean change ${signed(change.update, 4)}`;
  return (
    <div className="insp-block">
      <h3>
        Change it asks for <small>one dot per point</small>
        <PointChooser {...props} />
      </h3>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <Axis width={width} />
        {change === undefined ? (
          <text x={width / 2} y={9} textAnchor="middle">
            not yet
          </text>
        ) : (
          <Dots {...props} change={change} x={x} most={most} />
        )}
      </svg>
      <Amounts {...props} />
      {change !== undefined && (
        <DataTable
          caption="Change each point asks for"
          columns={['Point', 'Raw', 'Change']}
          rows={[
            ...Array.from(change.perSample, (v, b) => [String(b + 1), signed(change.raw[b] ?? NaN, 4), signed(v, 4)]),
            ['mean', signed(change.rawMean, 4), signed(change.update, 4)],
          ]}
        />
      )}
    </div>
  );
}
