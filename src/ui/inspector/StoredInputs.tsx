import { mean } from '../../lib/statistics.ts';
import { inputInWords } from '../../viz/agents/agentNames.ts';
import { divergingColour, sequentialColour } from '../../viz/common/colour.ts';
import { fixed } from '../../viz/common/format.ts';
import type { StoredRow } from '../../viz/inspector/inspectorModel.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Cells } from './Cells.tsx';
import type { SectionProps } from './sectionProps.ts';

const LABEL = 62;
const VALUE = 46;
const LINE = 14;
const TOP = 12;
/** Standardised values are drawn from minus to plus so many standard deviations. */
const STANDARD_LIMIT = 3;

interface StripProps {
  readonly values: Float32Array;
  readonly name: string;
  readonly y: number;
  /** The value of full colour; without it the largest. */
  readonly limit?: number | undefined;
  /** Negative values may come: blue to orange. */
  readonly negative?: boolean;
  readonly props: SectionProps;
}

/** A strip of one value per point, with the chosen point's number and the mean. */
export function StoredStrip({ values, name, y, limit, negative, props }: StripProps) {
  const { theme, width, point, onPoint } = props;
  const most = limit ?? values.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-9);
  const diverging = negative ?? values.some((v) => v < 0);
  const colour = (value: number): string =>
    diverging ? divergingColour(theme, value / most) : sequentialColour(theme, value / most);
  const cell = (width - LABEL - 2 * VALUE) / Math.max(1, values.length);
  return (
    <g>
      <text className="insp-ink2" x={0} y={y + 10}>
        {name}
      </text>
      <Cells
        values={values}
        columns={values.length}
        x={LABEL}
        y={y + 0.5}
        cellWidth={cell}
        cellHeight={12}
        colour={colour}
      />
      <rect
        className="insp-point-frame"
        x={LABEL + point * cell - 0.8}
        y={y - 0.4}
        width={Math.max(2, cell + 0.6)}
        height={12.8}
        rx={1.5}
      />
      {[values[point] ?? NaN, mean(values, 0)].map((value, at) => (
        <text key={at} className="insp-ink2" x={width - VALUE * (1 - at)} y={y + 10} textAnchor="end">
          {fixed(value, 3)}
        </text>
      ))}
      {Array.from(values, (_, b) => (
        <rect
          key={b}
          className="insp-row"
          x={LABEL + b * cell}
          y={y}
          width={cell}
          height={12}
          onClick={() => {
            onPoint(b);
          }}
        />
      ))}
    </g>
  );
}

/** Over the numbers at the end of the strips: what they are of. */
export function StripHeads({ width, point }: SectionProps) {
  return [`point ${point + 1}`, 'mean'].map((text, at) => (
    <text key={text} className="insp-small" x={width - VALUE * (1 - at)} y={8} textAnchor="end">
      {text}
    </text>
  ));
}

const SHORT: Readonly<Record<string, string>> = {
  weight: 'w',
  bias: 'b',
  input: 'x',
  'input - max': 'x − max',
  exp: 'eˣ',
  'sum of exp': 'sum eˣ',
  'target - output': 'error',
  'clipped output': 'output',
  'log output': 'log out',
};

/** What one stored value is called in front of its strip. */
function nameOf({ record, model }: SectionProps, row: StoredRow): string {
  const alone = row.name === 'input' && model.group.kind !== 'softmax';
  return alone ? inputInWords(record.header.spec, model.ref) : (SHORT[row.name] ?? row.name);
}

/** What loss agents stored stands on one scale already, in `LossValues`. */
const asStored = ({ model }: SectionProps): boolean => model.group.kind !== 'loss';

/** One stored value as it was stored, and below it as the rule sees it. */
function Pair({ row, y, props }: { readonly row: StoredRow; readonly y: number; readonly props: SectionProps }) {
  const limit = props.scales.stored[row.name];
  const name = nameOf(props, row);
  const both = asStored(props);
  const seen = { name: both ? 'as seen' : name, y: both ? y + LINE : y, limit: STANDARD_LIMIT, negative: true, props };
  return (
    <g>
      {both && <StoredStrip values={row.values} name={name} y={y} limit={limit} props={props} />}
      {row.standard !== undefined && <StoredStrip values={row.standard} {...seen} />}
    </g>
  );
}

/** Of normal values, one in fifteen thousand lies farther out. */
const FAR = 4;

/** How the rule sees what was heard and stored: shifted and scaled, in standard deviations. */
function Seen({ heardStandard, stored }: SectionProps['model']) {
  if (heardStandard === undefined) return null;
  const farthest = stored.reduce((most, { standard }) => Math.max(most, ...(standard ?? []).map(Math.abs)), 0);
  const { shift, scale } = heardStandard;
  return (
    <p className="insp-note insp-seen">
      As seen: in standard deviations, (value + shift) · scale. What it hears enters as (<i>m</i>{' '}
      {shift < 0 ? '−' : '+'} {fixed(Math.abs(shift), 3)}) · {fixed(scale, 2)}.{' '}
      {farthest > FAR && `Up to ${fixed(farthest, 1)} is far out: the scale was measured before training.`}
    </p>
  );
}

/** What the agent kept from the forward pass, before and after standardisation: one cell per point. */
export function StoredInputs(props: SectionProps) {
  const { model, width, points } = props;
  const { stored } = model;
  if (stored.length === 0) return null;
  const line = asStored(props) ? 2 * LINE + 3 : LINE;
  const numbers = (at: (row: StoredRow) => Float32Array | undefined, b: number) => (row: StoredRow) => {
    const values = at(row);
    return values === undefined ? 'not kept' : fixed(b < 0 ? mean(values, 0) : (values[b] ?? NaN), 4);
  };
  return (
    <div className="insp-block">
      <h3>
        {asStored(props) ? 'Stored input' : 'As the rule sees it'}{' '}
        <small>{asStored(props) ? 'one cell per point, then as the rule sees it' : 'one cell per point'}</small>
      </h3>
      <svg width={width} height={TOP + stored.length * line} aria-hidden="true">
        <StripHeads {...props} />
        {stored.map((row, at) => (
          <Pair key={row.name} row={row} y={TOP + at * line} props={props} />
        ))}
      </svg>
      <Seen {...model} />
      <DataTable
        caption="Stored values before and after standardisation"
        columns={['Point', ...stored.map((row) => row.name), ...stored.map((row) => `${row.name}, standardised`)]}
        rows={Array.from({ length: points + 1 }, (_, k) => [
          k < points ? String(k + 1) : 'mean',
          ...stored.map(numbers((row) => row.values, k < points ? k : -1)),
          ...stored.map(numbers((row) => row.standard, k < points ? k : -1)),
        ])}
      />
    </div>
  );
}
