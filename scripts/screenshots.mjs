// Takes the pictures of docs/img from the built page, each a state that a person reaches by a link and a few clicks.
// `npm run build && npm run --silent screenshots [-- NAME ...] [-- --out FOLDER]`
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chromium } from '@playwright/test';
import { preview } from 'vite';

import { findChromium } from './lib/chromium.mjs';
import { ROOT } from './lib/paths.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: join(ROOT, 'docs', 'img') } },
});

/** As the page opens. */
const FIRST = '#v=1&preset=2x10&rule=steady-2x10&task=20&net=1&k=2';
const FIVE = '#v=1&preset=5x10&rule=sinusoid-5x10&task=20&net=1&k=5';
/** Of fixture size, so that a hundred meta-steps take seconds. */
const TINY = '#v=1&preset=2x10&layers=8r.1&m=4&lh=8,6&tasks=4';

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page */
async function openDrawer(page) {
  await page.getByTestId('drawer-toggle').click();
}

/**
 * @param {Page} page
 * @param {number} metaSteps
 */
async function trainFor(page, metaSteps) {
  await openDrawer(page);
  await page.getByRole('spinbutton', { name: 'Meta-steps' }).fill('5000');
  await page.getByTestId('train-start').click();
  const counted = (/** @type {number} */ least) => {
    const { training, metaStep } = document.documentElement.dataset;
    return training === 'running' && Number(metaStep) >= least && Number(metaStep) < 5000;
  };
  await page.waitForFunction(counted, metaSteps, { timeout: 180_000 });
}

/** @type {Readonly<Record<string, { link: string, width?: number, height?: number, dark?: boolean, act?: (page: Page) => Promise<void> }>>} */
const SHOTS = {
  lab: { link: `${FIRST}&at=2.3&sel=w2:8:13` },
  dark: { link: `${FIVE}&at=3.3&sel=b2:4&lines=message3&path=1`, dark: true },
  lanes: { link: `${FIVE}&at=5.5&lanes=sgd,adam,maml,metaSgd&vs=steady-5x10` },
  boundary: { link: '#v=1&preset=boundary&rule=boundary-10x10&task=20&net=1&k=10&at=10.5&lanes=adam' },
  'own-target': { link: `${FIVE}&at=5.5&curve=-0.3,-0.3,-0.1,0.3,0.3,0,-0.2,-0.3,-0.1,0.2,0.4` },
  inspector: { link: `${FIVE}&at=3.4&sel=w2:8:13&pin=w2:3:7`, height: 1600 },
  ablation: {
    link: `${FIRST}&at=2.5`,
    act: async (page) => {
      await page.getByRole('button', { name: /^Ablations/ }).click();
      await page
        .getByRole('group', { name: 'Message size M' })
        .getByRole('button', { name: '1, shipped rule' })
        .click();
      const changed = page.getByRole('region', { name: 'What the switch changed' });
      await changed.waitFor();
      await changed.scrollIntoViewIfNeeded();
    },
  },
  training: { link: FIRST, act: (page) => trainFor(page, 250) },
  'time-travel': {
    link: TINY,
    act: async (page) => {
      await trainFor(page, 400);
      await page.getByText('Map', { exact: true }).click();
      const slider = page.getByRole('slider', { name: 'Rule at meta-step' });
      await slider.focus();
      for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    },
  },
  tour: { link: `${FIRST}&at=1.0`, act: (page) => page.keyboard.press('t') },
  grid: { link: `${FIVE}&at=2.5&view=grid&sel=w2:3:7`, width: 820, height: 1180 },
  phone: { link: `${FIRST}&at=2.5`, width: 390, height: 844, dark: true },
};

const wanted = positionals.length > 0 ? positionals : Object.keys(SHOTS);
const unknown = wanted.filter((name) => SHOTS[name] === undefined);
if (unknown.length > 0) {
  console.error(`no picture called ${unknown.join(', ')}; there are ${Object.keys(SHOTS).join(', ')}`);
  process.exit(1);
}
mkdirSync(values.out, { recursive: true });
const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--headless=new', '--no-sandbox', '--disable-background-networking'],
});
try {
  for (const name of wanted) {
    const { link, width = 1440, height = 900, dark = false, act } = SHOTS[name];
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
    await page.goto(`${server.resolvedUrls.local[0]}${link}`);
    await page.waitForSelector('html[data-backend]', { timeout: 60_000 });
    await page.waitForSelector('html[data-episode=ready], html[data-episode=playing], html[data-episode=paused]');
    const notice = page.getByRole('button', { name: 'Dismiss' });
    if (await notice.isVisible()) await notice.click();
    await act?.(page);
    // Packets have arrived, fades are over.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(values.out, `${name}.png`) });
    await page.close();
    console.log(`${name}.png`);
  }
} finally {
  await browser.close();
  await server.close();
}
process.exit(0);
