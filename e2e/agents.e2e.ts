// Point 2 of the message microscope: channels, size, zoom and the path in the agents figure.

import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';

import { LabPage } from './labPage.ts';

test('colours and sizes agents by any channel, zooms, and follows the path from the loss', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.3&sel=w2:8:13');
  await lab.ready();
  const figure = page.getByRole('region', { name: 'Agents', exact: true });
  await figure.getByLabel('Colour').selectOption('message3');
  await expect(figure).toContainText('Channel 3, mean over points');
  await figure.getByLabel('Size').selectOption('norm');
  await expect(page).toHaveURL(/lines=message3&size=norm/);

  await lab.agents.focus();
  await page.keyboard.press('p');
  await expect(figure.getByRole('button', { name: 'Path' })).toHaveAttribute('aria-pressed', 'true');
  await expect(figure).toContainText(/Path: loss → .* → w₂ 9→14/);

  const zoom = () => lab.agents.getAttribute('data-zoom').then(Number);
  expect(await zoom()).toBe(1);
  await figure.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(zoom).toBeGreaterThan(1.2);
  await lab.agents.hover();
  const before = await zoom();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(zoom).toBeGreaterThan(before);
  // A window of another size shows the same part as near.
  const near = await zoom();
  await page.setViewportSize({ width: 1300, height: 800 });
  await expect.poll(zoom).toBe(near);
  await figure.getByRole('button', { name: /^All agents/ }).click();
  await expect.poll(zoom).toBe(1);

  // All of it as one file, read by itself.
  const fact = await page.getByTestId('agents-fact').innerText();
  const headline = await page.locator('.headline h1').innerText();
  await page.getByTestId('export').click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Page as a report' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('mplp-task20-step2.3-report.html');
  const report = readFileSync(await file.path(), 'utf8');
  expect(report).toContain(fact.slice(0, 30));
  await page.setContent(report);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(headline);
  for (const name of ['Fit', 'Loss', 'Agents', 'Inspector', 'Timeline'])
    await expect(
      page
        .locator('section', { has: page.getByRole('heading', { name }) })
        .locator('svg')
        .first(),
    ).toBeVisible();
  await expect(page.getByRole('link')).toHaveAttribute('href', /task=20.*at=2\.3/);
  await expect(page.locator('pre')).toContainText('mplp -- episode');
});
