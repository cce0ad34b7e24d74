import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { unwrap } from '../lib/result.ts';
import { parseStudyData } from '../study/data.ts';
import { studyReport } from '../study/report.ts';
import { runCommand } from './commands.ts';
import { SHIPPED_STUDY, studyPictures } from './report.ts';

describe('docs/study.md', () => {
  const { data, cells } = unwrap(parseStudyData(JSON.parse(readFileSync(SHIPPED_STUDY, 'utf8'))));
  const pictures = studyPictures(data, cells);

  it('is what the shipped study says', () => {
    const figures = pictures.map(([title, name]) => [title, `img/${name}`] as const);
    expect(readFileSync('docs/study.md', 'utf8')).toBe(studyReport(data, cells, figures));
  });

  it('has its pictures, as they are drawn now', () => {
    for (const [, name, svg] of pictures) expect(readFileSync(`docs/img/${name}`, 'utf8')).toBe(svg);
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
