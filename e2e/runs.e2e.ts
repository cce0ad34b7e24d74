// A run is never ended silently, and never lost: other rules, reloads, other tabs.

import { expect, test, type Page } from '@playwright/test';

import { LabPage, SLOW, TINY } from './labPage.ts';

const metaStep = async (lab: LabPage) => Number((await lab.state('meta-step')) ?? 0);

async function training(page: Page): Promise<LabPage> {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.train('continue this rule', 1_000_000);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(5);
  return lab;
}

test('asks before another rule ends a run, and lets it go on meanwhile', async ({ page }) => {
  const lab = await training(page);
  const question = page.getByText('A rule is being trained here');
  const tab = page.getByRole('navigation', { name: 'Experiments' }).getByRole('button', { name: /boundary/i });
  await tab.click();
  await expect(question).toBeVisible();
  const from = await metaStep(lab);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(from);
  await page.getByRole('button', { name: 'Keep training' }).click();
  await expect(question).toHaveCount(0);
  await lab.expectState('training', 'running');

  // Back leads to another rule too: after the answer, page and address agree.
  await page.goBack();
  await expect(question).toBeVisible();
  await page.getByRole('button', { name: 'Keep training' }).click();
  await lab.expectState('training', 'running');
  await expect(page).toHaveURL(/layers=4r\.1/);

  await tab.click();
  await page.getByRole('button', { name: 'End the run and open the other' }).click();
  await lab.expectState('training', 'idle');
  await expect(tab).toHaveAttribute('aria-current', 'true', { timeout: SLOW });
});
