// axe on the page as it stands, in both themes and with the training drawer open.

import { expect, test } from '@playwright/test';

import { violations } from './axe.ts';
import { DEEP, LabPage } from './labPage.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no violations, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const lab = new LabPage(page);
    await lab.open();
    await lab.ready();
    await lab.stopPlaying();
    expect(await violations(page)).toEqual([]);
    await lab.openDrawer();
    expect(await violations(page)).toEqual([]);
  });
}

test('has no violations while agents are compared and while a layer is read', DEEP, async ({ page }) => {
  const lab = new LabPage(page);
  for (const more of ['&pin=w2:3:5', '&pin=a1:5', '&all=1']) {
    await page.goto('about:blank');
    await lab.open(`#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.4&sel=w2:8:13${more}`);
    await lab.ready();
    expect(await violations(page)).toEqual([]);
  }
});

test('a dialog gives the focus back, whichever way it is left', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  const help = page.getByRole('button', { name: 'Keyboard shortcuts' });
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  const leave = [
    () => page.keyboard.press('Escape'),
    () => sheet.getByRole('button', { name: 'Close' }).click(),
    () => page.mouse.click(4, 4),
  ];
  for (const out of leave) {
    await help.focus();
    await page.keyboard.press('Enter');
    await expect(sheet).toBeVisible();
    await out();
    await expect(sheet).toBeHidden();
    await expect(help).toBeFocused();
  }
});
