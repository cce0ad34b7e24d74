// The built page in use for a long time, with a training that goes on: heap of page and worker, buffers (wasm memory among
// them), elements, frames a second, sampled after a garbage collection, and how fast each grows.
// `npm run build && npm run --silent soak -- --minutes 30 [--every 20]`
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import puppeteer from 'puppeteer-core';
import { preview } from 'vite';

import { findChromium } from './lib/chromium.mjs';

const MEGABYTE = 1e6;
/** What the first samples show is the start, not the growth. */
const LEFT_OUT = 0.25;

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, every: { type: 'string', default: '20' } },
});
const [minutes, everyS] = [Number(values.minutes), Number(values.every)];
if (!(minutes > 0 && minutes <= 24 * 60 && everyS >= 1)) {
  console.error('allowed: --minutes above 0, up to 1440, and --every from 1 second');
  process.exit(2);
}

/** @typedef {import('puppeteer-core').Page} Page */
/** What a person does, again and again; each is one verb of the page. @type {Record<string, (page: Page, turn: number) => Promise<unknown>>} */
const USES = {
  async scrub(page, turn) {
    await page.focus('[data-testid=timeline]');
    for (const key of ['Home', ...Array.from({ length: 6 }, () => 'ArrowRight'), 'End']) await page.keyboard.press(key);
    if (turn % 2 === 0) await page.keyboard.press('Home');
  },
  play: (page) => page.click('[data-testid=play]'),
  async inspect(page, turn) {
    const agents = await page.waitForSelector('[role=application]', { visible: true, timeout: 3000 });
    await agents?.scrollIntoView();
    const box = await agents?.boundingBox();
    if (!box) throw new Error('the Agents figure is not on screen');
    await page.mouse.click(box.x + box.width * (0.2 + ((turn * 7) % 10) / 16), box.y + box.height * 0.55);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key);
  },
  lanes: (page) => page.locator('::-p-aria([name="SGD"][role="button"])').setTimeout(3000).click(),
  async travel(page, turn) {
    const track = await page.waitForSelector('::-p-aria([name="Rule at meta-step"][role="slider"])', { timeout: 3000 });
    await track?.focus();
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    if (turn % 3 !== 2) await page.locator('::-p-aria(Back to now)').setTimeout(3000).click();
  },
  newTask: (page) => page.locator('::-p-aria([name="New task"][role="button"])').setTimeout(3000).click(),
  async drawer(page) {
    await page.click('[data-testid=drawer-toggle]');
    await sleep(300);
    if ((await page.$('[data-testid=train-start], .drawer')) === null) await page.click('[data-testid=drawer-toggle]');
  },
};

/** In a worker, before its own script: remembers every WebAssembly memory, which no heap counts. */
const COUNT_WASM = `{
  const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
  const kept = new Set();
  const keep = (memory) => kept.add(new WeakRef(memory));
  const exported = (instance) => Object.values(instance.exports).filter((each) => each instanceof Memory).forEach(keep);
  const keeping = (start) => async (...words) => {
    const started = await start(...words);
    exported(started.instance ?? started);
    return started;
  };
  WebAssembly.Memory = new Proxy(Memory, { construct: (of, words) => { const made = new of(...words); keep(made); return made; } });
  WebAssembly.Instance = new Proxy(Instance, { construct: (of, words) => { const made = new of(...words); exported(made); return made; } });
  WebAssembly.instantiate = keeping(instantiate.bind(WebAssembly));
  WebAssembly.instantiateStreaming = keeping(instantiateStreaming.bind(WebAssembly));
  const bytes = (memory) => memory?.buffer.byteLength ?? 0;
  self.__wasmBytes = () => [...new Set([...kept].map((each) => each.deref()))].reduce((sum, each) => sum + bytes(each), 0);
}
`;

/** Puts that before the worker's script. @param {import('puppeteer-core').CDPSession} client */
async function countWasm(client) {
  client.on('Fetch.requestPaused', async ({ requestId, responseHeaders = [] }) => {
    const { body, base64Encoded } = await client.send('Fetch.getResponseBody', { requestId });
    const script = Buffer.from(body, base64Encoded ? 'base64' : 'utf8').toString('utf8');
    await client.send('Fetch.fulfillRequest', {
      ...{ requestId, responseCode: 200 },
      responseHeaders: responseHeaders.filter(({ name }) => !/^content-(length|encoding)$/i.test(name)),
      body: Buffer.from(`${COUNT_WASM}${script}`).toString('base64'),
    });
  });
  await client.send('Fetch.enable', { patterns: [{ urlPattern: '*/worker/*.js', requestStage: 'Response' }] });
}

/** Frames since the last time it was asked. */
function countFrames() {
  let frames = 0;
  let since = performance.now();
  const tick = () => {
    frames += 1;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  window.__framesPerSecond = () => {
    const now = performance.now();
    const rate = (1000 * frames) / (now - since);
    [frames, since] = [0, now];
    return rate;
  };
}

/** @param {{ send: (method: any) => Promise<any> }} client @returns {Promise<{ heap: number, buffers: number }>} in MB. */
async function heapOf(client) {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await client.send('Runtime.getHeapUsage');
  return { heap: usedSize / MEGABYTE, buffers: backingStorageSize / MEGABYTE };
}

/** Of the WebAssembly memories of the worker, in MB; helpers load their scripts by themselves. @param {Page} page */
async function wasmOf(page) {
  const all = await Promise.allSettled(page.workers().map((each) => each.evaluate('self.__wasmBytes()')));
  return all.reduce((sum, each) => sum + (each.status === 'fulfilled' ? Number(each.value) : 0), 0) / MEGABYTE;
}

/** @param {Page} page @param {import('puppeteer-core').CDPSession} client */
async function sampleOf(page, client) {
  const isMain = (/** @type {{ url: () => string }} */ worker) => /\/main-[^/]*\.js/.test(worker.url());
  const main = page.workers().find(isMain);
  if (main === undefined) throw new Error('the worker is gone');
  // A helper may end between being listed and being asked.
  const helpers = await Promise.allSettled(
    page
      .workers()
      .filter((each) => !isMain(each))
      .map((each) => heapOf(each.client)),
  );
  const helping = helpers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const [own, worker] = [await heapOf(client), await heapOf(main.client)];
  const { Nodes = NaN } = await page.metrics();
  const [frames, metaStep] = await page.evaluate(() => [
    window.__framesPerSecond(),
    Number(document.documentElement.dataset.metaStep),
  ]);
  return {
    'meta-step': metaStep,
    'frames/s': frames,
    'page MB': own.heap,
    'page buffers MB': own.buffers,
    elements: Nodes,
    'worker MB': worker.heap,
    'worker buffers MB': worker.buffers,
    'worker wasm MB': await wasmOf(page),
    'helpers MB': helping.reduce((sum, { heap, buffers }) => sum + heap + buffers, 0),
  };
}

/** Least squares: how much of y a unit of x. @param {number[]} x @param {number[]} y */
function slope(x, y) {
  const mean = (/** @type {number[]} */ of) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  const square = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] ?? NaN) - my), 0) / square;
}

const shown = (/** @type {number} */ value) => (Math.abs(value) >= 1000 ? value.toFixed(0) : value.toFixed(2));
const line = (/** @type {string[]} */ cells) => console.log(cells.map((cell) => cell.padStart(18)).join(''));

const server = await preview({ preview: { port: 0 }, logLevel: 'error' });
const browser = await puppeteer.launch({
  executablePath: findChromium(),
  headless: true,
  args: ['--no-sandbox', '--disable-background-networking'],
  defaultViewport: { width: 1440, height: 900 },
});
const page = await browser.newPage();
/** @type {string[]} */
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));
const client = await page.createCDPSession();
await countWasm(client);
await page.goto(server.resolvedUrls?.local[0] ?? '');
await page.waitForSelector('html[data-backend]', { timeout: 120_000 });
await page.evaluate(countFrames);
await page.click('[data-testid=drawer-toggle]');
const backend = await page.evaluate(() => document.documentElement.dataset.backend);
console.log(`on ${backend}`);
const budget = await page.waitForSelector('::-p-aria([name="Meta-steps"][role="spinbutton"])');
await budget?.click({ count: 3 });
await budget?.type('1000000');
await page.click('[data-testid=train-start]');
await page.waitForSelector('html[data-training=running]', { timeout: 120_000 });

const startedMs = performance.now();
const minutesIn = () => (performance.now() - startedMs) / 60_000;
/** @type {Record<string, { done: number, missed: number, why?: string }>} */
const uses = Object.fromEntries(Object.keys(USES).map((name) => [name, { done: 0, missed: 0 }]));
/** @type {{ at: number, sample: Awaited<ReturnType<typeof sampleOf>> }[]} */
const samples = [];
for (let turn = 0; minutesIn() < minutes; turn++) {
  for (const [name, use] of Object.entries(USES)) {
    const count = uses[name] ?? { done: 0, missed: 0 };
    try {
      await use(page, turn);
      count.done += 1;
    } catch (error) {
      count.missed += 1;
      count.why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    }
    await sleep(200);
  }
  if (minutesIn() * 60 < everyS * samples.length) continue;
  const sample = await sampleOf(page, client);
  if (samples.length === 0) line(['minute', ...Object.keys(sample)]);
  samples.push({ at: minutesIn(), sample });
  line([minutesIn().toFixed(2), ...Object.values(sample).map(shown)]);
}
const later = samples.slice(Math.floor(LEFT_OUT * samples.length));
const columns = /** @type {(keyof (typeof samples)[number]['sample'])[]} */ (Object.keys(samples[0]?.sample ?? {}));
const slopes = columns.map((column) =>
  slope(
    later.map(({ at }) => at),
    later.map(({ sample }) => sample[column]),
  ),
);
line(['a minute', ...slopes.map(shown)]);
console.log(
  `\nused: ${Object.entries(uses)
    .map(([name, { done, missed }]) => `${name} ${done}${missed > 0 ? ` (${missed} missed)` : ''}`)
    .join(', ')}`,
);
for (const [name, { why }] of Object.entries(uses)) if (why !== undefined) console.log(`missed: ${name}: ${why}`);
for (const error of new Set(errors)) console.log(`error in the page: ${error}`);
const training = await page.evaluate(() => document.documentElement.dataset.training);
if (training !== 'running') console.log(`the training is ${training}`);
await browser.close();
await server.close();
process.exit(errors.length === 0 && training === 'running' ? 0 : 1);
