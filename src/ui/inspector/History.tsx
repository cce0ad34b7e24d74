import { scaleLinear } from 'd3-scale';
import { divergingColour } from '../../viz/colour.ts';
import { countWord, fixed, signed } from '../../viz/format.ts';
import type { HistoryRow, InspectorModel } from '../../viz/inspectorModel.ts';
import { DataTable } from '../figures/DataTable.tsx';
import { Cells, NotYet } from './Cells.tsx';
import type { SectionProps } from './Inspector.tsx';

const LINE = 15;
const NUMBER = 18;
const VALUE = 48;
const MESSAGE = 88;

const isFuture = (row: HistoryRow, { step, spoken }: InspectorModel): boolean =>
  row.step > step || (row.step === step && !spoken);

function Row({
  row,
  props,
  zero,
}: {
  readonly row: HistoryRow;
  readonly props: SectionProps;
  readonly zero: (v: number) => number;
}) {
  const { model, theme, width } = props;
  const now = row.step === model.step;
  const future = isFuture(row, model);
  const y = (row.step - 1) * LINE;
  const strip = model.group.ownsParameter ? MESSAGE : width - NUMBER;
  const [from, to] = [zero(0), zero(row.update ?? 0)];
  return (
    <g>
      {now && <rect className="insp-now" x={-6} y={y - 1.5} width={width + 12} height={LINE} rx={4} />}
      <text className={now ? 'insp-strong' : undefined} x={6} y={y + 9.5} textAnchor="middle">
        {row.step}
      </text>
      <g opacity={future ? 0.38 : 1}>
        {row.message === undefined ? (
          <NotYet x={NUMBER} y={y + 0.5} width={strip} height={11} />
        ) : (
          <Cells
            values={row.message}
            columns={row.message.length}
            x={NUMBER}
            y={y + 0.5}
            cellWidth={strip / row.message.length}
            cellHeight={11.5}
            colour={(v) => divergingColour(theme, v)}
          />
        )}
        {row.update !== undefined && (
          <rect
            x={Math.min(from, to)}
            y={y + 1.5}
            width={Math.max(1, Math.abs(to - from))}
            height={9}
            rx={1.5}
            fill={divergingColour(theme, 0.72 * Math.sign(row.update))}
          />
        )}
      </g>
      {row.update !== undefined && (
        <text className={future ? undefined : 'insp-ink2'} x={width} y={y + 9.5} textAnchor="end">
          {signed(row.update, 3)}
        </text>
      )}
    </g>
  );
}

/** Mean message and change of every inner step; what is yet to come is dimmed. */
export function History(props: SectionProps & { readonly note?: string }) {
  const { model, width, scales, note } = props;
  const { history } = model;
  const bars = NUMBER + MESSAGE + 16;
  const zero = scaleLinear(scales.history, [bars, Math.max(bars + 20, width - VALUE - 4)]);
  const owns = model.group.ownsParameter;
  return (
    <div className="insp-block">
      <h3>
        {`Over the ${history.length === 1 ? 'step' : `${countWord(history.length)} steps`}`}{' '}
        <small>{[owns ? 'message, change' : 'message', note].filter(Boolean).join('; ')}</small>
      </h3>
      <svg width={width} height={history.length * LINE} aria-hidden="true">
        {owns && <line className="insp-zero" x1={zero(0)} x2={zero(0)} y1={-1} y2={history.length * LINE - 2} />}
        {history.map((row) => (
          <Row key={row.step} row={row} props={props} zero={zero} />
        ))}
      </svg>
      <DataTable
        caption="Every inner step: change applied and mean message"
        columns={['Step', ...(owns ? ['Mean raw update', 'Change'] : []), 'Mean message']}
        rows={history.map((row) => [
          String(row.step),
          ...(owns ? [row.raw, row.update].map((v) => (v === undefined ? 'not kept' : signed(v, 4))) : []),
          row.message === undefined ? 'not kept' : [...row.message].map((v) => fixed(v, 2)).join(', '),
        ])}
      />
    </div>
  );
}
