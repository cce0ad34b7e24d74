// The page in a second engine: Firefox from the system's packages, driven by WebDriver BiDi. Part of `npm run test:all`.

import { expect, test } from '@playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

import { findFirefox } from '../scripts/lib/firefox.mjs';
import { SLOW } from './labPage.ts';

const firefox = findFirefox();
const LINK = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.3&sel=w2:8:13';

test.skip(firefox === undefined, 'there is no Firefox: install one from the system packages, or set FIREFOX_PATH');
// Firefox runs the same WebAssembly tens of times slower than Chromium on the machine this was measured on.
const TRAINED = 300_000;
test.setTimeout(600_000);

let browser: Browser;
let page: Page;

/** Of Firefox's own bars above the page. */
const BARS = 85;

/** A browser with a page of this size, the lab open in it. */
async function open(baseURL: string | undefined, width = 1440, height = 900): Promise<void> {
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox ?? '',
    headless: true,
    // The window has its size from the start: current ESR does not know every command that setting a viewport sends.
    defaultViewport: null,
    args: [`--width=${width}`, `--height=${height + BARS}`],
  });
  page = await browser.newPage();
  page.setDefaultNavigationTimeout(TRAINED);
  // Leaving what is not saved is asked about.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${baseURL}/${LINK}`);
  await ready();
}

test.afterEach(async () => browser.close());

const state = (name: string) => page.evaluate((key) => document.documentElement.getAttribute(`data-${key}`), name);

async function reaches(name: string, value: RegExp, timeout = SLOW): Promise<void> {
  await expect.poll(() => state(name), { timeout }).toMatch(value);
}

async function ready(): Promise<void> {
  await reaches('backend', /webgpu|wasm|cpu/);
  await reaches('episode', /ready|playing|paused/);
}

/** Words of the page that a person sees. */
const seen = () => page.evaluate(() => document.body.innerText);

async function fill(label: string, value: string): Promise<void> {
  const field = await page.waitForSelector(`aria/${label}[role="spinbutton"]`);
  await field?.click({ count: 3 });
  await field?.type(value);
  await page.keyboard.press('Tab');
}

test('opens, plays, scrubs, selects, trains and saves', async ({ baseURL }) => {
  await open(baseURL);
  expect(await browser.version()).toMatch(/firefox/i);
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await reaches('episode', /playing/);
  await page.keyboard.press(' ');
  const moment = () => page.$eval('[data-testid=timeline]', (line) => line.getAttribute('aria-valuetext'));
  await page.keyboard.press('End');
  const end = await moment();
  await page.keyboard.press('ArrowLeft');
  expect(await moment()).not.toBe(end);

  const agents = await page.waitForSelector('[role=application]');
  const box = await agents?.boundingBox();
  const before = await page.$eval('aria/Inspector', (rail) => rail.textContent);
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * 0.8, (box?.y ?? 0) + (box?.height ?? 0) * 0.5);
  await expect.poll(() => page.$eval('aria/Inspector', (rail) => rail.textContent)).not.toBe(before);

  await page.click('[data-testid=drawer-toggle]');
  await (await page.waitForSelector('.drawer input[type=radio]'))?.click();
  await fill('Meta-steps', '3');
  await page.click('[data-testid=train-start]');
  await reaches('meta-step', /^3$/, TRAINED);

  await page.reload();
  await ready();
  await page.evaluate(() => {
    const save = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Save file');
    save?.click();
  });
  await expect.poll(seen, { timeout: SLOW }).toMatch(/Rule saved as a file/);
});

test('paints nothing that is for readers only, and draws every figure', async ({ baseURL }) => {
  await open(baseURL);
  // A table is not clipped with its caption by what clips other elements.
  const strays = await page.evaluate(() =>
    [...document.querySelectorAll('.fig-hidden, .visually-hidden, caption')].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const shown = element.closest('.table-shown') !== null || element.closest('.losses') !== null;
      const clipped = element.closest('.fig-hidden, .visually-hidden')?.getBoundingClientRect();
      const small = clipped !== undefined && clipped.width <= 1 && clipped.height <= 1;
      return shown || small || width * height <= 1 ? [] : [`${element.tagName} ${element.textContent.slice(0, 40)}`];
    }),
  );
  expect(strays).toEqual([]);
  expect(await seen()).not.toContain('could not be drawn');
  for (const [width, height] of [
    [1440, 900],
    [1280, 720],
    // No window of Firefox is narrower.
    [450, 844],
  ] as const) {
    await browser.close();
    await open(baseURL, width, height);
    expect(await page.evaluate(() => window.innerWidth)).toBe(width);
    const path = test.info().outputPath(`firefox-${width}.png`) as `${string}.png`;
    await page.screenshot({ path });
    await test.info().attach(`${width} x ${height}`, { path });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});
