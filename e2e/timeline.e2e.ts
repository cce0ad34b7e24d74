// One timeline: inner steps by phases, by mouse, touch and keys; what it shows at a step is that step recomputed.

import { expect, test, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';

import { DEEP, LabPage, TINY, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 180_000 });

const task = (steps: number, at: string) => `${TINY}&task=7&net=1&k=${steps}&at=${at}&sel=w0:0:1`;
/** Phases of the tiny network: forward, loss, two layers, update. */
const UPDATE = 4;

let lab: LabPage;
let errors: string[];

test.beforeEach(({ page }) => {
  errors = watchErrors(page);
  lab = new LabPage(page);
});

test.afterEach(() => {
  expect(errors).toEqual([]);
});

async function openAt(steps: number, at: string): Promise<void> {
  await lab.page.goto('about:blank');
  await lab.open(task(steps, at));
  await lab.ready();
  const end = steps * (UPDATE + 1);
  await expect(lab.timeline).toHaveAttribute('aria-valuemax', String(end));
}

async function centre(element: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('not on screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const line = (page: Page) => page.locator('.fig-line-now').getAttribute('d');
const loss = (page: Page) => page.locator('.fig-chart-value').textContent();

/** Rows of the CSV behind a figure. */
async function csv(page: Page, figure: string): Promise<string[]> {
  const menu = page.getByRole('dialog', { name: 'Export' });
  if (!(await menu.isVisible())) await page.getByTestId('export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    menu.getByRole('button', { name: `${figure} as CSV`, exact: true }).click(),
  ]);
  await page.keyboard.press('Escape');
  return readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
}

test('shows at a step what the page shows that ends there', DEEP, async ({ page }) => {
  const upTo = (rows: string[], step: number) => rows.filter((row) => !(Number(row.split(',')[1]) > step));
  for (const step of [1, 3]) {
    await openAt(5, `${step}.${UPDATE}`);
    const within = [await csv(page, 'Agents'), upTo(await csv(page, 'Fit'), step), await csv(page, 'Loss')] as const;
    const shown = await loss(page);
    await openAt(step, `${step}.${UPDATE}`);
    expect(await csv(page, 'Agents')).toEqual(within[0]);
    expect(await csv(page, 'Fit')).toEqual(within[1]);
    expect(await csv(page, 'Loss')).toEqual(within[2].slice(0, step + 2));
    expect(await loss(page)).toBe(shown);
  }
});

test('steps by phase and by inner step with the keys, there and back without loss', async ({ page }) => {
  await openAt(3, '1.0');
  const seen: (string | null)[] = [];
  const look = async () => [await lab.moment(), await line(page), await lab.inspector.innerText()].join('\n');
  // The response is computed when nothing else is.
  const settled = async () => {
    let now = await look();
    for (let before = ''; now !== before; now = await look()) {
      before = now;
      await page.waitForTimeout(200);
    }
    return now;
  };
  await expect(lab.inspector).toContainText('Hears');
  for (let n = 0; n < 3 * (UPDATE + 1); n++) {
    seen.push(await settled());
    await page.keyboard.press('ArrowRight');
  }
  expect(new Set(seen).size).toBe(3 * (UPDATE + 1));
  for (const then of seen.toReversed()) {
    await expect.poll(look).toBe(then);
    await page.keyboard.press('ArrowLeft');
  }
  await page.keyboard.press('Shift+ArrowRight');
  expect(await lab.moment()).toBe('Step 2, forward');
  await page.keyboard.press('End');
  expect(await lab.moment()).toBe('Step 3, update');
  await page.keyboard.press('0');
  expect(await lab.moment()).toBe('Step 1, forward');
  await page.keyboard.press('3');
  expect(await lab.moment()).toBe('Step 3, forward');
  await lab.timeline.focus();
  for (const [key, moment] of [
    ['PageDown', 'Step 2, forward'],
    ['ArrowUp', 'Step 2, loss'],
    ['ArrowDown', 'Step 2, forward'],
    ['PageUp', 'Step 3, forward'],
    ['Home', 'Step 1, forward'],
  ] as const) {
    await page.keyboard.press(key);
    expect(await lab.moment()).toBe(moment);
  }
});

test('clicks, drags and turns the wheel with the mouse; step 0 is always there', async ({ page }) => {
  await openAt(3, '3.2');
  const later = await line(page);
  await page.getByTestId('start-cell').click();
  expect(await lab.moment()).toBe('Step 1, forward');
  const before = await line(page);
  expect(before).not.toBe(later);
  // Resting on the start shows its fit without moving time.
  await page.keyboard.press('End');
  await page.locator('.step-start .step-thumbnail').hover();
  await expect.poll(() => line(page)).toBe(before);
  expect(await lab.moment()).toBe('Step 3, update');

  const [from, to] = [await centre(lab.phase(1, 1)), await centre(lab.phase(3, 2))];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  expect(await lab.moment()).toBe('Step 1, loss');
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
  expect(await lab.moment()).toBe('Step 3, layer 2');
  expect(await line(page)).toBe(later);
  await page.mouse.wheel(0, 100);
  await expect.poll(() => lab.moment()).toBe('Step 3, layer 1');
});

test('plays at the speed asked for, stops at the end or goes round', async ({ page }) => {
  await openAt(2, '2.3');
  const speed = page.getByRole('button', { name: /^Speed/ });
  await speed.click();
  await speed.click();
  await expect(speed).toHaveText('4×');
  await lab.play.click();
  await lab.expectState('episode', 'paused');
  expect(await lab.moment()).toBe('Step 2, update');
  await page.getByRole('button', { name: 'Play in a loop' }).click();
  await page.keyboard.press('ArrowLeft');
  await lab.play.click();
  await expect.poll(() => lab.moment()).toMatch(/^Step 1/);
  await lab.expectState('episode', 'playing');
  await lab.play.click();
  await lab.expectState('episode', 'paused');
});

test('keeps a hundred steps in view on a ruler', async ({ page }) => {
  await openAt(100, '37.3');
  await expect(lab.phase(37, 3)).toBeInViewport({ ratio: 1 });
  await expect(page.locator('.step-now .step-head')).toContainText('Step 37');
  const box = await page.locator('.ruler-scale').boundingBox();
  if (box === null) throw new Error('no ruler');
  const at = (step: number) => [box.x + (box.width * step) / 100, box.y + 12] as const;
  await page.mouse.click(...at(80));
  expect(await lab.moment()).toBe('Step 80, update');
  await expect(lab.phase(80, UPDATE)).toBeInViewport({ ratio: 1 });
  await page.mouse.move(...at(80));
  await page.mouse.down();
  await page.mouse.move(...at(0), { steps: 10 });
  await page.mouse.up();
  expect(await lab.moment()).toBe('Step 1, forward');
  await expect(lab.phase(1, 0)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('End');
  expect(await lab.moment()).toBe('Step 100, update');
  await expect(lab.phase(100, UPDATE)).toBeInViewport({ ratio: 1 });
});

test.describe('with a finger', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  /** Presses, moves over the places in order, lifts. */
  async function drag(page: Page, places: readonly { readonly x: number; readonly y: number }[]): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: typeof places) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [...touchPoints] });
    for (const [n, place] of places.entries()) await send(n === 0 ? 'touchStart' : 'touchMove', [place]);
    await send('touchEnd', []);
  }

  for (const steps of [3, 60]) {
    test(`scrubs ${steps} steps on a phone`, steps === 3 ? DEEP : {}, async ({ page }) => {
      await openAt(steps, '1.0');
      const box = await page.locator('.ruler-scale').boundingBox();
      if (box === null) throw new Error('no ruler');
      const at = (step: number) => ({ x: box.x + (box.width * step) / steps, y: box.y + 12 });
      await drag(page, [at(0), at(steps / 3), at(steps - 1)]);
      expect(await lab.moment()).toBe(`Step ${steps - 1}, update`);
      // The block of that step is below, and its phases follow the finger too.
      const [loss, last] = [lab.phase(steps - 1, 1), lab.phase(steps - 1, 3)];
      await expect(loss).toBeInViewport({ ratio: 1 });
      await drag(page, [await centre(last), await centre(loss)]);
      expect(await lab.moment()).toBe(`Step ${steps - 1}, loss`);
      await drag(page, [at(steps), at(0)]);
      expect(await lab.moment()).toBe('Step 1, forward');
      for (const name of ['Play', 'Next phase', 'Previous phase', 'Play in a loop', /^Speed/])
        await expect(page.getByRole('button', { name, exact: typeof name === 'string' })).toBeInViewport({ ratio: 1 });
    });
  }
});
