// Who never answers: after some seconds the next best, with the reason said.

import { expect, test, type Page } from '@playwright/test';

import { beforeWorker, DEEP, LabPage, SLOW, TINY } from './labPage.ts';

async function backendWords(page: Page) {
  await page.getByTestId('backend-badge').first().click();
  return page.getByRole('dialog', { name: 'Backend' });
}

test('computes on wasm where the browser never names an adapter', async ({ page }) => {
  const gpu = '{ requestAdapter: () => new Promise(() => undefined) }';
  await beforeWorker(page, `Object.defineProperty(navigator, 'gpu', { get: () => (${gpu}) });`);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.expectState('backend', 'wasm');
  await expect(await backendWords(page)).toContainText('The browser named no adapter for 4 s.');
});

test('computes on wasm where the start of WebGPU never ends', DEEP, async ({ page }) => {
  const gpu =
    '{ requestAdapter: async () => ({ limits: {}, features: new Set(), requestDevice: () => new Promise(() => undefined) }) }';
  await beforeWorker(page, `Object.defineProperty(navigator, 'gpu', { get: () => (${gpu}) });`);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.expectState('backend', 'wasm');
  await expect(await backendWords(page)).toContainText('It did not start within 10 s.');
});

for (const [what, answer, words, details] of [
  ['are missing', { status: 404 }, /the server answered 404/i, {}],
  ['are something else', { status: 200, body: '<!doctype html>' }, /WebAssembly/, DEEP],
] as const) {
  test(`computes on the CPU where the files of wasm ${what}, and says why of both`, details, async ({ page }) => {
    await page.route('**/*.wasm', (route) => route.fulfill(answer));
    const lab = new LabPage(page);
    await lab.open(TINY);
    await lab.ready();
    await lab.expectState('backend', 'cpu');
    const dialog = await backendWords(page);
    await expect(dialog).toContainText(/WebGPU was passed over\. \w+/);
    await expect(dialog.getByText('WASM was passed over.').locator('xpath=..')).toContainText(words);
    await expect(dialog).toContainText('more than 3 GiB are refused');
  });
}

test('opens on an untrained rule where the list of rules never comes', async ({ page }) => {
  await page.route('**/checkpoints/manifest.json', () => undefined);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await expect(page.getByText('The shipped rules could not be read')).toBeVisible();
  await expect(page.getByText(/said nothing for 6 s/)).toBeVisible();
});

test('opens on an untrained rule where a shipped one never comes', DEEP, async ({ page }) => {
  await page.route('**/checkpoints/*.mplp', () => undefined);
  const lab = new LabPage(page);
  await lab.open();
  await expect(page.getByText('The rule could not be read')).toBeVisible({ timeout: SLOW });
  await lab.ready();
  await expect(page.getByText('An untrained one takes its place')).toBeVisible();
  await lab.train('continue this rule', 1);
  await lab.expectState('meta-step', '1');
});

test('says that the storage of the browser does not answer', DEEP, async ({ page }) => {
  await page.addInitScript(() => {
    const silent = { value: () => undefined };
    Object.defineProperty(IDBOpenDBRequest.prototype, 'addEventListener', silent);
  });
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await expect(page.getByText(/storage did not answer for 5 s/)).toBeVisible();
});

test('leaves storage of a newer version as it is, and says so', async ({ page }) => {
  await page.route('**/seed', (route) => route.fulfill({ contentType: 'text/html', body: 'seed' }));
  await page.goto('/seed');
  const database = (version?: number) =>
    page.evaluate(
      (as) =>
        new Promise<[number, string[]]>((resolve, reject) => {
          const opening = indexedDB.open('mplp-lab', as);
          opening.onupgradeneeded = () => void opening.result.createObjectStore('of the future');
          opening.onerror = () => reject(opening.error ?? new Error('not opened'));
          opening.onsuccess = () => {
            const { version: found, objectStoreNames } = opening.result;
            opening.result.close();
            resolve([found, [...objectStoreNames]]);
          };
        }),
      version,
    );
  await database(99);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await expect(page.getByText(/written by a newer version of the lab/)).toBeVisible();
  await lab.train('continue this rule', 2);
  await lab.expectState('meta-step', '2');
  expect(await database()).toEqual([99, ['of the future']]);
});
