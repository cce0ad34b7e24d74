import { useCallback, useState, type PointerEvent } from 'react';
import { topologyOf } from '../../experiment/topology.ts';
import { meanRow, type Matrix } from '../../viz/agents/agentData.ts';
import { receiverInWords, senderInWords } from '../../viz/agents/agentNames.ts';
import { divergingColour, sequentialColour } from '../../viz/common/colour.ts';
import type { Theme } from '../../viz/common/palette.ts';
import { fixed, lossText } from '../../viz/common/format.ts';
import { cellText, loudestText, type MessageCell, type NameOf } from '../../viz/inspector/cellWords.ts';
import { useChannelNames } from '../parts/channelNames.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Cells, NotYet } from './Cells.tsx';
import type { SectionProps } from './sectionProps.ts';

const LEFT = 31;
const MIDDLE = 40;
const TOP = 20;
const MEAN_HEIGHT = 15;

interface Frame {
  readonly x: number;
  readonly width: number;
  readonly rowHeight: number;
  readonly rows: number;
}

/** Row height that keeps the map near 85 px tall for any batch. */
const rowHeightFor = (rows: number): number => Math.min(11, Math.max(2.5, 85 / Math.max(1, rows)));

function HeatMap({ matrix, frame, theme }: { readonly matrix: Matrix; readonly frame: Frame; readonly theme: Theme }) {
  const colour = useCallback((value: number) => divergingColour(theme, value), [theme]);
  const { x, width, rowHeight, rows } = frame;
  const cellWidth = width / matrix.columns;
  const meanY = TOP + rows * rowHeight + 5;
  return (
    <g>
      <Cells
        values={matrix.data}
        columns={matrix.columns}
        x={x}
        y={TOP}
        cellWidth={cellWidth}
        cellHeight={rowHeight}
        colour={colour}
      />
      <Cells
        values={meanRow(matrix)}
        columns={matrix.columns}
        x={x}
        y={meanY}
        cellWidth={cellWidth}
        cellHeight={MEAN_HEIGHT}
        colour={colour}
      />
      <rect className="insp-mean-frame" x={x - 1} y={meanY - 1} width={width + 1.2} height={MEAN_HEIGHT + 1.2} rx={2} />
    </g>
  );
}

/** The loss agent's hearing: one bar per point. */
function LossBars({
  matrix,
  frame,
  theme,
  point,
}: {
  readonly matrix: Matrix;
  readonly frame: Frame;
  readonly theme: Theme;
  readonly point: number;
}) {
  const { x, width, rowHeight, rows } = frame;
  const most = matrix.data.reduce((top, v) => Math.max(top, v), 1e-12);
  const mean = matrix.data.reduce((sum, v) => sum + v, 0) / Math.max(1, rows);
  return (
    <g>
      {Array.from(matrix.data, (loss, b) => (
        <g key={b}>
          <rect
            x={x}
            y={TOP + b * rowHeight}
            width={Math.max(1, (loss / most) * (width - 46))}
            height={Math.max(1, rowHeight - 0.8)}
            fill={sequentialColour(theme, 0.25 + (0.75 * loss) / most)}
          />
          {b === point && (
            <text
              className="insp-tiny insp-strong"
              x={x + width - 3}
              y={TOP + (b + 0.5) * rowHeight + 3.6}
              textAnchor="end"
            >
              {lossText(loss)}
            </text>
          )}
        </g>
      ))}
      <text
        className="insp-strong"
        x={x}
        y={TOP + rows * rowHeight + 16.5}
      >{`mean of ${rows}: ${lossText(mean)}`}</text>
    </g>
  );
}

function RowNumbers({ frame, point }: { readonly frame: Frame; readonly point: number }) {
  const named = new Set([0, frame.rows - 1, point]);
  // The chosen point outranks a first or last number it would touch.
  const touching = (row: number): boolean => row !== point && Math.abs(row - point) * frame.rowHeight < 9;
  return [...named]
    .filter((row) => !touching(row))
    .map((row) => (
      <text
        key={row}
        className={row === point ? 'insp-tiny insp-strong' : 'insp-tiny'}
        x={LEFT - 5}
        y={TOP + (row + 0.5) * frame.rowHeight + 3.4}
        textAnchor="end"
      >
        {row + 1}
      </text>
    ));
}

const meansText = (matrix: Matrix | undefined): string[] =>
  matrix === undefined ? [] : [...meanRow(matrix)].map((v) => fixed(v, 3));

/** One side: its title and its map, its bars, or an outline. */
function Side({ matrix, frame, title, who, bars, theme, point, onPoint, onCell }: SideProps) {
  const { x, width, rows, rowHeight } = frame;
  const channelAt = ({ clientX, currentTarget }: PointerEvent<SVGRectElement>) => {
    const box = currentTarget.getBoundingClientRect();
    const columns = matrix?.columns ?? 1;
    return Math.min(columns - 1, Math.max(0, Math.floor(((clientX - box.left) / box.width) * columns)));
  };
  return (
    <g>
      <text x={x} y={9}>
        <tspan className="insp-map-title">{title}</tspan>
        <tspan dx={5}>{who}</tspan>
      </text>
      {matrix === undefined && <NotYet x={x} y={TOP} width={width} height={rows * rowHeight} text="not yet" />}
      {matrix !== undefined && bars && <LossBars matrix={matrix} frame={frame} theme={theme} point={point} />}
      {matrix !== undefined && !bars && <HeatMap matrix={matrix} frame={frame} theme={theme} />}
      {matrix !== undefined &&
        Array.from({ length: rows }, (_, b) => (
          <rect
            key={b}
            className={b === point ? 'insp-row insp-row-chosen' : 'insp-row'}
            x={x - 1.5}
            y={TOP + b * rowHeight - 0.9}
            width={width + 2.2}
            height={rowHeight + 1}
            onClick={() => onPoint(b)}
            onPointerMove={bars ? undefined : (event) => onCell({ point: b, channel: channelAt(event) })}
            onPointerLeave={() => onCell(undefined)}
          />
        ))}
    </g>
  );
}

interface SideProps {
  readonly matrix: Matrix | undefined;
  readonly frame: Frame;
  readonly title: string;
  /** The other end of the line: `to ReLU 9`. */
  readonly who: string;
  readonly bars: boolean;
  readonly theme: Theme;
  readonly point: number;
  readonly onPoint: (point: number) => void;
  readonly onCell: (cell: Omit<MessageCell, 'says'> | undefined) => void;
}

/** What the agent says (left) and hears (right): points down, channels across, the mean below. */
export function Messages(props: SectionProps & { readonly words?: readonly [to: string, from: string] }) {
  const { record, model, theme, width, point, points, onPoint, words } = props;
  const { spec } = record.header;
  const { ref, says, hears } = model;
  const loss = model.group.kind === 'loss';
  const [to, from] = words ?? [
    `to ${receiverInWords(spec, ref)}`,
    loss ? 'its own loss' : `from ${senderInWords(spec, ref)}`,
  ];
  const map = (width - LEFT - MIDDLE) / 2;
  const rowHeight = rowHeightFor(points);
  const left: Frame = { x: LEFT, width: map, rowHeight, rows: points };
  const right: Frame = { ...left, x: width - map };
  const foot = TOP + points * rowHeight;
  const [arrowX, arrowY] = [LEFT + map + MIDDLE / 2, (TOP + foot) / 2];
  const [cell, setCell] = useState<MessageCell>();
  const named = useChannelNames();
  const sender = topologyOf(spec).senderTo(ref.group);
  const nameOf: NameOf = (said, channel) => named(said ? ref.group : (sender?.id ?? ''), channel);
  const channels = Array.from({ length: spec.rule.messageSize }, (_, c) => c);
  const shared = { theme, point, onPoint };
  const on =
    (says: boolean): SideProps['onCell'] =>
    (to) =>
      setCell(to && { says, ...to });
  return (
    <div className="insp-block">
      <svg
        width={width}
        height={foot + 5 + MEAN_HEIGHT + 3}
        role="img"
        aria-label={`Says ${to}, hears ${from}: one row per point, one column per channel, means below`}
      >
        <RowNumbers frame={left} point={point} />
        <Side {...shared} matrix={says} frame={left} title="Says" who={to} bars={false} onCell={on(true)} />
        <Side {...shared} matrix={hears} frame={right} title="Hears" who={from} bars={loss} onCell={on(false)} />
        {(says !== undefined || (hears !== undefined && !loss)) && (
          <text className="insp-strong" x={LEFT - 5} y={foot + 16} textAnchor="end">
            mean
          </text>
        )}
        <path className="insp-arrow" d={`M${arrowX + 8} ${arrowY}h-16m4.5 -4.5l-4.5 4.5l4.5 4.5`} />
      </svg>
      <p className="insp-note" data-testid="message-cell">
        {cell === undefined ? loudestText(model, nameOf) : cellText(model, cell, nameOf)}
      </p>
      <DataTable
        caption="Mean message over the points of the batch"
        columns={['Direction', ...channels.map((c) => `channel ${c + 1}`)]}
        rows={[
          ['says', ...meansText(says)],
          ...(loss ? [] : [['hears', ...meansText(hears)]]),
          ...(named(ref.group, 0) === undefined
            ? []
            : [['what it says is', ...channels.map((c) => nameOf(true, c) ?? '')]]),
        ]}
      />
    </div>
  );
}
