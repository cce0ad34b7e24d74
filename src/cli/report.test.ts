import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { unwrap } from '../lib/result.ts';
import { parseStudyData } from '../study/data.ts';
import { dataPath, reportPlaces, SHIPPED_STUDIES } from '../study/shipped.ts';
import { studyReport } from '../study/report.ts';
import { inFolder, picturesOf, reportFiles } from '../study/reportFiles.ts';
import { runCommand } from './commands.ts';

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe.each(SHIPPED_STUDIES)('the report on $id', (shipped) => {
  const { data, cells } = unwrap(parseStudyData(parsed(`public/${dataPath(shipped)}`)));
  const pictures = picturesOf(data, cells);
  const places = reportPlaces(shipped);

  it('is what the shipped study says, and of the file it is named after', () => {
    const report = studyReport(data, cells, inFolder(pictures, places.pictures));
    expect(readFileSync(`docs/${places.report}`, 'utf8')).toBe(report);
    expect(parsed(`trainings/studies/${shipped.id}.json`)).toEqual(data.study);
    expect(data.study.name).toBe(shipped.name);
  });

  it('has its pictures, as they are drawn now', () => {
    for (const { name, text } of pictures) expect(readFileSync(`docs/${places.pictures}${name}`, 'utf8')).toBe(text);
  });
});

describe('docs/study.md', () => {
  const { data, cells } = unwrap(parseStudyData(parsed(`public/${dataPath(SHIPPED_STUDIES[0])}`)));
  const pictures = picturesOf(data, cells);

  it('comes whole: every picture that the report shows lies beside it, with data and runs', () => {
    const files = new Map(reportFiles(data, cells).map(({ name, text }) => [name, text]));
    const shown = [...(files.get('report.md') ?? '').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(shown).toEqual(pictures.map(({ name }) => name));
    expect([...files.keys()]).toEqual(['report.md', ...shown, 'data.json', 'runs.csv']);
  });

  it('is of message size, sharing and memory on 2x10, five seeds asked for each', () => {
    expect(data.study).toMatchObject({ preset: '2x10', seeds: { length: 5 } });
    expect(cells).toHaveLength(18);
  });
});

it('mplp report refuses a folder that holds no study', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(runCommand(['report', 'docs'])).rejects.toThrow('docs/study.json does not exist');
});
