// Lighthouse over the built page, on a desktop and on a phone as it simulates them, in the system's Chromium.
// `npm run build && npm run audit:page` prints a table, and ends with 1 where a figure is below what is asked for.
import { createServer } from 'node:net';

import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';
import desktopConfig from 'lighthouse/core/config/desktop-config.js';
import { preview } from 'vite';

import { findChromium } from './lib/chromium.mjs';

const MOST_SHIFT = 0.02;
/** Scores of 100 that each device has to reach. */
const DEVICES = [
  { name: 'desktop', config: desktopConfig, least: { performance: 98, accessibility: 95, 'best-practices': 95 } },
  { name: 'phone', config: undefined, least: { performance: 90, accessibility: 95, 'best-practices': 95 } },
];

/** @returns {Promise<number>} a port that nobody has. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** The audits of a category that cost it points, in words. */
function lost({ categories, audits }, category) {
  return categories[category].auditRefs.flatMap(({ id, weight }) => {
    const { score, title, displayValue } = audits[id];
    if (weight === 0 || score === null || score >= 0.9) return [];
    return [`    ${title}${displayValue === undefined ? '' : ` (${displayValue})`}`];
  });
}

/** One line for each figure of a device; what missed is followed by why. */
async function audit({ name, config, least }, url, port) {
  const run = await lighthouse(url, { port, logLevel: 'error', onlyCategories: Object.keys(least) }, config);
  if (run === undefined) throw new Error('Lighthouse gave no result');
  const { lhr } = run;
  if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
  const rows = Object.entries(least).map(([category, asked]) => {
    const score = Math.round(100 * (lhr.categories[category].score ?? 0));
    return { figure: category, found: String(score), asked: `at least ${asked}`, ok: score >= asked, category };
  });
  const shift = lhr.audits['cumulative-layout-shift'].numericValue ?? Infinity;
  const ok = shift < MOST_SHIFT;
  rows.push({ figure: 'layout shift', found: shift.toFixed(4), asked: `below ${MOST_SHIFT}`, ok, category: undefined });
  for (const { figure, found, asked, ok, category } of rows) {
    const cells = [name.padEnd(9), figure.padEnd(16), found.padStart(7), `  ${asked.padEnd(13)}`, ok ? 'ok' : 'MISSED'];
    console.log(cells.join(''));
    if (!ok && category !== undefined) for (const line of lost(lhr, category)) console.log(line);
  }
  return rows.every(({ ok }) => ok);
}

const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const port = await freePort();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--headless=new', '--no-sandbox', '--disable-background-networking', `--remote-debugging-port=${port}`],
});
let ok = true;
try {
  for (const device of DEVICES) ok = (await audit(device, server.resolvedUrls.local[0], port)) && ok;
} finally {
  await browser.close();
  await server.close();
}
process.exit(ok ? 0 : 1);
