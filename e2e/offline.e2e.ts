// After a first visit: without a network, and with a newer version on the server.

import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { addressOf, close, serve } from './host.ts';
import { DEEP, LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.use({ serviceWorkers: 'allow' });

/** Waits until everything is kept. */
async function kept(page: Page): Promise<void> {
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated', null, {
    timeout: SLOW,
  });
}

let folder: string;
let server: Server;
let address: string;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-'));
  cpSync('dist', folder, { recursive: true });
  server = await serve(folder);
  address = `${addressOf(server)}/lab/`;
});

test.afterEach(async () => {
  await close(server);
  rmSync(folder, { recursive: true });
});

test('opens, adapts and trains without a network after a first visit', async ({ page, context }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await page.goto(address);
  await lab.ready();
  await kept(page);
  await context.setOffline(true);
  server.closeAllConnections();
  await page.goto(`${address}?again${TINY}`);
  await lab.ready();
  expect(await lab.state('backend')).toBe('wasm');
  await lab.train('from scratch', 2);
  await lab.expectState('meta-step', '2');
  await page.goto(`${address}#v=1&preset=5x10&rule=sinusoid-5x10&task=20&net=1&k=5`);
  await page.reload();
  await lab.ready();
  await expect(lab.ruleInUse).toHaveText('Sinusoid 5x10');
  expect(errors.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
});

test('offers a newer version and takes it when asked, not before', DEEP, async ({ page }) => {
  const lab = new LabPage(page);
  await page.goto(address);
  await lab.ready();
  await kept(page);
  await page.reload();
  await lab.ready();
  const offer = page.getByText('A newer version of the lab is here');
  await expect(offer).toHaveCount(0);
  appendFileSync(join(folder, 'sw.js'), '\n// another one\n');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(offer).toBeVisible();
  const waiting = () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null);
  expect(await waiting()).toBe(true);
  // It loads the page again: what is asked before that is lost with the old one.
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Load it' }).click()]);
  await lab.ready();
  await expect(offer).toHaveCount(0);
  expect(await waiting()).toBe(false);
});
