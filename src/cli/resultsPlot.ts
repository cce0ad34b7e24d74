// Charts of docs/results.md, as SVG text.

import { escaped } from '../lib/xml.ts';
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';

/** One line of a chart; index = inner step, 0 first. */
export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  /** A learned rule, not an ordinary optimiser: drawn stronger. */
  readonly rule: boolean;
}

/** A mean with its quartiles. */
export interface Spread {
  readonly name: string;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

const WIDTH = 930;
const MARGIN = { top: 40, right: 320, bottom: 46, left: 64 };
const LABEL_GAP = 15;
const TEXT = 'font-family="system-ui, sans-serif" font-size="12" fill="#333"';
/** Wong's colours, which the colour-blind tell apart. */
const RULES = ['#0072B2', '#009E73', '#CC79A7'];
const OTHERS = ['#D55E00', '#A67300', '#666666', '#56B4E9', '#8C6D31', '#999999'];
const DASHES = ['7 3', '2 3', '9 3 2 3', '4 4', '12 4', '1 4'];

const at = (value: number) => value.toFixed(1);

function frame(title: string, height: number, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="22" ${TEXT} font-weight="600">${escaped(title)}</text>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

/** Heights of labels near the wanted ones, top to bottom, never closer than a line of text. */
export function apart(wanted: readonly number[], lowest: number): number[] {
  const order = wanted.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  const placed: number[] = [];
  order.forEach(({ y }, rank) => placed.push(Math.max(y, (placed[rank - 1] ?? -Infinity) + LABEL_GAP)));
  for (let rank = placed.length - 1, limit = lowest; rank >= 0; rank--, limit -= LABEL_GAP) {
    placed[rank] = Math.min(placed[rank] ?? limit, limit);
  }
  const result = wanted.slice();
  order.forEach(({ i }, rank) => {
    result[i] = placed[rank] ?? NaN;
  });
  return result;
}

function axisText(value: number, percent: boolean): string {
  return percent ? `${Math.round(100 * value)} %` : String(value).replace(/^0\./, '.');
}

/**
 * Lines over inner steps: a loss on a logarithmic axis, or a share on an even one.
 *
 * @param last inner step of the right edge; lines may end before it.
 */
export function lineChart(
  title: string,
  axis: string,
  series: readonly Series[],
  last: number,
  percent = false,
): string {
  const height = 420;
  const [right, bottom] = [WIDTH - MARGIN.right, height - MARGIN.bottom];
  const shown = series.map((each) => ({ ...each, values: each.values.slice(0, last + 1).map((v) => Math.min(v, 1)) }));
  const low = Math.min(...shown.flatMap(({ values }) => values));
  const x = scaleLinear([0, last], [MARGIN.left, right]);
  const y = percent
    ? scaleLinear([Math.min(low, 0.45), 1], [bottom, MARGIN.top])
    : scaleLog([low * 0.8, Math.max(...shown.flatMap(({ values }) => values)) * 1.2], [bottom, MARGIN.top]);
  const ticks = percent ? y.ticks(6) : y.ticks().filter((tick) => /^[125]/.test(tick.toExponential()));
  const path = line<number>(
    (_, k) => x(k),
    (value) => y(value),
  );
  const ends = shown.map(({ values }) => y(values.at(-1) ?? NaN));
  const labels = apart(ends, bottom);
  const counts = { rule: 0, other: 0 };
  const lines = shown.map(({ name, values, rule }, i) => {
    const nth = rule ? counts.rule++ : counts.other++;
    const colour = rule ? RULES[nth % RULES.length] : OTHERS[nth % OTHERS.length];
    const dash = rule ? '' : ` stroke-dasharray="${DASHES[nth % DASHES.length] ?? ''}"`;
    const [endX, endY, labelY] = [x(values.length - 1), ends[i] ?? NaN, labels[i] ?? NaN];
    return [
      `<path d="${path(values) ?? ''}" fill="none" stroke="${colour}" stroke-width="${rule ? 2.5 : 1.5}"${dash}/>`,
      `<path d="M${at(endX)},${at(endY)}L${at(right + 8)},${at(labelY)}" stroke="${colour}" stroke-width="0.7"/>`,
      `<text x="${right + 12}" y="${at(labelY + 4)}" ${TEXT.replace('#333', colour ?? '#333')}>${escaped(name)}</text>`,
    ].join('\n');
  });
  return frame(title, height, [
    ...ticks.map(
      (tick) =>
        `<path d="M${MARGIN.left},${at(y(tick))}H${right}" stroke="#e4e4e4"/><text x="${MARGIN.left - 8}" y="${at(y(tick) + 4)}" text-anchor="end" ${TEXT}>${axisText(tick, percent)}</text>`,
    ),
    ...x
      .ticks(Math.min(last, 10))
      .map((tick) => `<text x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle" ${TEXT}>${tick}</text>`),
    `<text x="${at((MARGIN.left + right) / 2)}" y="${height - 10}" text-anchor="middle" ${TEXT}>inner step</text>`,
    `<text transform="translate(16 ${at((MARGIN.top + bottom) / 2)}) rotate(-90)" text-anchor="middle" ${TEXT}>${axis}</text>`,
    ...lines,
  ]);
}

/** One row each: a dot at the mean, a bar from quartile to quartile, on a logarithmic axis. */
export function spreadChart(title: string, axis: string, rows: readonly Spread[]): string {
  const [rowHeight, left] = [24, 330];
  const height = MARGIN.top + rows.length * rowHeight + MARGIN.bottom;
  const [right, bottom] = [WIDTH - 40, height - MARGIN.bottom];
  const x = scaleLog(
    [Math.min(...rows.map((row) => row.low)) * 0.8, Math.max(...rows.map((row) => row.high)) * 1.2],
    [left, right],
  );
  return frame(title, height, [
    ...x
      .ticks()
      .filter((tick) => /^[125]/.test(tick.toExponential()))
      .map(
        (tick) =>
          `<path d="M${at(x(tick))},${MARGIN.top}V${bottom}" stroke="#e4e4e4"/><text x="${at(x(tick))}" y="${bottom + 18}" text-anchor="middle" ${TEXT}>${axisText(tick, false)}</text>`,
      ),
    `<text x="${at((left + right) / 2)}" y="${height - 10}" text-anchor="middle" ${TEXT}>${axis}</text>`,
    ...rows.map(({ name, low, middle, high }, i) => {
      const y = MARGIN.top + (i + 0.5) * rowHeight;
      return `<text x="${left - 12}" y="${y + 4}" text-anchor="end" ${TEXT}>${escaped(name)}</text><path d="M${at(x(low))},${y}H${at(x(high))}" stroke="${RULES[0]}" stroke-width="5" stroke-opacity="0.3"/><circle cx="${at(x(middle))}" cy="${y}" r="4" fill="${RULES[0]}"/>`;
    }),
  ]);
}
