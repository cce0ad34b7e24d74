import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { curveLosses, type Curve } from '../../record/trainedRun.ts';
import type { RunStore } from '../../runs/store.ts';
import type { KeptRun } from '../../store/runs/keptRuns.ts';
import { grouped, lossText, tickText } from '../../viz/common/format.ts';
import { csvOf, type Table } from '../../viz/export/exportTables.ts';
import type { CurveKey } from '../../record/trainedRun.ts';
import { runLines, type RunLines } from '../../viz/meta/runCurves.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import { saving } from '../export/saving.ts';
import { useLab } from '../LabContext.tsx';
import { DataTable } from '../parts/DataTable.tsx';
import { useSize } from '../parts/useSize.ts';
import { CurveChoice } from '../study/CurveChoice.tsx';
import { lossOf } from './words.ts';

/** More lines than these cannot be told apart. */
const MOST = 12;
const COLOURS = ['--accent', '--rival', '--maml', '--adam', '--meta-sgd', '--sgd'];
const HEIGHT = 238;
const LEFT = 52;
const TOP = 8;
const FOOT = 40;
const RIGHT = 12;

/** Colours first, then the same ones dashed. */
const lookOf = (i: number) => ({
  stroke: `var(${COLOURS[i % COLOURS.length] ?? '--ink'})`,
  strokeDasharray: i < COLOURS.length ? undefined : '5 3',
});

/** The curves of the runs, as they stand in the store. */
function useCurves(chosen: readonly KeptRun[], store: RunStore): ReadonlyMap<string, Curve> {
  const [curves, setCurves] = useState<ReadonlyMap<string, Curve>>(new Map());
  const wanted = chosen.map(({ run }) => `${run.id} ${run.metaSteps}`).join();
  useEffect(() => {
    let gone = false;
    void Promise.all(chosen.map(async ({ run }) => [run.id, await store.curve(run)] as const)).then(
      (read) => {
        if (!gone) setCurves(new Map(read));
      },
      () => undefined, // the table said what is wrong with the store
    );
    return () => {
      gone = true;
    };
    // `wanted` says which of them, and how far they are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, store]);
  return curves;
}

interface DrawnRun {
  readonly kept: KeptRun;
  readonly curve: Curve;
}

interface PlotProps {
  readonly drawn: readonly DrawnRun[];
  readonly loss: CurveKey;
  readonly width: number;
  readonly at: number | undefined;
  readonly onAt: (metaStep: number | undefined) => void;
}

function Axes({ lines, width }: { readonly lines: RunLines; readonly width: number }) {
  return (
    <>
      {lines.yTicks.map(({ value, y }) => (
        <g key={value} transform={`translate(0 ${y})`}>
          <line className="study-grid" x2={width} />
          <text className="study-faint" x={-6} y={4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {lines.xTicks.map(({ value, x }) => (
        <text
          key={value}
          className="study-faint"
          x={x}
          y={HEIGHT - TOP - 22}
          textAnchor={x < 20 ? 'start' : x > width - 20 ? 'end' : 'middle'}
        >
          {grouped(value)}
        </text>
      ))}
      <text className="study-faint" x={width / 2} y={HEIGHT - TOP - 4} textAnchor="middle">
        meta-step
      </text>
    </>
  );
}

function Plot({ drawn, loss, width, at, onAt }: PlotProps) {
  const [plotWidth, plotHeight] = [width - LEFT - RIGHT, HEIGHT - TOP - FOOT];
  const lines = runLines(
    drawn.map(({ kept, curve }) => ({ from: kept.run.from, curve })),
    loss,
    { width: plotWidth, height: plotHeight },
  );
  const losses = at === undefined ? [] : lines.lossAt(at);
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    onAt(lines.metaStepAt((event.clientX - left) / zoomOf(event.currentTarget) - LEFT));
  };
  const last = lines.metaStepAt(plotWidth);
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const step = Math.max(1, Math.round(last / 50));
    onAt(Math.max(1, Math.min(last, (at ?? last) + by * step)));
  };
  return (
    <>
      <svg
        className="study-figure"
        width={width}
        height={HEIGHT}
        role="img"
        tabIndex={0}
        aria-label={`${loss === 'heldOut' ? 'Held-out loss' : 'Meta-loss'} of the chosen runs over meta-steps, log axis`}
        onPointerMove={move}
        onPointerLeave={() => onAt(undefined)}
        onKeyDown={keys}
        onBlur={() => onAt(undefined)}
      >
        <g transform={`translate(${LEFT} ${TOP})`}>
          <Axes lines={lines} width={plotWidth} />
          {lines.paths.map((path, i) => (
            <path key={drawn[i]?.kept.run.id} className="runs-line" d={path} style={lookOf(i)} />
          ))}
          {at !== undefined && <Cursor at={at} lines={lines} width={plotWidth} height={plotHeight} />}
        </g>
      </svg>
      <ul className="runs-legend">
        {drawn.map(({ kept: { run } }, i) => (
          <li key={run.id}>
            <svg width="22" height="8" aria-hidden="true">
              <path className="runs-line" d="M0,4H22" style={lookOf(i)} />
            </svg>
            {run.name}
            {losses[i] !== undefined && <b>{lossText(losses[i])}</b>}
          </li>
        ))}
        {at !== undefined && <li>{`at meta-step ${grouped(at)}`}</li>}
      </ul>
    </>
  );
}

interface CursorProps {
  readonly at: number;
  readonly lines: RunLines;
  readonly width: number;
  readonly height: number;
}

function Cursor({ at, lines, width, height }: CursorProps) {
  const [low, high] = [lines.metaStepAt(0), lines.metaStepAt(width)];
  const x = ((at - low) / Math.max(1, high - low)) * width;
  return <line className="study-cursor" x1={x} x2={x} y2={height} />;
}

const tableOf = (drawn: readonly DrawnRun[]): Table => ({
  caption: 'Losses of runs',
  columns: ['run', 'name', 'metaStep', 'metaLoss', 'heldOut'],
  rows: drawn.flatMap(({ kept: { run }, curve }) =>
    curveLosses(curve).map(({ metaLoss, heldOut }, i) => [run.id, run.name, run.from + i + 1, metaLoss, heldOut]),
  ),
});

/** The figure as files. */
function Exports({
  figure,
  drawn,
}: {
  readonly figure: () => HTMLElement | null;
  readonly drawn: readonly DrawnRun[];
}) {
  const lab = useLab();
  const picture = (kind: 'svg' | 'png') =>
    saving(lab, async () => {
      const root = figure();
      if (root === null) return;
      // What draws it loads when it is first asked for.
      const { pictureOf, PICTURE_TYPES } = await import('../export/figureSvg.ts');
      lab.saveFile(await pictureOf(root, 'Losses of runs', kind), `runs.${kind}`, PICTURE_TYPES[kind]);
    });
  const files = [
    ['SVG', () => void picture('svg')],
    ['PNG', () => void picture('png')],
    ['CSV', () => lab.saveFile(csvOf(tableOf(drawn)), 'runs.csv', 'text/csv')],
  ] as const;
  return files.map(([name, save]) => (
    <button key={name} type="button" className="btn" disabled={drawn.length === 0} onClick={save}>
      {name}
    </button>
  ));
}

/** The losses of the chosen runs, over one another. */
export function RunCurves({ chosen, store }: { readonly chosen: readonly KeptRun[]; readonly store: RunStore }) {
  const holder = useRef<HTMLDivElement>(null);
  const { width } = useSize(holder);
  const [loss, setLoss] = useState<CurveKey>('heldOut');
  const [at, setAt] = useState<number>();
  const curves = useCurves(chosen.slice(0, MOST), store);
  const drawn = chosen.slice(0, MOST).flatMap((kept) => {
    const curve = curves.get(kept.run.id);
    return curve === undefined || curve.values.length === 0 ? [] : [{ kept, curve }];
  });
  return (
    <section className="study-section" aria-label="Losses of the chosen runs">
      <h2>Losses</h2>
      <div className="study-tools">
        <CurveChoice label="What is drawn" value={loss} onChange={setLoss} />
        <Exports figure={() => holder.current} drawn={drawn} />
        <span>
          {'Moving means; the first meta-step as it was.'}
          {chosen.length > MOST && ` The first ${MOST} of ${chosen.length} are drawn.`}
        </span>
      </div>
      <div ref={holder}>
        {width > 0 && drawn.length > 0 ? (
          <Plot drawn={drawn} loss={loss} width={width} at={at} onAt={setAt} />
        ) : (
          <p>No meta-step is done yet.</p>
        )}
      </div>
      <DataTable
        caption="Held-out loss of the chosen runs at their end"
        columns={['Run', 'Meta-steps', 'Held-out loss']}
        rows={drawn.map(({ kept: { run, heldOut } }) => [run.name, grouped(run.metaSteps), lossOf(heldOut)])}
      />
    </section>
  );
}
