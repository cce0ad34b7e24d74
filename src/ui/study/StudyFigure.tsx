import { useMemo } from 'react';

import type { CurveKey } from '../../record/trainedRun.ts';
import { columnsOf, CURVE_WORDS, studyPanels, type Panel, type Panels, type SeedMark } from '../../study/panels.ts';
import { cellText, lossText } from '../../study/words.ts';
import { grouped } from '../../viz/common/format.ts';
import { pointing, stepping, type Cursor } from '../overlay/useCursor.ts';
import { DataTable } from '../parts/DataTable.tsx';
import type { OpenStudy } from './useStudy.ts';

const ROW_HEIGHT = 170;
/** Below them panels are too narrow to be read: the figure scrolls sideways. */
const LEAST_WIDTH = 340;
const LEAST_PANEL = 140;
const SIDE = 12;

function Mark({ mark: { kind, x, y, seed, loss } }: { readonly mark: SeedMark }) {
  const words = <title>{`Seed ${seed}: ${kind}${loss === undefined ? '' : `, loss ${loss.toPrecision(3)}`}`}</title>;
  if (kind === 'diverged')
    return (
      <path className="study-diverged" d={`M${x - 3},${y - 3}l6,6m0,-6l-6,6`}>
        {words}
      </path>
    );
  return (
    <circle className={kind === 'stuck' ? 'study-stuck' : 'study-seed'} cx={x} cy={y} r={2.6}>
      {words}
    </circle>
  );
}

interface PanelProps {
  readonly panel: Panel;
  readonly panels: Panels;
  readonly cursor: Cursor;
}

/** At the cursor: the median there and the seeds around it in the place of the end's. */
function PanelWords({ panel, at }: { readonly panel: Panel; readonly at: number | undefined }) {
  const value = at === undefined ? undefined : panel.valueAt(at);
  const right = value === undefined ? panel.countText : `${lossText(value.low)} to ${lossText(value.high)}`;
  return (
    <>
      <text className="study-median" y={-7}>
        {at === undefined ? panel.medianText : lossText(value?.median)}
      </text>
      <text className="study-faint" x={panel.width} y={-7} textAnchor="end">
        {right}
      </text>
    </>
  );
}

function PanelPlot({ panel, panels: { yTicks, metaStepAt, xAt }, cursor }: PanelProps) {
  const { at } = cursor;
  const value = at === undefined ? undefined : panel.valueAt(at);
  return (
    <g transform={`translate(${panel.x} ${panel.y})`}>
      <PanelWords panel={panel} at={at} />
      {yTicks.map(({ text, y }) => (
        <line key={text} className="study-grid" x2={panel.width} y1={y} y2={y} />
      ))}
      <path className="study-band" d={panel.band} />
      <path className="study-best" d={panel.best} />
      <path className="study-line" d={panel.median} />
      {panel.marks.map((mark) => (
        <Mark key={mark.seed} mark={mark} />
      ))}
      {at !== undefined && <line className="study-cursor" x1={xAt(at)} x2={xAt(at)} y2={panel.height} />}
      {at !== undefined && value !== undefined && <circle className="study-seed" cx={xAt(at)} cy={value.y} r={3} />}
      <rect className="study-surface" width={panel.width} height={panel.height} {...pointing(cursor, metaStepAt)} />
    </g>
  );
}

/** What the panels are of, and their ticks. */
function Axes({ panels, at }: { readonly panels: Panels; readonly at: number | undefined }) {
  const left = Math.min(...panels.panels.map(({ x }) => x));
  return (
    <>
      {panels.columns.map(({ text, x }) => (
        <text key={text} className="study-faint" x={x} y={12}>
          {text}
        </text>
      ))}
      {panels.rows.map(({ text, y }) => (
        <text key={text} className="study-median" x={4 - SIDE} y={y + 15}>
          {text}
        </text>
      ))}
      {panels.panels
        .filter(({ x }) => x === left)
        .flatMap((panel) =>
          panels.yTicks.map(({ text, y }) => (
            <text
              key={`${panel.cell} ${text}`}
              className="study-faint"
              x={panel.x - 6}
              y={panel.y + y + 4}
              textAnchor="end"
            >
              {text}
            </text>
          )),
        )}
      {panels.panels.slice(-panels.columns.length).map(({ cell, x, width: wide }) => (
        <g key={cell} className="study-faint" transform={`translate(${x} ${panels.height + 6})`}>
          {at === undefined ? (
            <>
              <text>0</text>
              <text x={wide - 18} textAnchor="end">{`${grouped(panels.xLast)} meta-steps`}</text>
            </>
          ) : (
            <text x={panels.xAt(at)} textAnchor={panels.xAt(at) < wide / 2 ? 'start' : 'end'}>
              {`meta-step ${grouped(at)}`}
            </text>
          )}
        </g>
      ))}
    </>
  );
}

/** The lowest and the highest cell at a meta-step. */
function extremes({ cells }: OpenStudy, { panels }: Panels, at: number): string {
  const found = panels
    .flatMap(({ cell, valueAt }) => ({ cell: cells[cell], median: valueAt(at)?.median ?? NaN }))
    .filter(({ median }) => !Number.isNaN(median))
    .sort((a, b) => a.median - b.median);
  const said = [found[0], found.at(-1)].map((each) =>
    each?.cell === undefined ? '' : `${cellText(each.cell)} ${lossText(each.median)}`,
  );
  return `Meta-step ${grouped(at)}: from ${said.join(' to ')}`;
}

/** What the panels say, at a few meta-steps and at the cursor. */
function PanelTable({ study, panels, at, curve }: TableProps) {
  const { data, cells } = study;
  const steps = [1, ...[0.25, 0.5, 0.75, 1].map((share) => Math.round(share * panels.xLast))];
  const all = at === undefined ? steps : [...steps, at];
  return (
    <>
      <p className="fig-hidden" aria-live="polite">
        {at !== undefined && extremes(study, panels, at)}
      </p>
      <DataTable
        caption={`${data.study.name}: median ${CURVE_WORDS[curve]} over the seeds`}
        columns={['Cell', ...all.map((step, i) => `${i < steps.length ? '' : 'cursor, '}meta-step ${grouped(step)}`)]}
        rows={panels.panels.map(({ cell, valueAt }) => [
          cells[cell] === undefined ? '' : cellText(cells[cell]),
          ...all.map((step) => lossText(valueAt(step)?.median)),
        ])}
      />
    </>
  );
}

interface FigureProps {
  readonly study: OpenStudy;
  readonly width: number;
  readonly curve: CurveKey;
  readonly cursor: Cursor;
}

type TableProps = Pick<FigureProps, 'study' | 'curve'> & { readonly panels: Panels; readonly at: number | undefined };

/** Small multiples of a study: one panel a cell, the same axes in all, one cursor through all. */
export function StudyFigure({ study, width, curve, cursor }: FigureProps) {
  const panels = useMemo(() => {
    const { data, cells } = study;
    return studyPanels(data, cells, {
      width: Math.max(LEAST_WIDTH, LEAST_PANEL * columnsOf(cells, data), width - 2 * SIDE),
      rowHeight: ROW_HEIGHT,
      key: curve,
    });
  }, [study, width, curve]);
  return (
    <>
      <svg
        className="study-figure"
        width={panels.width + 2 * SIDE}
        height={Math.ceil(panels.height) + 14}
        role="img"
        aria-label={`${study.data.study.name}: ${CURVE_WORDS[curve]} over meta-steps, one panel for each cell`}
        {...stepping(cursor, [1, panels.xLast])}
      >
        <g transform={`translate(${SIDE} 0)`}>
          <Axes panels={panels} at={cursor.at} />
          {panels.panels.map((panel) => (
            <PanelPlot key={panel.cell} {...{ panel, panels, cursor }} />
          ))}
        </g>
      </svg>
      <PanelTable {...{ study, panels, curve }} at={cursor.at} />
    </>
  );
}
