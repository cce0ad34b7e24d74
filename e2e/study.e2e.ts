// The study of ablations, opened in place of the figures: its numbers are those of its file.

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

import { violations } from './axe.ts';
import { LabPage } from './labPage.ts';

test('shows the shipped study, its link opens it, and another file takes its place or is refused in words', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await page.getByRole('button', { name: 'Study', exact: true }).click();
  const study = page.getByRole('main', { name: 'Study' });
  const file = JSON.parse(readFileSync('public/studies/2x10.json', 'utf8')) as {
    study: { name: string; seeds: number[] };
    runs: { status: string; meanLoss?: number[] }[];
  };
  await expect(study.getByRole('heading', { level: 1 })).toHaveText(file.study.name);
  const done = file.runs.filter(({ status }) => status === 'done');
  await expect(study.getByText(`${done.length} of ${18 * file.study.seeds.length} runs are done`)).toBeVisible();
  const best = Math.min(...done.map(({ meanLoss }) => meanLoss?.at(-1) ?? Infinity));
  const cells = study.getByRole('table', { name: 'Cells, best first' });
  await expect(cells.getByRole('row')).toHaveCount(19);
  await expect(cells).toContainText(best.toPrecision(2).replace(/^0/, ''));
  await expect(study.getByRole('img', { name: /held-out loss over meta-steps/ })).toBeVisible();
  await study.getByText('Meta-loss', { exact: true }).click();
  await expect(study.getByRole('img', { name: /meta-loss over meta-steps/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const download = page.waitForEvent('download');
  await study.getByRole('button', { name: 'Markdown' }).click();
  expect((await download).suggestedFilename()).toBe('study.md');

  await expect.poll(() => page.url()).toContain('&study=1');
  await page.reload();
  await expect(study.getByRole('heading', { level: 1 })).toHaveText(file.study.name);

  const open = (name: string, value: unknown) =>
    study
      .getByLabel('Open a study’s data')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) });
  await open('wrong.json', { ...file, colour: 1 });
  await expect(study.getByRole('alert')).toContainText('wrong.json is no study’s data: colour is not a known field');
  await open('mine.json', { ...file, study: { ...file.study, name: 'Mine' } });
  await expect(study.getByRole('heading', { level: 1 })).toHaveText('Mine');
  await expect(study.getByRole('alert')).toHaveCount(0);

  await page.getByRole('button', { name: 'Study', exact: true }).click();
  await expect(lab.agents).toBeVisible();
  await page.getByRole('button', { name: 'Study', exact: true }).click();
  await page.getByRole('button', { name: 'Sinusoid 5 × 10' }).click();
  await expect(lab.agents).toBeVisible();
});
