// The page where the system or the printer has its say.

import { expect, test, type Locator } from '@playwright/test';

import { LabPage } from './labPage.ts';

const LINK = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.3&sel=w2:8:13';

const style = (of: Locator, name: string) =>
  of.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

test('keeps figures and controls visible where colours are forced', async ({ page }) => {
  const lab = new LabPage(page);
  const shape = page.locator('.fig-agents svg [fill], .fig-key-row svg [fill]').first();
  await lab.open(LINK);
  await lab.ready();
  const slider = page.getByLabel('Amplitude');
  const says = page.locator('.insp-block svg rect').first();
  const paint = await style(says, 'fill');
  const key = await style(shape, 'fill');
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await style(slider, 'appearance')).toBe('auto');
  expect(await style(page.getByRole('button', { name: 'New task' }), 'border-top-width')).toBe('1px');
  expect(await style(says, 'fill')).toBe(paint);
  expect(await style(shape, 'fill')).toBe(key);
});

test('prints task, rule, figures and inspector, and nothing over them', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(LINK);
  await lab.ready();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(lab.play).toBeHidden();
  const parts = [
    page.getByText('Learned numbers'),
    page.getByRole('region', { name: 'Fit' }),
    page.getByRole('region', { name: 'Agents', exact: true }),
    page.getByText('Stored input', { exact: true }),
  ];
  let above = 0;
  for (const part of parts) {
    await expect(part).toBeVisible();
    const box = await part.boundingBox();
    expect(box?.y, await part.innerText()).toBeGreaterThanOrEqual(above);
    above = (box?.y ?? 0) + (box?.height ?? 0);
  }
  expect(await style(page.locator('html'), 'overflow-y')).toBe('visible');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
