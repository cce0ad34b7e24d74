// Point 4 of the message microscope: other learners on the same task, start and batches.

import { expect, test } from '@playwright/test';
import { LabPage, SLOW } from './labPage.ts';

test('draws optimisers and another rule beside the one in use, and says who wins', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  const fit = page.getByRole('region', { name: 'Fit' });
  const compare = page.getByRole('group', { name: 'Compare with' });
  const table = fit.getByRole('region', { name: 'Comparison' });
  await compare.getByRole('button', { name: 'SGD', exact: true }).click();
  await expect(fit.locator('.fig-fit-plot path.fig-lane')).toHaveCount(1);
  await compare.getByRole('button', { name: 'Meta-SGD' }).press('Enter');
  await expect(fit.locator('.fig-fit-plot path.fig-lane')).toHaveCount(2);
  await page.keyboard.press('End');
  await expect(table).toContainText('after step 2');
  // Over the evaluation's tasks, from the files; the best of those is marked.
  const own = table.getByRole('row', { name: /^Learned prior 2x10, steady learned start/ });
  await expect(own).toContainText(/\.00025.*\d ms/);
  const meta = table.getByRole('row', { name: /^Meta-SGD learned start/ });
  await expect(meta).toContainText('.00027');
  await expect(own.getByLabel('best')).toBeVisible();
  await expect(table.getByRole('row', { name: /^SGD/ })).toContainText(/\.0237.*1×.*\d ms/);
  // The others were made for the rule without its longer training.
  await expect(table).toContainText('Start of SGD: that of Learned prior 2x10.');

  // The same learners on another task: the lines move with it.
  const before = await fit.locator('.fig-fit-plot path.fig-lane').first().getAttribute('d');
  await page.getByRole('button', { name: 'New task' }).click();
  await expect.poll(() => fit.locator('.fig-fit-plot path.fig-lane').first().getAttribute('d')).not.toBe(before);

  await compare.getByRole('combobox').selectOption({ label: 'Learned prior 2x10' });
  await expect(fit.locator('.fig-fit-plot path.fig-lane')).toHaveCount(3);
  await expect(page).toHaveURL(/lanes=sgd,metaSgd&vs=learned-prior-2x10/);
  await page.reload();
  await lab.ready();
  await expect(fit.locator('.fig-fit-plot path.fig-lane')).toHaveCount(3);
});

test('draws borders of other learners on the boundary task', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=boundary&rule=boundary-10x10&task=20&net=1&k=10&at=10.5&lanes=adam,maml');
  await lab.ready();
  await expect(page.locator('.fig-fit-plot path.fig-lane')).toHaveCount(2, { timeout: SLOW });
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText(/1\s000 tasks/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('% of the plane is named right');
});
