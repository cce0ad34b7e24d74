// Training a preset as it stands; on the software GPU minutes a meta-step, so there only `npm run test:all` waits.

import { expect, test } from '@playwright/test';

import { LabPage } from './labPage.ts';

test('trains the 2x10 preset from scratch', async ({ page }) => {
  test.setTimeout(900_000);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await lab.train('from scratch', 2);
  await expect(page.locator('html')).toHaveAttribute('data-meta-step', '2', { timeout: 800_000 });
  await lab.expectState('training', 'idle');
});
