// Broken files and links: a clear message, and what was on screen stays.

import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';

import { LabPage, SLOW } from './labPage.ts';

const RULE = 'public/checkpoints/learned-prior-2x10.mplp';

let lab: LabPage;

test.beforeEach(({ page }) => {
  lab = new LabPage(page);
});

async function offer(name: string, buffer: Buffer): Promise<void> {
  await lab.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

test('refuses damaged and foreign rule files and leaves the experiment as it was', async ({ page }) => {
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  const before = await lab.state('meta-step');
  const damaged = Buffer.from(readFileSync(RULE));
  damaged[damaged.length - 100] = (damaged[damaged.length - 100] ?? 0) ^ 0xff;
  await offer('damaged.mplp', damaged);
  await expect(lab.alert).toContainText('checksum', { timeout: SLOW });
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await offer('holiday.mplp', Buffer.from('not a rule at all, but long enough to look'));
  await expect(lab.alert).toContainText('not an MPLP rule file', { timeout: SLOW });
  expect(await lab.state('meta-step')).toBe(before);
  await lab.play.click();
  await lab.expectState('episode', 'playing');
});

test('refuses a link of another version and an impossible setting, and opens anyway', async ({ page }) => {
  await lab.open('#v=7&preset=2x10');
  await expect(lab.alert).toContainText('version 7', { timeout: SLOW });
  await lab.ready();
  await page.goto('about:blank');
  await lab.open('#v=1&preset=2x10&m=0');
  await expect(lab.alert).toContainText('messageSize', { timeout: SLOW });
  await lab.ready();
});
