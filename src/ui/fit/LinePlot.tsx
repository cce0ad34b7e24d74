import { useId, useMemo, useState } from 'react';
import type { EpisodeRecord } from '../../record/episode.ts';
import { mixColours } from '../../viz/common/colour.ts';
import { PALETTES, type Theme } from '../../viz/common/palette.ts';
import {
  batchOf,
  fitPath,
  fitScales,
  gridOf,
  leavesFrame,
  predictionAfter,
  type FitScales,
} from '../../viz/fit/fitGeometry.ts';
import { laneAfter, type DrawnLane } from '../../viz/fit/laneStyle.ts';
import { fixed } from '../../viz/common/format.ts';
import { spreadLabels } from '../../viz/common/labels.ts';
import { clockOf } from '../../viz/clocks/turns.ts';
import { LaneLines } from './LaneLines.tsx';
import { BatchMarks } from './BatchMarks.tsx';
import type { FitPlotProps } from './fitProps.ts';

const LABEL_ROOM = 44;
/** Where lanes are named too. */
const LANE_LABEL_ROOM = 62;
/** The longest name gets its room, up to this. */
const MOST_LABEL_ROOM = 170;
const CHARACTER = 5.8;
/** From a line's end to a label that had to move. */
const LEADER = 16;
/** A label that stands so far from its line is led to it. */
const MOVED = 4;
const AXIS_ROOM = 32;
/** The axis' name stands above the first number. */
const AXIS_NAME_ROOM = 20;
/** Older lines that get a label of their own beside `start`. */
const LABELLED = 4;

interface Curve {
  readonly step: number;
  readonly path: string;
  readonly colour: string;
  readonly end: number;
  readonly name: string;
}

function curvesOf(record: EpisodeRecord, applied: number, nowName: string, scales: FitScales, theme: Theme): Curve[] {
  const { x } = gridOf(record);
  const { bg, accent } = PALETTES[theme];
  const curves: Curve[] = [];
  for (let step = 0; step <= applied; step++) {
    const prediction = predictionAfter(record, step);
    if (prediction === undefined) continue;
    const now = step === applied;
    const share = 0.32 + 0.4 * (step / Math.max(1, applied - 1));
    curves.push({
      step,
      path: fitPath(x, prediction, scales),
      colour: now ? accent : mixColours(bg, accent, share),
      end: scales.y(prediction.findLast(Number.isFinite) ?? 0),
      name: step === 0 ? 'start' : now ? nowName : `step ${step}`,
    });
  }
  return curves;
}

function useCurves(
  record: EpisodeRecord,
  applied: number,
  previewing: boolean,
  scales: FitScales,
  theme: Theme,
): Curve[] {
  const nowName = previewing ? `step ${applied}` : 'now';
  return useMemo(() => curvesOf(record, applied, nowName, scales, theme), [record, applied, nowName, scales, theme]);
}

function Axes({
  scales,
  width,
  height,
  lineEnd,
}: {
  readonly scales: FitScales;
  readonly width: number;
  readonly height: number;
  readonly lineEnd: number;
}) {
  const [low = -1, high = 1] = scales.x.domain();
  const yTicks = scales.y.ticks(4);
  const decimals = Math.abs((yTicks[1] ?? 1) - (yTicks[0] ?? 0)) < 0.099 ? 2 : 1;
  return (
    <g className="fig-axis">
      {yTicks.map((y) => (
        <g key={y}>
          <line x1={AXIS_ROOM} x2={lineEnd} y1={scales.y(y)} y2={scales.y(y)} />
          {scales.y(y) >= AXIS_NAME_ROOM && (
            <text x={AXIS_ROOM - 6} y={scales.y(y) + 4} textAnchor="end">
              {fixed(y, decimals)}
            </text>
          )}
        </g>
      ))}
      <text x={AXIS_ROOM - 6} y={10} textAnchor="end" className="fig-axis-name">
        y
      </text>
      {[low, (low + high) / 2, high].map((x, at) => (
        <text
          key={at}
          x={scales.x(x)}
          y={height - 4}
          textAnchor={['start', 'middle', 'end'][at] as 'start' | 'middle' | 'end'}
        >
          {fixed(x, Number.isInteger(x) ? 0 : 1)}
        </text>
      ))}
      <text x={Math.min(width - 2, lineEnd + 8)} y={height - 4} className="fig-axis-name">
        x
      </text>
    </g>
  );
}

interface EndLabel {
  readonly key: string;
  readonly name: string;
  readonly y: number;
  readonly className: string;
  readonly colour?: string;
}

/** What stands at the ends of the lines: at most `LABELLED` of the older steps, and every lane. */
function endLabels(
  curves: readonly Curve[],
  lanes: readonly DrawnLane[],
  applied: number,
  scales: FitScales,
): EndLabel[] {
  const older = lanes.length > 0 ? 1 : LABELLED;
  const steps = curves
    .filter(({ step }) => step === 0 || step >= applied - older)
    .map(({ step, name, end }) => {
      const className = step === applied ? 'fig-label-now' : 'fig-label';
      return { key: `step ${step}`, name, y: end, className };
    });
  const others = lanes.map((lane) => ({
    key: lane.id,
    name: lane.label ?? lane.name,
    y: scales.y(laneAfter(lane, applied)?.findLast(Number.isFinite) ?? 0),
    className: 'fig-label-lane',
    colour: lane.colour,
  }));
  return [...steps, ...others];
}

function EndLabels({
  labels,
  x,
  low,
  high,
}: {
  readonly labels: readonly EndLabel[];
  readonly x: number;
  readonly low: number;
  readonly high: number;
}) {
  // A line that leaves the frame is named where it leaves.
  const ends = labels.map(({ y }) => Math.min(high, Math.max(low, y)));
  const ys = spreadLabels(ends, 12, low, high);
  return (
    <g>
      {labels.map(({ key, name, className, colour }, at) => {
        const [place, y] = [ys[at] ?? 0, ends[at] ?? 0];
        const moved = Math.abs(place - y) > MOVED;
        return (
          <g key={key}>
            {moved && (
              <path className="fig-leader" d={`M${x - 4} ${y}L${x + LEADER - 7} ${place}`} style={{ stroke: colour }} />
            )}
            <text x={moved ? x + LEADER - 5 : x} y={place + 3.8} className={className} style={{ fill: colour }}>
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function TargetLabel({
  x,
  target,
  scales,
}: {
  readonly x: readonly number[];
  readonly target: readonly number[];
  readonly scales: FitScales;
}) {
  const lowest = target.reduce((best, v, k) => (v < (target[best] ?? Infinity) ? k : best), 0);
  const inner = Math.max(Math.floor(x.length * 0.06), Math.min(Math.ceil(x.length * 0.94) - 1, lowest));
  return (
    <text
      className="fig-label fig-halo"
      x={scales.x(x[inner] ?? 0)}
      y={scales.y(target[inner] ?? 0) + 20}
      textAnchor="middle"
    >
      target
    </text>
  );
}

function Lines({ curves, applied }: { readonly curves: readonly Curve[]; readonly applied: number }) {
  return curves.map(({ step, path, colour }) => (
    <path key={step} className={step === applied ? 'fig-line-now' : 'fig-line-old'} d={path} stroke={colour} />
  ));
}

function LeavesFrame({ x }: { readonly x: number }) {
  return (
    <text className="fig-warn" x={x} y={14} textAnchor="end">
      the line leaves the frame
    </text>
  );
}

function labelRoom(lanes: readonly DrawnLane[]): number {
  if (lanes.length === 0) return LABEL_ROOM;
  const longest = Math.max(...lanes.map(({ name, label = name }) => label.length));
  return Math.min(MOST_LABEL_ROOM, Math.max(LANE_LABEL_ROOM, longest * CHARACTER + LEADER));
}

/** A target that is a line over x: its band, the lines after each step, the batch. */
export function LinePlot({
  record,
  moment,
  theme,
  applied,
  previewing,
  lanes,
  overlay,
  width,
  height,
}: FitPlotProps & { readonly width: number; readonly height: number }) {
  const frame = useId();
  const lineEnd = width - labelRoom(lanes);
  const [held, setHeld] = useState<FitScales>();
  const fitting = useMemo(
    () => fitScales(record, { left: AXIS_ROOM, right: lineEnd, top: 8, bottom: height - 22 }),
    [record, lineEnd, height],
  );
  const scales = held ?? fitting;
  const curves = useCurves(record, applied, previewing, scales, theme);
  const { x, target } = useMemo(() => gridOf(record), [record]);
  const phase = clockOf(record.header.spec).phases[moment.phase]?.kind;
  const clipped = leavesFrame(predictionAfter(record, applied) ?? [], scales);
  return (
    <svg
      width={width}
      height={height}
      role={overlay === undefined ? 'img' : 'group'}
      aria-label={`Target and predictions over x; the strongest line is the network after ${applied} inner steps.`}
    >
      <defs>
        <clipPath id={frame}>
          <rect
            x={AXIS_ROOM - 4}
            y={2}
            width={Math.max(0, lineEnd - AXIS_ROOM + 8)}
            height={Math.max(0, height - 22)}
          />
        </clipPath>
      </defs>
      <Axes scales={scales} width={width} height={height} lineEnd={lineEnd} />
      <g clipPath={`url(#${frame})`}>
        <path className="fig-target" d={fitPath(x, target, scales)} />
        <LaneLines lanes={lanes} path={(lane) => fitPath(x, [...(laneAfter(lane, applied) ?? [])], scales)} />
        <Lines curves={curves} applied={applied} />
      </g>
      <BatchMarks
        earlier={previewing ? [] : Array.from({ length: moment.step - 1 }, (_, s) => batchOf(record, s + 1)).flat()}
        current={previewing ? [] : batchOf(record, moment.step)}
        errors={phase === 'loss' || phase === 'back'}
        scales={scales}
      />
      <TargetLabel x={x} target={target} scales={scales} />
      <EndLabels labels={endLabels(curves, lanes, applied, scales)} x={lineEnd + 5} low={12} high={height - 34} />
      {clipped && <LeavesFrame x={lineEnd} />}
      {!previewing && overlay?.(scales, (on) => setHeld(on ? scales : undefined))}
    </svg>
  );
}
