// Measures the built page while it trains: tasks on the page thread over 50 ms (the browser's own count), time to the
// first painted fit, and meta-steps per second. `npm run build && npm run --silent measure [-- --seconds 20 --webgpu]`
import { parseArgs } from 'node:util';

import { chromium } from '@playwright/test';
import { preview } from 'vite';

import { findChromium } from './lib/chromium.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    webgpu: { type: 'boolean', default: false },
    screenshot: { type: 'string' },
  },
});

/** In the page: collects long tasks and frame intervals from the start. */
function observe() {
  const seen = { longTasks: [], frames: [] };
  window.__seen = seen;
  new PerformanceObserver((list) =>
    seen.longTasks.push(...list.getEntries().map((e) => [e.startTime, e.duration])),
  ).observe({
    type: 'longtask',
    buffered: true,
  });
  let last = performance.now();
  const tick = (now) => {
    seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

const metaStep = (page) => page.evaluate(() => Number(document.documentElement.dataset.metaStep));

async function measure(page) {
  await page.addInitScript(observe);
  await page.goto(server.resolvedUrls.local[0]);
  await page.waitForSelector('html[data-episode=ready], html[data-episode=playing], html[data-episode=paused]');
  const firstFitMs = await page.evaluate(() => performance.now());
  await page.waitForSelector('html[data-backend]', { timeout: 60_000 });
  await page.getByTestId('drawer-toggle').click();
  await page.getByTestId('train-start').click();
  await page.waitForSelector('html[data-training=running]', { timeout: 300_000 });
  await page.waitForTimeout(2000);
  const [fromMs, fromStep] = [await page.evaluate(() => performance.now()), await metaStep(page)];
  await page.evaluate(() => (window.__seen.frames.length = 0));
  await page.waitForTimeout(Number(values.seconds) * 1000);
  const seen = await page.evaluate(() => ({ ...window.__seen, now: performance.now() }));
  const training = seen.longTasks.filter(([start]) => start >= fromMs).map(([, duration]) => duration);
  const steps = (await metaStep(page)) - fromStep;
  if (values.screenshot !== undefined) await page.screenshot({ path: values.screenshot });
  return {
    backend: await page.evaluate(() => document.documentElement.dataset.backend),
    firstFitMs: Math.round(firstFitMs),
    seconds: Math.round((seen.now - fromMs) / 1000),
    metaStepsPerSecond: Number((steps / ((seen.now - fromMs) / 1000)).toFixed(2)),
    longTasksWhileTraining: training.length,
    longestTaskMs: Math.max(0, ...training),
    longTasksBefore: seen.longTasks.length - training.length,
    framesPerSecond: Math.round(seen.frames.length / ((seen.now - fromMs) / 1000)),
  };
}

const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-background-networking',
    ...(values.webgpu ? ['--enable-unsafe-webgpu'] : []),
  ],
});
try {
  console.log(JSON.stringify(await measure(await browser.newPage({ viewport: { width: 1440, height: 900 } }))));
} finally {
  await browser.close();
  await server.close();
}
process.exit(0);
