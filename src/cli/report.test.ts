import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { unwrap } from '../lib/result.ts';
import { parseStudyData } from '../study/data.ts';
import { studyReport } from '../study/report.ts';
import { inFolder, picturesOf, reportFiles } from '../study/reportFiles.ts';
import { runCommand } from './commands.ts';
import { SHIPPED_STUDY } from './report.ts';

describe('docs/study.md', () => {
  const { data, cells } = unwrap(parseStudyData(JSON.parse(readFileSync(SHIPPED_STUDY, 'utf8'))));
  const pictures = picturesOf(data, cells);

  it('is what the shipped study says', () => {
    expect(readFileSync('docs/study.md', 'utf8')).toBe(studyReport(data, cells, inFolder(pictures, 'img/')));
  });

  it('has its pictures, as they are drawn now', () => {
    for (const { name, text } of pictures) expect(readFileSync(`docs/img/${name}`, 'utf8')).toBe(text);
  });

  it('comes whole: every picture that the report shows lies beside it, with data and runs', () => {
    const files = new Map(reportFiles(data, cells).map(({ name, text }) => [name, text]));
    const shown = [...(files.get('report.md') ?? '').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(shown).toEqual(pictures.map(({ name }) => name));
    expect([...files.keys()]).toEqual(['report.md', ...shown, 'data.json', 'runs.csv']);
  });

  it('is of message size, sharing and memory on 2x10, five seeds asked for each', () => {
    expect(data.study).toMatchObject({ preset: '2x10', seeds: { length: 5 } });
    expect(cells).toHaveLength(18);
    expect(JSON.parse(readFileSync('trainings/studies/2x10.json', 'utf8'))).toEqual(data.study);
  });
});

it('mplp report refuses a folder that holds no study', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await expect(runCommand(['report', 'docs'])).rejects.toThrow('docs/study.json does not exist');
});
