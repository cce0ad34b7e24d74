import { expect, it } from 'vitest';

import { reportHtml, type Report } from './reportText.ts';

const table = (rows: number) => ({
  caption: 'Loss <by> step',
  columns: ['step', 'loss'],
  rows: Array.from({ length: rows }, (_, i) => [i, i === 1 ? null : 1 / 3]),
});
const REPORT: Report = {
  title: 'The line fits & stays',
  more: 'Loss .03 → .0001.',
  facts: [['Rule', 'A "rule"']],
  figures: [
    { name: 'Fit', picture: { svg: '<svg id="drawn"></svg>' }, table: table(2) },
    { name: 'Agents', picture: { why: 'this browser alters what is read' }, table: undefined },
    { name: 'Meta-loss', picture: undefined, table: table(1200) },
  ],
  link: 'http://a.b/#v=1&task=7',
  command: "mplp episode --set 'x<1'",
  note: '',
};

it('holds words, pictures, tables, link and command, with nothing fetched from elsewhere', () => {
  const page = new DOMParser().parseFromString(reportHtml(REPORT, 'MPLP Lab 1'), 'text/html');
  expect(page.title).toBe('The line fits & stays');
  expect(page.querySelector('dd')?.textContent).toBe('A "rule"');
  expect(page.querySelectorAll('svg#drawn')).toHaveLength(1);
  expect(page.body.textContent).toContain('No picture: this browser alters what is read.');
  expect(page.querySelector('summary')?.textContent).toBe('Loss <by> step');
  expect([...page.querySelectorAll('details')[0]!.querySelectorAll('td')].map((td) => td.textContent)).toEqual([
    ...['0', '0.33333'],
    ...['1', ''],
  ]);
  expect(page.querySelectorAll('details')[1]!.querySelectorAll('tbody tr')).toHaveLength(1000);
  expect(page.body.textContent).toMatch(/the first 1.?000 of 1.?200 rows/);
  expect(page.querySelector('a')?.getAttribute('href')).toBe(REPORT.link);
  expect(page.querySelector('pre')?.textContent).toBe(REPORT.command);
  expect(page.querySelectorAll('script, link, img')).toHaveLength(0);
});
