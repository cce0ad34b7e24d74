// After a first visit: without a network, and with a newer version on the server.

import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

import { expect, test, type Page } from '@playwright/test';

import { DEEP, LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.use({ serviceWorkers: 'allow' });

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/** A plain static host with the built page in a folder of its own, under a sub-path. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.replace(/^\/lab\//, '');
    try {
      const bytes = readFileSync(join(folder, path === '' ? 'index.html' : path));
      response.writeHead(200, { 'Content-Type': TYPES[extname(path === '' ? 'x.html' : path)] ?? 'text/plain' });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, () => resolve(server)));
}

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
  address = `http://localhost:${(server.address() as AddressInfo).port}/lab/`;
});

test.afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
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
  await page.getByRole('button', { name: 'Load it' }).click();
  await lab.ready();
  await expect(offer).toHaveCount(0);
  expect(await waiting()).toBe(false);
});
