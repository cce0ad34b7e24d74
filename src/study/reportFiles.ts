// A report with everything beside it, as files: the command writes them into a folder, the page into one archive. Pure.

import type { StudyData } from './data.ts';
import { studyFigure } from './figure.ts';
import { studyCsv, studyReport } from './report.ts';
import type { Cell } from './study.ts';

export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

/** A picture of a report. */
export interface ReportPicture extends ReportFile {
  readonly title: string;
}

/** The data as it stands in its file: a line for each run. */
export function studyDataText({ runs, ...rest }: StudyData): string {
  const lines = runs.map((run) => `  ${JSON.stringify(run)}`).join(',\n');
  return `${JSON.stringify(rest).slice(0, -1)},"runs":[\n${lines}\n]}\n`;
}

export function picturesOf(data: StudyData, cells: readonly Cell[]): readonly ReportPicture[] {
  const heldOut = {
    title: 'Held-out loss of every cell',
    name: 'study-held-out.svg',
    text: studyFigure(data, cells, 'heldOut'),
  };
  // Without a hint the meta-loss is the held-out loss.
  if (data.runs.every(({ curve }) => curve.metaLoss.every((loss, i) => loss === curve.heldOut[i]))) return [heldOut];
  const text = studyFigure(data, cells, 'metaLoss');
  return [heldOut, { title: 'Meta-loss of every cell', name: 'study-meta-loss.svg', text }];
}

/** Titles and links of pictures, for a report that lies elsewhere. @param folder with a slash at its end. */
export const inFolder = (pictures: readonly ReportPicture[], folder: string) =>
  pictures.map(({ title, name }) => [title, `${folder}${name}`] as const);

/** The report, its pictures, its data and every run. */
export function reportFiles(data: StudyData, cells: readonly Cell[]): readonly ReportFile[] {
  const pictures = picturesOf(data, cells);
  return [
    { name: 'report.md', text: studyReport(data, cells, inFolder(pictures, '')) },
    ...pictures,
    { name: 'data.json', text: studyDataText(data) },
    { name: 'runs.csv', text: studyCsv(data, cells) },
  ];
}
