// The study of ablations, opened in place of the figures: its numbers are those of its file.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

import { violations } from './axe.ts';
import { DEEP, LabPage } from './labPage.ts';

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
    runs: { status: string; seed: number; meanLoss?: number[] }[];
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
      .getByLabel('Open a study')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) });
  // The second one that ships, and back.
  const onShow = study.getByLabel('Study on show');
  await onShow.selectOption('2x10-parts');
  await expect(study.getByRole('table', { name: 'Cells, best first' })).toContainText('inputs not standardised');
  // Its link names it.
  await expect.poll(() => page.url()).toContain('&study=2x10-parts');
  await page.reload();
  await expect(study.getByRole('heading', { level: 1 })).toHaveText('Parts of the rule on 2x10');
  await page.evaluate(() => (location.hash = location.hash.replace('study=2x10-parts', 'study=none')));
  await expect(study.getByRole('alert')).toContainText('The study none, which the link names, does not ship');
  await expect(study.getByRole('heading', { level: 1 })).toHaveText(file.study.name);
  await onShow.selectOption('2x10-parts');
  await expect(study.getByRole('alert')).toHaveCount(0);
  await onShow.selectOption('2x10');
  await expect(study.getByRole('heading', { level: 1 })).toHaveText(file.study.name);

  await open('wrong.json', { ...file, colour: 1 });
  await expect(study.getByRole('alert')).toContainText('wrong.json is no study’s data: colour is not a known field');
  await open('mine.json', { ...file, study: { ...file.study, name: 'Mine' } });
  await expect(study.getByRole('heading', { level: 1 })).toHaveText('Mine');
  await expect(study.getByRole('alert')).toHaveCount(0);

  // What a file holds is gone on from: its runs count as done.
  await study.getByRole('button', { name: 'Extend it as a study of your own' }).click();
  const form = study.getByRole('form', { name: 'A study' });
  await expect(form.getByLabel('Name')).toHaveValue('Mine, extended');
  await form.getByLabel('Seeds').fill('1');
  await form.getByRole('button', { name: 'Make it' }).click();
  const first = file.runs.filter(({ status, seed }) => status === 'done' && seed === 1).length;
  await expect(study.getByRole('region', { name: 'Progress of the study' })).toContainText(
    `18 cells, 1 seed: ${first} of 18 runs done.`,
  );

  const views = page.getByRole('navigation', { name: 'Views' });
  await expect(views.locator('[aria-current=page]')).toHaveText('Study');
  await views.getByRole('button', { name: 'Watch' }).click();
  await expect(lab.agents).toBeVisible();
  await expect(views.locator('[aria-current=page]')).toHaveText('Watch');
});

/** Inner losses and curves of a study's runs, by seed and cell. */
const found = (text: string) =>
  (JSON.parse(text) as { runs: { cell: number; seed: number; meanLoss?: number[]; curve: unknown }[] }).runs.map(
    ({ cell, seed, meanLoss, curve }) => ({ cell, seed, meanLoss, curve }),
  );

test('a study made here goes on after a reload, and its numbers are those of the command', DEEP, async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await page.getByRole('button', { name: 'Study', exact: true }).click();
  const view = page.getByRole('main', { name: 'Study' });
  await view.getByRole('button', { name: 'Make a study' }).click();
  const form = view.getByRole('form', { name: 'A study' });
  await form.getByLabel('Name').fill('Tiny');
  await form.getByLabel('Values').fill('1, 2');
  await form.getByLabel('Seeds').fill('3, 3');
  await form.getByLabel('Meta-steps', { exact: true }).fill('40');
  await form.getByLabel('Held-out tasks').fill('20');
  await form.getByRole('button', { name: 'Set a field' }).click();
  await form.getByLabel('Field 1 of: The same in every cell').selectOption('rule.learnerHidden');
  await form.getByLabel('Value', { exact: true }).fill('[4, 4]');
  await form.getByRole('button', { name: 'Make it' }).click();
  await expect(form.getByRole('alert')).toHaveText('seeds.1 is 3 again; allowed: each once');
  await form.getByLabel('Seeds').fill('3');
  expect(await violations(page)).toEqual([]);
  await form.getByRole('button', { name: 'Make it' }).click();

  const status = view.getByRole('region', { name: 'Progress of the study' });
  await expect(status).toContainText('2 cells, 1 seed: 0 of 2 runs done. The rest takes about', { timeout: 60_000 });
  await status.getByRole('button', { name: 'Start' }).click();
  await expect(status).toContainText(/meta-step ([1-9]|\d\d)/, { timeout: 60_000 });
  await expect.poll(() => page.url()).toContain('&study=1');
  await page.reload();
  await lab.ready();
  await expect(status).toContainText('2 of 2 runs done. Everything is there', { timeout: 120_000 });
  await expect(view.getByRole('table', { name: 'Cells, best first' }).getByRole('row')).toHaveCount(3);
  expect(await violations(page)).toEqual([]);

  const saved = async (button: string) => {
    const download = page.waitForEvent('download');
    await view.getByRole('button', { name: button, exact: true }).click();
    return (await download).path();
  };
  expect(
    readFileSync(await saved('PNG'))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  const data = found(readFileSync(await saved('Data'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'mplp-study-'));
  const mplp = (...words: string[]) => execFileSync('npm', ['run', '--silent', 'mplp', '--', ...words]);
  mplp('study', await saved('Study file'), '--out', folder);
  mplp('report', folder);
  expect(data).toEqual(found(readFileSync(join(folder, 'data.json'), 'utf8')));
  rmSync(folder, { recursive: true });

  await status.getByRole('button', { name: 'Change or extend' }).click();
  await form.getByLabel('Seeds').fill('3-4');
  await form.getByRole('button', { name: 'Keep' }).click();
  await expect(status).toContainText('2 cells, 2 seeds: 2 of 4 runs done.');
  await status.getByRole('button', { name: 'Delete' }).click();
  await view.getByRole('button', { name: 'Undo' }).click();
  await expect(status).toContainText('2 of 4 runs done.');
});
