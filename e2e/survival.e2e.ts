// What happens behind the page's back: a translator, a host without rights, files that are not there.

import { pathToFileURL } from 'node:url';

import { expect, test, type Page } from '@playwright/test';

import { wrapTexts } from '../src/ui/testing/translate.ts';
import { LabPage, TINY, watchErrors } from './labPage.ts';

/** Translates the page for as long as it lives. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(`
    const wrapTexts = ${wrapTexts.toString()};
    const watch = { childList: true, characterData: true, subtree: true };
    const observer = new MutationObserver(() => {
      observer.disconnect();
      wrapTexts(document.getElementById('root'), 'replaced');
      observer.observe(document.body, watch);
    });
    wrapTexts(document.getElementById('root'), 'replaced');
    observer.observe(document.body, watch);
  `);
}

test('stays whole while a browser translates it', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await translate(page);
  await page.keyboard.press('Space');
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: 'New task' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('?');
  await page.keyboard.press('Escape');
  await lab.train('from scratch', 3);
  await lab.expectState('meta-step', '3');
  await expect(page.getByRole('region', { name: 'Fit' })).toBeVisible();
  await expect(page.getByText('could not be drawn')).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('carries its own content security policy and keeps to it', async ({ page }) => {
  await page.addInitScript(() => {
    const broken: string[] = [];
    Object.assign(window, { broken });
    document.addEventListener('securitypolicyviolation', (event) => broken.push(event.blockedURI));
  });
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.train('from scratch', 2);
  await lab.expectState('meta-step', '2');
  const broken = () => page.evaluate(() => (window as unknown as { broken: string[] }).broken);
  expect(await broken()).toEqual([]);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.wasRun = true';
    document.head.append(script);
  });
  expect(await broken()).toEqual(['inline']);
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false);
});

test('says what to do where its files are missing', async ({ page }) => {
  await page.route('**/assets/*.js', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await expect(page.getByText('It has not started yet.')).toBeVisible();
});

test('says what to do when it is opened from disk', async ({ page }) => {
  await page.goto(pathToFileURL('dist/index.html').href);
  await expect(page.getByText('npm start')).toBeVisible();
});

test('says what to do in a frame without rights', async ({ page, baseURL }) => {
  await page.setContent(`<iframe sandbox="allow-scripts" width="800" height="600" src="${baseURL ?? ''}/"></iframe>`);
  await expect(page.frameLocator('iframe').getByText(/in a window of its own/)).toBeVisible();
});

test('says what to do where no worker may be started', async ({ page }) => {
  await page.addInitScript(() => {
    window.Worker = function () {
      throw new DOMException('workers are forbidden', 'SecurityError');
    } as unknown as typeof Worker;
  });
  await page.goto('/');
  await expect(page.getByRole('alert').filter({ hasText: 'The computation stopped' })).toContainText(
    'open it in a window of its own',
  );
  await expect(page.getByRole('region', { name: 'Fit' })).toBeVisible();
});
