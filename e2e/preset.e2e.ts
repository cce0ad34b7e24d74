// Training a preset as it stands. Not on the software GPU, where a meta-step of it takes minutes.

import { test } from '@playwright/test';

import { LabPage } from './labPage.ts';

test('trains the 2x10 preset from scratch', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await lab.train('from scratch', 2);
  await lab.expectState('meta-step', '2');
  await lab.expectState('training', 'idle');
});
