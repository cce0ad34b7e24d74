// Small multiples of a study in numbers and paths: one panel a cell, the same axes in all. The page and the report draw
// the same.

import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { CurveKey } from '../record/trainedRun.ts';
import { logTicks } from '../lib/logTicks.ts';
import { bandOf, ranked, stretchAt, summariesOf, type Band, type CellSummary } from './analysis.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';
import { cellText, countText, lossText, valueText } from './words.ts';

const SIDE = 58;
const HEAD = 24;
const TITLE = 22;
const FOOT = 26;
const GAP = 12;
/** Right of the curves, where each seed's end stands. */
const ENDS = 18;

/** The end of one seed. */
export interface SeedMark {
  readonly seed: number;
  readonly kind: 'done' | 'stuck' | 'diverged';
  readonly x: number;
  readonly y: number;
  readonly loss: number | undefined;
}

export interface Panel {
  readonly cell: number;
  readonly x: number;
  readonly y: number;
  /** Of the plot under the title. */
  readonly width: number;
  readonly height: number;
  readonly medianText: string;
  readonly countText: string;
  readonly band: string;
  readonly median: string;
  /** The median of the best cell, for comparison. */
  readonly best: string;
  readonly marks: readonly SeedMark[];
  /** Over the seeds at a meta-step, and where the median lies; undefined past the end of the runs, or without any. */
  readonly valueAt: (metaStep: number) => PanelValue | undefined;
}

export interface PanelValue {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly y: number;
}

export interface Panels {
  readonly width: number;
  readonly height: number;
  readonly panels: readonly Panel[];
  readonly rows: readonly { readonly text: string; readonly y: number }[];
  readonly columns: readonly { readonly text: string; readonly x: number }[];
  readonly yTicks: readonly { readonly text: string; readonly y: number }[];
  readonly xLast: number;
  /** Meta-step at a panel's x, from its left edge, and back. */
  readonly metaStepAt: (x: number) => number;
  readonly xAt: (metaStep: number) => number;
}

export const CURVE_WORDS: Readonly<Record<CurveKey, string>> = {
  heldOut: 'held-out loss',
  metaLoss: 'meta-loss',
};

/** Rows are the values of the first axis, columns what is left of a cell's settings. */
function gridOf(cells: readonly Cell[], data: StudyData) {
  const [first] = Object.keys(data.study.axes);
  const said = (cell: Cell, take: (field: string) => boolean) =>
    Object.entries(cell.settings)
      .filter(([field]) => take(field))
      .map(([field, value]) => valueText(field, value))
      .join(', ');
  const row = cells.map((cell) => said(cell, (field) => field === first));
  const column = cells.map((cell) =>
    Object.keys(cell.settings).length === 0 ? cellText(cell) : said(cell, (field) => field !== first),
  );
  const [rows, columns] = [[...new Set(row)], [...new Set(column)]];
  return { rows, columns, at: cells.map((_, i) => [rows.indexOf(row[i] ?? ''), columns.indexOf(column[i] ?? '')]) };
}

/** How many panels stand side by side. */
export const columnsOf = (cells: readonly Cell[], data: StudyData): number => gridOf(cells, data).columns.length;

/** Lowest and highest of everything drawn, a little apart from the edges. */
function lossRange(data: StudyData, summaries: readonly CellSummary[], key: CurveKey): readonly [number, number] {
  const curves = data.runs.flatMap(({ curve }) => curve[key]);
  const ends = summaries.flatMap(({ ends }) => ends.map(({ loss }) => loss));
  const all = [...curves, ...ends].filter((loss) => loss > 0 && Number.isFinite(loss));
  if (all.length === 0) return [0.001, 0.1];
  const [low, high] = all.reduce(([a, b], loss) => [Math.min(a, loss), Math.max(b, loss)], [Infinity, 0]);
  return [low / 1.15, high * 1.15];
}

/** Every seed's end; where one diverged, the place on its curve. */
function marksOf(
  data: StudyData,
  { cell, ends }: CellSummary,
  { x, y, key, endX }: { x: (at: number) => number; y: (loss: number) => number; key: CurveKey; endX: number },
): readonly SeedMark[] {
  const diverged = data.runs.filter((run) => run.cell === cell && run.status === 'diverged');
  return [
    ...ends.map(({ seed, loss, stuck }) => ({
      ...{ seed, loss, kind: stuck ? ('stuck' as const) : ('done' as const) },
      ...{ x: endX, y: y(loss) },
    })),
    ...diverged.map(({ seed, metaSteps, curve }) => ({
      ...{ seed, loss: undefined, kind: 'diverged' as const },
      ...{ x: x(metaSteps), y: y(curve[key].at(-1) ?? Number.MAX_VALUE) },
    })),
  ];
}

/** The panels of a study at a width. */
export function studyPanels(
  data: StudyData,
  cells: readonly Cell[],
  {
    width,
    rowHeight,
    key = 'heldOut',
  }: { readonly width: number; readonly rowHeight: number; readonly key?: CurveKey },
): Panels {
  const summaries = summariesOf(data, cells);
  const grid = gridOf(cells, data);
  const panelWidth = (width - SIDE - GAP * (grid.columns.length - 1)) / grid.columns.length;
  const plotHeight = rowHeight - TITLE - GAP;
  const bands = cells.map((_, cell) => bandOf(data, cell, key));
  const last = Math.max(1, ...data.runs.map(({ curve }) => curve.at.at(-1) ?? 0));
  const range = lossRange(data, summaries, key);
  const y = scaleLog(range, [plotHeight, 0]).clamp(true);
  const x = scaleLinear([0, last], [0, panelWidth - ENDS]);
  const medianPath = (band: Band | undefined) =>
    line<number>((_, i) => x(band?.at[i] ?? NaN), y)([...(band?.median ?? [])]) ?? '';
  const best = medianPath(bands[ranked(summaries)[0]?.cell ?? 0]);
  const panelOf = (summary: CellSummary): Panel => {
    const { cell } = summary;
    const [row = 0, column = 0] = grid.at[cell] ?? [];
    const band = bands[cell];
    const { at = [], low = [], high = [], median = [] } = band ?? {};
    const valueAt = (metaStep: number) => {
      const i = stretchAt(at, metaStep);
      const [middle = NaN, least = NaN, most = NaN] = [median[i], low[i], high[i]];
      return i < 0 ? undefined : { median: middle, low: least, high: most, y: y(middle) };
    };
    const between = area<number>(
      (_, k) => x(at[k] ?? NaN),
      (_, k) => y(low[k] ?? NaN),
      (_, k) => y(high[k] ?? NaN),
    );
    return {
      ...{ cell, x: SIDE + column * (panelWidth + GAP), y: HEAD + row * rowHeight + TITLE },
      ...{ width: panelWidth, height: plotHeight },
      ...{ medianText: lossText(summary.median), countText: countText(summary, data.study) },
      ...{
        band: between([...low]) ?? '',
        median: medianPath(band),
        best,
        valueAt,
        marks: marksOf(data, summary, { x, y, key, endX: panelWidth - ENDS / 2 }),
      },
    };
  };
  const panels = summaries.map(panelOf);
  return {
    ...{ width, height: HEAD + grid.rows.length * rowHeight + FOOT, panels },
    rows: grid.rows.map((text, row) => ({ text, y: HEAD + row * rowHeight })),
    columns: grid.columns.map((text, column) => ({ text, x: SIDE + column * (panelWidth + GAP) })),
    yTicks: logTicks(...range).map((tick) => ({ text: lossText(tick), y: y(tick) })),
    xLast: last,
    metaStepAt: (px) => Math.round(Math.max(1, Math.min(last, x.invert(px)))),
    xAt: x,
  };
}
