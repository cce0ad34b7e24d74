import { useState, type PointerEvent } from 'react';

import type { CurveKey } from '../../record/trainedRun.ts';
import { CURVE_WORDS, studyPanels, type Panel, type Panels, type SeedMark } from '../../study/panels.ts';
import { zoomOf } from '../hooks/zoomOf.ts';
import type { OpenStudy } from './useStudy.ts';

const ROW_HEIGHT = 170;
/** Below it panels are too narrow to be read: the figure scrolls sideways. */
const LEAST_WIDTH = 560;
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
  /** Where the cursor stands in every panel, from its left edge. */
  readonly cursor: number | undefined;
  readonly onCursor: (x: number | undefined) => void;
}

function PanelPlot({ panel, panels: { yTicks, metaStepAt }, cursor, onCursor }: PanelProps) {
  const move = (event: PointerEvent<SVGRectElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    onCursor((event.clientX - left) / zoomOf(event.currentTarget));
  };
  return (
    <g transform={`translate(${panel.x} ${panel.y})`}>
      <text className="study-median" y={-7}>
        {panel.medianText}
      </text>
      <text className="study-faint" x={panel.width} y={-7} textAnchor="end">
        {cursor === undefined ? panel.countText : `meta-step ${Math.round(metaStepAt(cursor)).toLocaleString('en')}`}
      </text>
      {yTicks.map(({ text, y }) => (
        <line key={text} className="study-grid" x2={panel.width} y1={y} y2={y} />
      ))}
      <path className="study-band" d={panel.band} />
      <path className="study-best" d={panel.best} />
      <path className="study-line" d={panel.median} />
      {panel.marks.map((mark) => (
        <Mark key={mark.seed} mark={mark} />
      ))}
      {cursor !== undefined && <line className="study-cursor" x1={cursor} x2={cursor} y2={panel.height} />}
      <rect
        className="study-surface"
        width={panel.width}
        height={panel.height}
        onPointerMove={move}
        onPointerLeave={() => onCursor(undefined)}
      />
    </g>
  );
}

/** What the panels are of, and their ticks. */
function Axes({ panels }: { readonly panels: Panels }) {
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
        <g key={cell} className="study-faint">
          <text x={x} y={panels.height + 6}>
            0
          </text>
          <text x={x + wide - 18} y={panels.height + 6} textAnchor="end">
            {`${panels.xLast.toLocaleString('en')} meta-steps`}
          </text>
        </g>
      ))}
    </>
  );
}

/** Small multiples of a study: one panel a cell, the same axes in all, one cursor through all. */
export function StudyFigure({
  study: { data, cells },
  width,
  curve,
}: {
  readonly study: OpenStudy;
  readonly width: number;
  readonly curve: CurveKey;
}) {
  const [cursor, setCursor] = useState<number>();
  const panels = studyPanels(data, cells, {
    width: Math.max(LEAST_WIDTH, width) - 2 * SIDE,
    rowHeight: ROW_HEIGHT,
    key: curve,
  });
  return (
    <svg
      className="study-figure"
      width={panels.width + 2 * SIDE}
      height={Math.ceil(panels.height) + 14}
      role="img"
      aria-label={`${data.study.name}: ${CURVE_WORDS[curve]} over meta-steps, one panel for each cell`}
    >
      <g transform={`translate(${SIDE} 0)`}>
        <Axes panels={panels} />
        {panels.panels.map((panel) => (
          <PanelPlot key={panel.cell} {...{ panel, panels, cursor }} onCursor={setCursor} />
        ))}
      </g>
    </svg>
  );
}
