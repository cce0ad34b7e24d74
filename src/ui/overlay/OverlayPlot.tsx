import { capital } from '../../lib/capital.ts';
import { useMemo, type CSSProperties } from 'react';

import { grouped, lossText, tickText } from '../../viz/common/format.ts';
import {
  cutName,
  overlayOf,
  shortNames,
  type OverlaidRun,
  type Overlay,
  type OverlayPanel,
} from '../../viz/meta/runCurves.ts';
import { CURVE_WORDS } from '../../study/panels.ts';
import { pointing, stepping, type Cursor } from './useCursor.ts';

const COLOURS = ['--accent', '--rival', '--maml', '--adam', '--meta-sgd', '--sgd'];
const HEIGHT = 190;
const LEFT = 52;
const TOP = 22;
const GAP = 30;
const FOOT = 36;
const LABEL_GAP = 13;
/** From a line's end to its label. */
const LEADER = 14;
/** What a loss takes, and about what a letter does. */
const VALUE = 42;
const LETTER = 5.9;

/** Colours first, then the same ones dashed. */
const lookOf = (group: number): CSSProperties => ({
  stroke: `var(${COLOURS[group % COLOURS.length] ?? '--ink'})`,
  strokeDasharray: Math.floor(group / COLOURS.length) % 2 === 0 ? undefined : '5 3',
});

/** Where the last panel ends. */
const bottomOf = (panels: readonly OverlayPanel[]) => (panels.at(-1)?.top ?? 0) + HEIGHT;

interface PlaceProps {
  readonly overlay: Overlay;
  readonly width: number;
}

/** Meta-steps; below them that of the cursor. */
function XAxis({ overlay: { xTicks, xAt, panels }, width, at }: PlaceProps & { readonly at: number | undefined }) {
  const bottom = bottomOf(panels);
  const anchor = (x: number, room: number) => (x < room ? 'start' : x > width - room ? 'end' : 'middle');
  const here = at === undefined ? width / 2 : Math.max(0, Math.min(width, xAt(at)));
  return (
    <g className="study-faint">
      {xTicks.map(({ value, x }) => (
        <text key={value} x={x} y={bottom + 16} textAnchor={anchor(x, 20)}>
          {grouped(value)}
        </text>
      ))}
      <text
        className={at === undefined ? undefined : 'study-median'}
        x={here}
        y={bottom + 31}
        textAnchor={anchor(here, 50)}
      >
        {at === undefined ? 'meta-step' : `meta-step ${grouped(at)}`}
      </text>
    </g>
  );
}

interface PanelProps extends PlaceProps {
  readonly panel: OverlayPanel;
  readonly runs: readonly OverlaidRun[];
  readonly names: readonly string[];
  readonly cursor: Cursor;
}

/** One loss of all runs; each line's label says its loss at the cursor, or at its end. */
function Panel({ panel, runs, names, overlay, width, cursor }: PanelProps) {
  const at = cursor.at ?? Infinity;
  const found = panel.at(at);
  const same = overlay.panels.length === 1 ? '; the meta-loss is the same' : '';
  const words = `${CURVE_WORDS[panel.key]}${same}`;
  return (
    <g transform={`translate(0 ${panel.top})`}>
      <text className="study-median" y={-7}>
        {capital(words)}
      </text>
      {panel.yTicks.map(({ value, y }) => (
        <g key={value} transform={`translate(0 ${y})`}>
          <line className="study-grid" x2={width} />
          <text className="study-faint" x={-6} y={4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {panel.lines.map((line, i) => {
        const run = runs[i];
        if (line === undefined || run === undefined) return null;
        const { path, end } = line;
        const here = found[i];
        const loss = cursor.at === undefined ? run.points[panel.key].at(-1)?.value : here?.loss;
        return (
          <g key={run.id}>
            <title>{run.name}</title>
            <path
              className="overlay-leader"
              d={`M${end.x},${end.y}H${Math.max(end.x, width)}L${width + LEADER - 3},${end.labelY}`}
            />
            <path className="runs-line" d={path} style={lookOf(run.group)} />
            {here !== undefined && (
              <circle className="overlay-dot" cx={overlay.xAt(at)} cy={here.y} r={2.6} style={lookOf(run.group)} />
            )}
            <text className="study-median" x={width + LEADER} y={end.labelY + 4}>
              {loss === undefined ? '–' : lossText(loss)}
            </text>
            <text className="study-faint" x={width + LEADER + VALUE} y={end.labelY + 4}>
              {names[i]}
            </text>
          </g>
        );
      })}
    </g>
  );
}

interface OverlayPlotProps {
  readonly runs: readonly OverlaidRun[];
  readonly width: number;
  readonly title: string;
  readonly cursor: Cursor;
}

/** Held-out loss and meta-loss of runs over one another, a label beside each line, one cursor through both. */
export function OverlayPlot({ runs, width, title, cursor }: OverlayPlotProps) {
  const short = shortNames(runs.map(({ name }) => name));
  const longest = short.reduce((most, name) => Math.max(most, name.length), 0);
  const room = Math.min(longest * LETTER, width * 0.45 - VALUE - LEADER);
  const names = short.map((name) => cutName(name, Math.floor(room / LETTER)));
  const plotWidth = Math.floor(width - LEFT - LEADER - VALUE - room);
  const overlay = useMemo(
    () => overlayOf(runs, { width: plotWidth, height: HEIGHT, gap: GAP, labelGap: LABEL_GAP }),
    [runs, plotWidth],
  );
  const x = cursor.at === undefined ? undefined : overlay.xAt(cursor.at);
  return (
    <svg
      className="study-figure overlay"
      width={width}
      height={TOP + bottomOf(overlay.panels) + FOOT}
      role="img"
      aria-label={`${title} over meta-steps, log axis`}
      {...stepping(cursor, overlay.span)}
      {...pointing(cursor, (px) => overlay.metaStepAt(px - LEFT))}
    >
      <g transform={`translate(${LEFT} ${TOP})`}>
        <XAxis overlay={overlay} width={plotWidth} at={cursor.at} />
        {overlay.panels.map((panel) => (
          <Panel key={panel.key} {...{ panel, runs, names, overlay, cursor }} width={plotWidth} />
        ))}
        {x !== undefined && x >= 0 && x <= plotWidth && (
          <line className="study-cursor" x1={x} x2={x} y2={bottomOf(overlay.panels)} />
        )}
      </g>
    </svg>
  );
}
