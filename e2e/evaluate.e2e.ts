// Evaluating a rule while the lab stays usable, and comparing with the released one from its .npy files.

import { expect, test } from '@playwright/test';

import {
  countedVector,
  npyFile,
  PRIOR_ENTRIES,
  releasedEntries,
  type Entry,
} from '../src/checkpoints/testing/npyFiles.ts';
import { LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 240_000 });

let lab: LabPage;
let errors: string[];

test.beforeEach(({ page }) => {
  errors = watchErrors(page);
  lab = new LabPage(page);
});

test.afterEach(() => {
  expect(errors).toEqual([]);
});

/** A made-up file of the released layout: small numbers, so that the rule stays finite. */
function released(name: string, entries: readonly Entry[]) {
  const values = countedVector(entries).map((value) => 0.01 * Math.sin(value));
  return { name, mimeType: 'application/octet-stream', buffer: Buffer.from(npyFile(values)) };
}

test('evaluates past the horizon, cancels, and has it again after a reload', async ({ page }) => {
  await lab.open(TINY);
  await lab.ready();
  const panel = await lab.openRow('Evaluate');
  await panel.getByRole('spinbutton', { name: 'Steps' }).fill('4');
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(panel.getByText('Mean after step 4')).toBeVisible({ timeout: SLOW });
  await expect(panel.getByText(/of 100, \d/).first()).toBeVisible();
  await expect(panel.locator('.evaluation-median')).toHaveAttribute('d', /^M[\d.,L-]+$/);
  await panel.getByText('Every step in numbers').click();
  await expect(panel.getByRole('region', { name: 'Evaluation by inner step' }).getByRole('row')).toHaveCount(6);
  // Long enough to be cancelled; the task stays adjustable meanwhile.
  await panel.getByText(/1.000/).first().click();
  await panel.getByRole('spinbutton', { name: 'Steps' }).fill('100');
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await page.getByLabel('Task seed').fill('16');
  await panel.getByRole('button', { name: /^Cancel/ }).click();
  await expect(panel.getByRole('button', { name: 'Evaluate', exact: true })).toBeEnabled();
  await expect(panel.getByText('Mean after step 4')).toBeVisible();

  const line = await panel.locator('.evaluation-median').getAttribute('d');
  await page.reload();
  await lab.ready();
  await lab.openRow('Evaluate');
  await expect(panel.getByText('Mean after step 4')).toBeVisible();
  await expect(panel.locator('.evaluation-median')).toHaveAttribute('d', line ?? '');
  await panel.getByRole('button', { name: 'Delete evaluation 1' }).click();
  await expect(panel.getByText('Mean after step 4')).toBeHidden();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByText('Mean after step 4')).toBeVisible();
});

test('opens a released rule from its files and keeps it here', async ({ page }) => {
  await lab.open(TINY);
  await lab.ready();
  const input = page.locator('input[type=file]').first();
  await input.setInputFiles([released('2x10.npy', releasedEntries(false))]);
  await expect(lab.alert).toContainText('its file of 481 numbers is needed too', { timeout: SLOW });
  await input.setInputFiles([released('prior.npy', PRIOR_ENTRIES), released('2x10.npy', releasedEntries(false))]);
  await expect(page.getByText('Trained and released by the paper’s authors', { exact: false })).toBeVisible({
    timeout: SLOW,
  });
  await lab.openRow('Kept in this browser');
  await expect(page.locator('.saved-load')).toHaveText(['Released 2x10 rule'], { timeout: SLOW });
  await page.goto('about:blank');
  await lab.open(TINY);
  await lab.ready();
  await lab.openRow('Kept in this browser');
  await page.locator('.saved-load').click();
  await expect(lab.ruleInUse).toHaveText('Released 2x10 rule');
});
