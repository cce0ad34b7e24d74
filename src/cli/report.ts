// mplp report: a study's folder as a Markdown report with figures, its data and its runs as CSV; --ship makes it the one
// that the page opens and docs/study.md speaks of.

import { dirname, join } from 'node:path';
import { joinedData, parseStudyData, studyData } from '../study/data.ts';
import { studyReport } from '../study/report.ts';
import { inFolder, picturesOf, reportFiles, studyDataText } from '../study/reportFiles.ts';
import { flag, operandOf, readOptions } from './options.ts';
import { expectFolder, writeWhole } from './output.ts';
import { openStudy } from './study.ts';
import { expectUsable } from './usage.ts';

/** Where the page finds the study it opens. */
export const SHIPPED_STUDY = join('public', 'studies', '2x10.json');

const IMAGES = join('docs', 'img');
const DOCUMENT = join('docs', 'study.md');

export const REPORT_OPTIONS = {
  ship: flag('ship its data with the page, and write docs/study.md and its pictures'),
};

export async function reportCommand(args: readonly string[]): Promise<number> {
  const { operand: folder, rest } = operandOf(REPORT_OPTIONS, args, 'DIR', 'the folder of a study');
  const { ship } = readOptions(REPORT_OPTIONS, rest);
  const { study, asked, there, store, have } = await openStudy(folder);
  const own = await studyData(study, asked, [...there.values()], (run) => store.curve(run));
  const written = studyDataText(joinedData(study, asked, [have, own]));
  // Read back, so that numbers JSON cannot hold stand as they do for every later reader.
  const { data, cells } = expectUsable(parseStudyData(JSON.parse(written)));
  const figures = picturesOf(data, cells);
  expectFolder('--out', folder);
  if (ship) for (const path of [dirname(SHIPPED_STUDY), IMAGES]) expectFolder('--ship', path);
  for (const { name, text } of reportFiles(data, cells)) writeWhole(join(folder, name), text);
  process.stdout.write(`${join(folder, 'report.md')}\n`);
  if (!ship) return 0;
  writeWhole(SHIPPED_STUDY, written);
  for (const { name, text } of figures) writeWhole(join(IMAGES, name), text);
  writeWhole(DOCUMENT, studyReport(data, cells, inFolder(figures, 'img/')));
  process.stdout.write(`${DOCUMENT}\n`);
  return 0;
}
