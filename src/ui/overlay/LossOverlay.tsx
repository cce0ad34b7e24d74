import { useRef, type ReactNode } from 'react';

import { CURVE_WORDS } from '../../study/panels.ts';
import { grouped, lossText } from '../../viz/common/format.ts';
import { csvOf, type Table } from '../../viz/export/exportTables.ts';
import { lossAt, OVERLAID, type OverlaidRun } from '../../viz/meta/runCurves.ts';
import { FileButtons, pictureOnScreen } from '../export/FileButtons.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { useSize } from '../parts/useSize.ts';
import { OverlayPlot } from './OverlayPlot.tsx';
import type { Cursor } from './useCursor.ts';
import './overlay.css';

/** More lines than these cannot be told apart. */
export const MOST_OVERLAID = 12;

interface LossOverlayProps {
  readonly runs: readonly OverlaidRun[];
  readonly title: string;
  readonly cursor: Cursor;
  /** Name of the files, without an ending. */
  readonly file: string;
  readonly table: () => Table;
  /** How it is to be read. */
  readonly children: ReactNode;
}

/** Losses at the first meta-step, at the cursor and at the end, for those who do not see the lines. */
function LossTable({ runs, title, cursor: { at } }: Pick<LossOverlayProps, 'runs' | 'title' | 'cursor'>) {
  const columns = OVERLAID.flatMap((key) => [
    `${CURVE_WORDS[key]} at its first meta-step`,
    ...(at === undefined ? [] : [`${CURVE_WORDS[key]} at meta-step ${grouped(at)}`]),
    `${CURVE_WORDS[key]} at its last meta-step`,
  ]);
  const row = ({ name, points }: OverlaidRun) => {
    const losses = OVERLAID.flatMap((key) => [
      points[key][0]?.value,
      ...(at === undefined ? [] : [lossAt(points[key], at)]),
      points[key].at(-1)?.value,
    ]);
    return [name, ...losses.map((loss) => (loss === undefined ? '–' : lossText(loss)))];
  };
  const said = runs.flatMap(({ name, points }) => {
    const loss = at === undefined ? undefined : lossAt(points.heldOut, at);
    return loss === undefined ? [] : [`${name} ${lossText(loss)}`];
  });
  return (
    <>
      <p className="fig-hidden" aria-live="polite">
        {at !== undefined && `Held-out loss at meta-step ${grouped(at)}: ${said.join('; ')}`}
      </p>
      <DataTable caption={title} columns={['Run', ...columns]} rows={runs.map(row)} />
    </>
  );
}

/** The losses of runs over one another, as figure, table and files. */
export function LossOverlay({ runs, title, cursor, file, table, children }: LossOverlayProps) {
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  return (
    <>
      <div className="study-tools">
        <FileButtons
          of="the losses"
          disabled={runs.length === 0}
          files={[
            ['SVG', `${file}.svg`, 'image/svg+xml', () => pictureOnScreen(holder.current, title, 'svg')],
            ['PNG', `${file}.png`, 'image/png', () => pictureOnScreen(holder.current, title, 'png')],
            ['CSV', `${file}.csv`, 'text/csv', () => csvOf(table())],
          ]}
        />
        <span>{children}</span>
      </div>
      <div ref={holder}>{width > 0 && runs.length > 0 && <OverlayPlot {...{ runs, width, title, cursor }} />}</div>
      {runs.length > 0 && <LossTable {...{ runs, title, cursor }} />}
    </>
  );
}
