// Broken files and links: a clear message, and what was on screen stays.

import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';

import { DEEP, LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

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

test('reads what can be read of a link, and says what was left out or is not there', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(`${TINY}&task=7&rule=gone&sel=w9:0:0&point=200&utm_source=letter).`);
  await lab.ready();
  const words = page.getByRole('status').filter({ hasText: 'Not all of this link could be read' });
  for (const part of ['"utm_source"', 'the rule gone', 'the agent w9:0:0', 'point 201: a step has 4'])
    await expect(words).toContainText(part);
  await expect(page).toHaveURL(/task=7/);
});

test('shows what cannot be copied where there is no clipboard', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
  });
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link to this moment' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'The link could not be copied' })).toContainText(
    /by hand: http:\/\/localhost.*layers=4r\.1/,
  );
});

test('draws one new task while N is held down', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  const entries = () => page.evaluate(() => history.length);
  const before = await entries();
  for (let i = 0; i < 150; i++) await page.keyboard.down('n');
  await page.keyboard.up('n');
  expect(await entries()).toBe(before + 1);
});

test('goes on where the browser refuses more history', DEEP, async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  await page.evaluate(() => {
    history.pushState = () => {
      throw new DOMException('too many calls', 'SecurityError');
    };
  });
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/task=[1-9]/);
  expect(errors).toEqual([]);
});
