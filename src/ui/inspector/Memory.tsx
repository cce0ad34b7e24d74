import { useState } from 'react';
import { divergingColour, sequentialColour } from '../../viz/common/colour.ts';
import { fixed } from '../../viz/common/format.ts';
import type { MemoryModel } from '../../viz/inspector/inspectorModel.ts';
import { DataTable } from '../parts/DataTable.tsx';
import { Cells, NotYet } from './Cells.tsx';
import type { SectionProps } from './sectionProps.ts';
import { MeanOrPoint, type Of } from './MeanOrPoint.tsx';

const LABEL = 48;
const TOP = 17;
const LINE = 14;
const CELL = 12;

function Bracket({ x, width, text }: { readonly x: number; readonly width: number; readonly text: string }) {
  return (
    <g>
      <path className="insp-bracket" d={`M${x + 0.5} 14v-3.500h${Math.max(1, width - 2)}v3.500`} />
      {text.length * 5.2 <= width + 8 && (
        <text className="insp-small" x={x + width / 2} y={7.5} textAnchor="middle">
          {text}
        </text>
      )}
    </g>
  );
}

function Brackets({ memory, cell }: { readonly memory: MemoryModel; readonly cell: number }) {
  const { ownsUpdate, privateChannels, messageChannels } = memory;
  const own = ownsUpdate ? 1 : 0;
  const span = (from: number, count: number, text: string) => (
    <Bracket x={LABEL + from * cell} width={count * cell} text={text} />
  );
  return (
    <>
      {ownsUpdate && span(0, 1, 'Δ')}
      {privateChannels > 0 && span(own, privateChannels, 'private memory')}
      {span(own + privateChannels, messageChannels, messageChannels > 3 ? 'last message' : 'said')}
    </>
  );
}

type Theming = SectionProps['theme'];

interface MemoryRow {
  readonly name: string;
  readonly help: string;
  readonly values: Float32Array | undefined;
  readonly colour: (value: number) => string;
}

function rowsOf({ before, keep, reset, after }: MemoryModel, theme: Theming): MemoryRow[] {
  const value = (v: number): string => divergingColour(theme, v);
  const gate = (v: number): string => sequentialColour(theme, v);
  const help = {
    before: 'Memory (the carry) this agent brought from the last step.',
    keep: 'Keep gate u of the GRU: 1 keeps the old value, 0 takes the new one.',
    reset: 'Reset gate r of the GRU: 0 hides the old value while the new one is made.',
    after: 'Memory after this step: its first channel is the change asked for, its last ones the message.',
  };
  return [
    { name: 'before', help: help.before, values: before, colour: value },
    { name: 'keep', help: help.keep, values: keep, colour: gate },
    { name: 'reset', help: help.reset, values: reset, colour: gate },
    { name: 'after', help: help.after, values: after, colour: value },
  ];
}

function Row({ row, y, width, cell }: Record<'y' | 'width' | 'cell', number> & { readonly row: MemoryRow }) {
  const { name, help, values, colour } = row;
  const strip = { x: LABEL, y, cellWidth: cell, cellHeight: CELL, colour };
  return (
    <g>
      <title>{help}</title>
      <text className={name === 'before' || name === 'after' ? 'insp-ink2' : undefined} x={0} y={y + 9.5}>
        {name}
      </text>
      {values === undefined ? (
        <NotYet x={LABEL} y={y} width={width - LABEL} height={CELL - 1} />
      ) : (
        <Cells values={values} columns={values.length} {...strip} />
      )}
    </g>
  );
}

/** Memory before and after, and the two gates between them: the mean over the points, or of the chosen one. */
export function Memory({ model, theme, width, point, points }: SectionProps) {
  const [of, setOf] = useState<Of>('mean');
  const memory = of === 'mean' ? model.memory : model.memoryAtPoint;
  if (memory === undefined) return null;
  const channels = (memory.ownsUpdate ? 1 : 0) + memory.privateChannels + memory.messageChannels;
  const cell = (width - LABEL) / channels;
  const rows = rowsOf(memory, theme);
  return (
    <div className="insp-block">
      <h3>
        Memory <small>gates from 0 to 1</small>
        <MeanOrPoint label="Memory of" of={of} onChange={setOf} point={point} points={points} />
      </h3>
      <svg
        width={width}
        height={TOP + rows.length * LINE}
        role="img"
        aria-label="Memory before and after this step and the keep and reset gates, one cell per channel"
      >
        <Brackets memory={memory} cell={cell} />
        {rows.map((row, at) => (
          <Row key={row.name} row={row} y={TOP + at * LINE} width={width} cell={cell} />
        ))}
      </svg>
      <DataTable
        caption={`Memory and gates, ${of === 'mean' ? 'mean over the points' : `point ${point + 1}`}`}
        columns={['What', ...Array.from({ length: channels }, (_, c) => `channel ${c + 1}`)]}
        rows={rows.flatMap(({ name, values }) =>
          values === undefined ? [] : [[name, ...Array.from(values, (v) => fixed(v, 3))]],
        )}
      />
    </div>
  );
}
