// The built page on hosts that serve it otherwise than most.

import { expect, test } from '@playwright/test';

import { addressOf, close, serve } from './host.ts';
import { computing, LabPage, TINY, watchErrors } from './labPage.ts';

test('says what to do where a host serves it without the slash of its folder', async ({ page }) => {
  const server = await serve('dist');
  await page.goto(`${addressOf(server)}/lab`);
  await expect(page.getByText('not found without a slash at its end, so open …/lab/, not …/lab')).toBeVisible();
  await page.goto(`${addressOf(server)}/lab/`);
  await new LabPage(page).ready();
  await close(server);
});

test('opens, adapts and trains where a host isolates it', async ({ page }) => {
  const server = await serve('dist', {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await page.goto(`${addressOf(server)}/lab/${TINY}`);
  await lab.ready();
  expect(await lab.state('backend')).toBe('wasm');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await computing(page).evaluate(() => crossOriginIsolated)).toBe(true);
  await lab.train('from scratch', 3);
  await lab.expectState('meta-step', '3');
  expect(errors).toEqual([]);
  await close(server);
});
