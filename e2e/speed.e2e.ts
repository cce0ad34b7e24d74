// "How fast is this machine?" measures meta-steps on the running backend and sets the number of tasks.

import { expect, test } from '@playwright/test';

import { DEEP, LabPage } from './labPage.ts';

test('measures the machine and uses the number of tasks it suggests', DEEP, async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await page.getByTestId('drawer-toggle').click();
  await page.getByText('How fast is this machine?').click();
  await page.getByTestId('speed-measure').click();
  const use = page.getByTestId('speed-use');
  await expect(use).toBeVisible({ timeout: 60_000 });
  const rows = page.getByTestId('speed-table').getByRole('row');
  expect(await rows.count()).toBeGreaterThan(1);
  const suggested = /Use (\d+) task/.exec((await use.textContent()) ?? '')?.[1];
  await use.click();
  await expect(page.getByLabel('Tasks per meta-step')).toHaveValue(suggested ?? '');
});
