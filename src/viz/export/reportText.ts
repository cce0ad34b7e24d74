// The page as one HTML file that needs nothing beside it: words, pictures, numbers, link and command.

import { escaped } from '../../lib/xml.ts';
import { grouped } from '../common/format.ts';
import { cellText, type Table } from './exportTables.ts';

export interface ReportFigure {
  readonly name: string;
  /** The picture as SVG, or why there is none. */
  readonly picture: { readonly svg: string } | { readonly why: string } | undefined;
  readonly table: Table | undefined;
}

export interface Report {
  readonly title: string;
  readonly more: string;
  /** What it was made with, as name and words. */
  readonly facts: readonly (readonly [name: string, words: string])[];
  readonly figures: readonly ReportFigure[];
  /** The whole address of what is on show. */
  readonly link: string;
  readonly command: string;
  /** What has to be done before the command works; empty for nothing. */
  readonly note: string;
}

/** Longer tables are cut: the whole of them is exported as CSV. */
const MOST_ROWS = 1000;

const STYLE = `
body{max-width:1100px;margin:0 auto;padding:32px 24px;font:.9375rem/1.5 system-ui,sans-serif;color:#1b1a17;background:#fff}
h1{font-size:1.625rem;margin:0}h2{font-size:1.125rem;margin:32px 0 8px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px}dt{color:#6b675f}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0;overflow-x:auto}svg{max-width:100%;height:auto}
details{margin:8px 0}summary{cursor:pointer}.rows{overflow-x:auto}
table{border-collapse:collapse;font-size:.8125rem;font-variant-numeric:tabular-nums}
th,td{padding:2px 10px 2px 0;border-bottom:1px solid #e5e1d8;text-align:left;white-space:nowrap}
pre{padding:10px 12px;background:#f4f1ea;white-space:pre-wrap;overflow-wrap:anywhere}`;

function tableHtml({ caption, columns, rows }: Table): string {
  const shown = rows.slice(0, MOST_ROWS);
  const cut = shown.length < rows.length ? `: the first ${grouped(shown.length)} of ${grouped(rows.length)} rows` : '';
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return [
    `<details><summary>${escaped(caption + cut)}</summary><div class="rows"><table>`,
    `<thead>${row(columns, 'th')}</thead><tbody>`,
    ...shown.map((cells) => row(cells.map(cellText), 'td')),
    '</tbody></table></div></details>',
  ].join('\n');
}

function figureHtml({ name, picture, table }: ReportFigure): string {
  return [
    `<section><h2>${escaped(name)}</h2>`,
    ...(picture === undefined
      ? []
      : ['svg' in picture ? `<figure>${picture.svg}</figure>` : `<p>No picture: ${escaped(picture.why)}.</p>`]),
    ...(table === undefined ? [] : [tableHtml(table)]),
    '</section>',
  ].join('\n');
}

/** @param madeBy the lab with its version, and the date. */
export function reportHtml({ title, more, facts, figures, link, command, note }: Report, madeBy: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1><p>${escaped(more)}</p>`,
    `<dl>${facts.map(([name, words]) => `<dt>${escaped(name)}</dt><dd>${escaped(words)}</dd>`).join('\n')}</dl>`,
    ...figures.map(figureHtml),
    `<section><h2>Again</h2><p><a href="${escaped(link)}">Open this moment in the lab</a></p>`,
    `<pre>${escaped(command)}</pre>${note === '' ? '' : `<p>${escaped(note)}</p>`}</section>`,
    `<p>${escaped(madeBy)}</p></body></html>`,
    '',
  ].join('\n');
}
