import { useState } from 'react';
import { scaleLinear } from 'd3-scale';
import { divergingColour } from '../../viz/common/colour.ts';
import { countWord, fixed, signed } from '../../viz/common/format.ts';
import type { HistoryRow, InspectorModel } from '../../viz/inspector/inspectorModel.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Cells, NotYet } from './Cells.tsx';
import type { SectionProps } from './sectionProps.ts';
import { MeanOrPoint, type Of } from './MeanOrPoint.tsx';

const LINE = 15;
/** Room for what the columns are. */
const TOP = 14;
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

/** Message and change of every inner step, mean or of the chosen point; what is yet to come is dimmed. */
export function History(props: SectionProps & { readonly note?: string }) {
  const { model, width, scales, note } = props;
  const [of, setOf] = useState<Of>('mean');
  const history = (of === 'point' ? model.historyAtPoint : undefined) ?? model.history;
  const bars = NUMBER + MESSAGE + 16;
  const zero = scaleLinear(scales.history, [bars, Math.max(bars + 20, width - VALUE - 4)]);
  const owns = model.group.ownsParameter;
  return (
    <div className="insp-block">
      <h3>
        {`Over the ${history.length === 1 ? 'step' : `${countWord(history.length)} steps`}`}{' '}
        {note !== undefined && <small>{note}</small>}
        {model.historyAtPoint !== undefined && !model.missing && (
          <MeanOrPoint label="Steps of" of={of} onChange={setOf} point={props.point} points={props.points} />
        )}
      </h3>
      <svg width={width} height={TOP + history.length * LINE} aria-hidden="true">
        <text className="insp-small" x={NUMBER} y={8}>
          message
        </text>
        {owns && (
          <text className="insp-small" x={width} y={8} textAnchor="end">
            {of === 'mean' ? 'change' : 'change it asks for'}
          </text>
        )}
        <g transform={`translate(0 ${TOP})`}>
          {owns && <line className="insp-zero" x1={zero(0)} x2={zero(0)} y1={-1} y2={history.length * LINE - 2} />}
          {history.map((row) => (
            <Row key={row.step} row={row} props={props} zero={zero} />
          ))}
        </g>
      </svg>
      <DataTable
        caption={`Every inner step: ${of === 'mean' ? 'change applied and mean message' : `point ${props.point + 1} alone`}`}
        columns={['Step', ...(owns ? ['Raw update', 'Change'] : []), 'Message']}
        rows={history.map((row) => [
          String(row.step),
          ...(owns ? [row.raw, row.update].map((v) => (v === undefined ? 'not kept' : signed(v, 4))) : []),
          row.message === undefined ? 'not kept' : [...row.message].map((v) => fixed(v, 2)).join(', '),
        ])}
      />
    </div>
  );
}
