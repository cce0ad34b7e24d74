import type { StoredRow } from '../../viz/inspector/inspectorModel.ts';
import { fixed } from '../../viz/common/format.ts';
import { DataTable } from '../parts/DataTable.tsx';
import type { SectionProps } from './sectionProps.ts';
import { StoredStrip, StripHeads } from './StoredInputs.tsx';

const LINE = 14;
const TOP = 12;

/** Prediction, target and error of every point, on one scale. */
function rowsOf({ model }: SectionProps): StoredRow[] {
  const [prediction, target] = model.stored;
  if (prediction === undefined || target === undefined) return [];
  const error = target.values.map((v, b) => v - (prediction.values[b] ?? 0));
  return [
    { ...prediction, name: 'output' },
    { ...target, name: 'target' },
    { name: 'error', values: error, standard: undefined },
  ];
}

/** What the loss agent compares. */
export function LossValues(props: SectionProps) {
  const rows = rowsOf(props);
  if (rows.length === 0) return null;
  const limit = rows.reduce((top, row) => row.values.reduce((most, v) => Math.max(most, Math.abs(v)), top), 1e-9);
  return (
    <div className="insp-block">
      <h3>
        What it compares <small>error = target − output</small>
      </h3>
      <svg width={props.width} height={TOP + rows.length * LINE} aria-hidden="true">
        <StripHeads {...props} />
        {rows.map((row, at) => (
          <StoredStrip
            key={row.name}
            values={row.values}
            name={row.name}
            y={TOP + at * LINE}
            limit={limit}
            negative
            props={props}
          />
        ))}
      </svg>
      <DataTable
        caption="Output, target and error of each point"
        columns={['Point', ...rows.map((row) => row.name)]}
        rows={Array.from({ length: props.points }, (_, b) => [
          String(b + 1),
          ...rows.map((row) => fixed(row.values[b] ?? NaN, 3)),
        ])}
      />
    </div>
  );
}
