// The small multiples of a study as the text of an SVG: for reports, documents and export.

import { escaped } from '../lib/xml.ts';
import type { CurveKey } from '../record/trainedRun.ts';
import { CURVE_WORDS, studyPanels, type Panel, type Panels, type SeedMark } from './panels.ts';
import type { StudyData } from './data.ts';
import type { Cell } from './study.ts';

const TEXT = 'font-family="system-ui, sans-serif" font-size="11" fill="#333"';
const FAINT = TEXT.replace('#333', '#666');
const LINE = '#0b7a66';
const TOP = 34;

const at = (value: number) => value.toFixed(1);
/** Paths with one decimal: half the bytes, no visible difference. */
const rounded = (path: string) => path.replace(/\d+\.\d+/g, (number) => Number(number).toFixed(1));

function mark({ kind, x, y }: SeedMark): string {
  if (kind === 'diverged')
    return `<path d="M${at(x - 3)},${at(y - 3)}l6,6m0,-6l-6,6" stroke="#a3231f" stroke-width="1.5"/>`;
  const fill = kind === 'stuck' ? 'fill="#fff" stroke="#8a5a00" stroke-width="1.3"' : `fill="${LINE}"`;
  return `<circle cx="${at(x)}" cy="${at(y)}" r="2.4" ${fill}/>`;
}

function panelText(panel: Panel, { yTicks }: Panels): string {
  const grid = yTicks.map(({ y }) => `<path d="M0,${at(y)}H${at(panel.width)}" stroke="#e6e4dd"/>`).join('');
  return [
    `<g transform="translate(${at(panel.x)} ${at(panel.y)})">`,
    `<text y="-7" ${TEXT} font-weight="600">${panel.medianText}</text>`,
    `<text x="${at(panel.width)}" y="-7" text-anchor="end" ${FAINT}>${escaped(panel.countText)}</text>`,
    `${grid}<path d="M0,0V${at(panel.height)}" stroke="#c9c6bd"/>`,
    `<path d="${rounded(panel.band)}" fill="${LINE}" fill-opacity="0.16"/>`,
    `<path d="${rounded(panel.best)}" fill="none" stroke="#8b8b86" stroke-width="0.8"/>`,
    `<path d="${rounded(panel.median)}" fill="none" stroke="${LINE}" stroke-width="1.8"/>`,
    ...panel.marks.map(mark),
    '</g>',
  ].join('\n');
}

/** The figure of a study, whole. */
export function studyFigure(data: StudyData, cells: readonly Cell[], key: CurveKey): string {
  const panels = studyPanels(data, cells, { width: 960, rowHeight: 170, key });
  const title = `${data.study.name}: ${CURVE_WORDS[key]} over meta-steps`;
  const first = panels.panels.filter(({ x }) => x === Math.min(...panels.panels.map((panel) => panel.x)));
  const bottom = panels.height - 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${panels.width + 24} ${Math.ceil(panels.height + TOP)}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="12" y="20" ${TEXT} font-weight="600">${escaped(title)}</text>`,
    `<g transform="translate(12 ${TOP})">`,
    ...panels.columns.map(({ text, x }) => `<text x="${at(x)}" y="12" ${TEXT}>${escaped(text)}</text>`),
    ...panels.rows.map(({ text, y }) => `<text y="${at(y + 15)}" ${TEXT} font-weight="600">${escaped(text)}</text>`),
    ...first.flatMap((panel) =>
      panels.yTicks.map(
        ({ text, y }) =>
          `<text x="${at(panel.x - 6)}" y="${at(panel.y + y + 4)}" text-anchor="end" ${FAINT}>${text}</text>`,
      ),
    ),
    ...panels.panels.map((panel) => panelText(panel, panels)),
    ...panels.columns.map(({ x }) => `<text x="${at(x)}" y="${bottom}" ${FAINT}>0</text>`),
    ...panels.panels
      .slice(-panels.columns.length)
      .map(
        ({ x, width }) =>
          `<text x="${at(x + width - 18)}" y="${bottom}" text-anchor="end" ${FAINT}>${panels.xLast.toLocaleString('en')}</text>`,
      ),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
