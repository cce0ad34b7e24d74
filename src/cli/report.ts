// mplp report: a study's folder as a Markdown report with figures, its data and its runs as CSV; --ship makes one of the
// shipped studies what the page opens and docs/ speaks of.

import { dirname, join } from 'node:path';
import { joinedData, parseStudyData, studyData } from '../study/data.ts';
import { studyReport } from '../study/report.ts';
import { dataPath, reportPlaces, SHIPPED_STUDIES } from '../study/shipped.ts';
import type { Study } from '../study/study.ts';
import { inFolder, picturesOf, reportFiles, studyDataText } from '../study/reportFiles.ts';
import { flag, operandOf, readOptions } from './options.ts';
import { expectFolder, writeWhole } from './output.ts';
import { openStudy } from './study.ts';
import { expectUsable, UsageError } from './usage.ts';

export const REPORT_OPTIONS = {
  ship: flag('ship its data with the page, and write its report and pictures into docs/'),
};

/** Where a shipped study stands. @throws UsageError for another one. */
function placesOf({ name }: Study) {
  const shipped = SHIPPED_STUDIES.find((each) => each.name === name);
  const names = SHIPPED_STUDIES.map((each) => each.name).join('; ');
  if (shipped === undefined) throw new UsageError(`--ship: no study named ${name} is shipped; allowed: ${names}`);
  const { report, pictures } = reportPlaces(shipped);
  const places = { data: join('public', dataPath(shipped)), report: join('docs', report), pictures };
  for (const path of [dirname(places.data), join('docs', pictures)]) expectFolder('--ship', path);
  return places;
}

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
  const shipped = ship ? placesOf(study) : undefined;
  for (const { name, text } of reportFiles(data, cells)) writeWhole(join(folder, name), text);
  process.stdout.write(`${join(folder, 'report.md')}\n`);
  if (shipped === undefined) return 0;
  writeWhole(shipped.data, written);
  for (const { name, text } of figures) writeWhole(join('docs', shipped.pictures, name), text);
  writeWhole(shipped.report, studyReport(data, cells, inFolder(figures, shipped.pictures)));
  process.stdout.write(`${shipped.report}\n`);
  return 0;
}
