// mplp report: a study's folder as a Markdown report with figures, its data and its runs as CSV; --ship makes it the one
// that the page opens and docs/study.md speaks of.

import { dirname, join } from 'node:path';
import { joinedData, parseStudyData, studyData } from '../study/data.ts';
import type { StudyData } from '../study/data.ts';
import { studyFigure } from '../study/figure.ts';
import { studyCsv, studyReport } from '../study/report.ts';
import type { Cell } from '../study/study.ts';
import { flag, operandOf, readOptions } from './options.ts';
import { expectFolder, writeWhole } from './output.ts';
import { openStudy } from './study.ts';
import { expectUsable } from './usage.ts';

/** Where the page finds the study it opens. */
export const SHIPPED_STUDY = join('public', 'studies', '2x10.json');

export const REPORT_OPTIONS = {
  ship: flag('ship its data with the page, and write docs/study.md and its pictures'),
};

/** The data as it stands in its file: a line for each run. */
function dataText({ runs, ...rest }: StudyData): string {
  const lines = runs.map((run) => `  ${JSON.stringify(run)}`).join(',\n');
  return `${JSON.stringify(rest).slice(0, -1)},"runs":[\n${lines}\n]}\n`;
}

/** Name and text of each picture. */
export function studyPictures(data: StudyData, cells: readonly Cell[]): readonly (readonly [string, string, string])[] {
  // Without a hint the meta-loss is the held-out loss.
  const same = data.runs.every(({ curve }) => curve.metaLoss.every((loss, i) => loss === curve.heldOut[i]));
  return [
    ['Held-out loss of every cell', 'study-held-out.svg', studyFigure(data, cells, 'heldOut')],
    ...(same
      ? []
      : [['Meta-loss of every cell', 'study-meta-loss.svg', studyFigure(data, cells, 'metaLoss')] as const]),
  ];
}

export async function reportCommand(args: readonly string[]): Promise<number> {
  const { operand: folder, rest } = operandOf(REPORT_OPTIONS, args, 'DIR', 'the folder of a study');
  const { ship } = readOptions(REPORT_OPTIONS, rest);
  const { study, asked, there, store, have } = await openStudy(folder);
  const own = await studyData(study, asked, [...there.values()], (run) => store.curve(run));
  const written = dataText(joinedData(study, asked, [have, own]));
  // Read back, so that numbers JSON cannot hold stand as they do for every later reader.
  const { data, cells } = expectUsable(parseStudyData(JSON.parse(written)));
  const pictures = studyPictures(data, cells);
  const write = (report: string, at: (picture: string) => string, link: string) => {
    for (const [, name, svg] of pictures) writeWhole(at(name), svg);
    const figures = pictures.map(([title, name]) => [title, `${link}${name}`] as const);
    writeWhole(report, studyReport(data, cells, figures));
    process.stdout.write(`${report}\n`);
  };
  expectFolder('--out', folder);
  if (ship) for (const path of [dirname(SHIPPED_STUDY), join('docs', 'img')]) expectFolder('--ship', path);
  write(join(folder, 'report.md'), (name) => join(folder, name), '');
  writeWhole(join(folder, 'data.json'), written);
  writeWhole(join(folder, 'runs.csv'), studyCsv(data, cells));
  if (!ship) return 0;
  writeWhole(SHIPPED_STUDY, written);
  write(join('docs', 'study.md'), (name) => join('docs', 'img', name), 'img/');
  return 0;
}
