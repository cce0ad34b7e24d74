// A rule written by hand.

import { expect, test } from '@playwright/test';
import { violations } from './axe.ts';
import { LabPage, SLOW, watchErrors } from './labPage.ts';

test('plain SGD, written, does what the optimiser does; faults are named, undo and link hold', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=5x10&rule=sinusoid-5x10&task=7&net=3&k=5&at=5.5&lanes=sgd');
  await lab.ready();
  const former = await lab.ruleInUse.textContent();
  await page.getByRole('button', { name: 'Write a rule' }).click();
  const sheet = page.getByRole('dialog', { name: 'Write a rule' });
  const use = sheet.getByRole('button', { name: 'Use this rule' });
  await expect(sheet.getByRole('combobox', { name: 'Start from' })).toHaveValue('sgd');
  // The rate of the optimiser, found for this task (docs/baselines.json).
  await sheet.getByRole('spinbutton', { name: 'rate' }).fill('.178');

  const update = sheet.getByRole('textbox', { name: 'Weight asks for' });
  await update.fill('-rate * m * y');
  await expect(sheet.getByRole('alert')).toHaveText(
    'Weight asks for, column 13: there is no y; the names here are m, w, x, c, rate, B, fixed',
  );
  await expect(use).toBeDisabled();
  await expect(sheet.getByRole('combobox', { name: 'Start from' })).toHaveValue('');
  expect(await violations(page)).toEqual([]);
  await update.press('Backspace');
  await sheet.getByRole('button', { name: 'x', exact: true }).click();
  await update.press('Enter');

  await expect(lab.ruleInUse).toHaveText('Plain SGD (formula)');
  const table = page.getByRole('region', { name: 'Comparison' });
  const here = (name: RegExp) => table.getByRole('row', { name }).getByRole('cell').nth(1);
  await expect(here(/^SGD/)).toHaveText(/^\.\d+$/, { timeout: SLOW });
  await expect(table).toContainText('after step 5');
  await expect(here(/^Plain SGD/)).toHaveText((await here(/^SGD/).textContent()) ?? '');
  const steps = table
    .getByRole('table', { name: 'Held-out loss of this task', includeHidden: true })
    .locator('tbody tr');
  const losses = (await steps.allInnerTexts()).map((row) => row.trim().split(/\s+/).slice(1));
  expect(losses).toHaveLength(6);
  for (const [one, other] of losses) expect(one).toBe(other);
  expect(new Set(losses.flat()).size).toBeGreaterThan(3);
  const link = page.url();

  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(lab.ruleInUse).toHaveText(former ?? '');
  await page.goto('about:blank');
  await page.goto(link);
  await lab.ready();
  await expect(lab.ruleInUse).toHaveText('Plain SGD (formula)');
  await expect(page.getByRole('region', { name: 'Rule' })).toContainText('rate = 0.178');
  expect(errors).toEqual([]);
});
