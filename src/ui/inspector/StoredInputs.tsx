import { inputInWords } from '../../viz/agentNames.ts';
import { divergingColour, sequentialColour } from '../../viz/colour.ts';
import { fixed } from '../../viz/format.ts';
import type { StoredRow } from '../../viz/inspectorModel.ts';
import { Cells } from './Cells.tsx';
import type { SectionProps } from './Inspector.tsx';

const LABEL = 52;
const VALUE = 46;
const LINE = 14;

/** A strip of one value per point on its own scale, with the chosen point's number. */
export function StoredStrip({
  row,
  name,
  y,
  limit,
  props,
}: {
  readonly row: StoredRow;
  readonly name: string;
  readonly y: number;
  readonly limit?: number;
  readonly props: SectionProps;
}) {
  const { theme, width, point, onPoint } = props;
  const most = limit ?? row.values.reduce((top, v) => Math.max(top, Math.abs(v)), 1e-9);
  const negative = row.values.some((v) => v < 0) || limit !== undefined;
  const colour = (value: number): string =>
    negative ? divergingColour(theme, value / most) : sequentialColour(theme, value / most);
  const cell = (width - LABEL - VALUE) / Math.max(1, row.values.length);
  return (
    <g>
      <text className="insp-ink2" x={0} y={y + 10}>
        {name}
      </text>
      <Cells
        values={row.values}
        columns={row.values.length}
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
      <text className="insp-ink2" x={width} y={y + 10} textAnchor="end">
        {fixed(row.values[point] ?? NaN, 3)}
      </text>
      {Array.from(row.values, (_, b) => (
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

/** What the agent kept from the forward pass: one cell per point. */
export function StoredInputs(props: SectionProps) {
  const { record, model, width, point } = props;
  if (model.stored.length === 0) return null;
  const single = model.stored.length === 1;
  return (
    <div className="insp-block">
      <h3>
        Stored input <small>{`one cell per point; number of point ${point + 1}`}</small>
      </h3>
      <svg
        width={width}
        height={model.stored.length * LINE}
        role="img"
        aria-label={model.stored
          .map((row) => `${row.name} at the chosen point: ${fixed(row.values[point] ?? NaN, 3)}`)
          .join('; ')}
      >
        {model.stored.map((row, at) => (
          <StoredStrip
            key={row.name}
            row={row}
            name={single ? inputInWords(record.header.spec, model.ref) : (SHORT[row.name] ?? row.name)}
            y={at * LINE}
            props={props}
          />
        ))}
      </svg>
    </div>
  );
}

const SHORT: Readonly<Record<string, string>> = {
  input: 'x',
  'input - max': 'x − max',
  exp: 'eˣ',
  'sum of exp': 'sum eˣ',
};
