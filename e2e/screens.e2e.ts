// From phones to 4K: nothing scrolls sideways, overlaps, or is too small; and less motion where that is asked for.

import { expect, test, type Page } from '@playwright/test';

import { violations } from './axe.ts';
import { DEEP, LabPage, SLOW, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 120_000 });

const SIZES = [
  { width: 360, height: 740 },
  { width: 390, height: 844 },
  { width: 820, height: 1100 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 2560, height: 1440 },
  { width: 3840, height: 2160 },
] as const;
/** One of each layout. */
const QUICK: readonly number[] = [360, 1280, 2560];
const MOMENT = '#v=1&preset=5x10&rule=sinusoid-5x10&task=7&net=1&k=5&at=3.3&sel=w2:8:13';

/** Controls smaller than a fingertip and words smaller than the smallest type, of those on show. */
function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.closest('.fig-hidden, .badge-name') === null;
    const name = (element: Element) =>
      `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`;
    const controls = [...document.querySelectorAll('button, input, select, summary, a[href]')]
      .filter((element) => shown(element) && !element.matches('.skip-link'))
      .filter((element) => {
        const choice = element instanceof HTMLInputElement && ['radio', 'checkbox'].includes(element.type);
        const { width, height } = ((choice && element.closest('label')) || element).getBoundingClientRect();
        // Sliders are thin, and taken hold of anywhere above or below their line.
        const range = element instanceof HTMLInputElement && element.type === 'range';
        return width < 23.5 || (height < 23.5 && !range);
      });
    const words = [...document.querySelectorAll('body *')].filter(
      (element) =>
        shown(element) &&
        [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim() !== '') &&
        Number.parseFloat(getComputedStyle(element).fontSize) < 10,
    );
    return [...controls, ...words].map(name);
  });
}

/** Pairs of the page's regions that lie on each other. */
function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const regions = ['.topbar', '.rail-left', '.headline', '.stage-fit', '.stage-agents', '.rail-right', '.dock']
      .map((selector) => ({ selector, element: document.querySelector(selector) }))
      // What floats over the page lies over others by design.
      .filter(({ element }) => element !== null && !['fixed', 'sticky'].includes(getComputedStyle(element).position))
      .map(({ selector, element }) => {
        const box = element?.getBoundingClientRect() ?? new DOMRect();
        // In the wide layout the centre scrolls by itself, and what is scrolled away is cut off.
        const end = document.querySelector('.stage')?.getBoundingClientRect().bottom ?? Infinity;
        return {
          selector,
          box:
            element?.closest('.stage') !== null
              ? new DOMRect(box.x, box.y, box.width, Math.min(box.height, end - box.y))
              : box,
        };
      });
    return regions.flatMap((a, n) =>
      regions
        .slice(n + 1)
        .filter(
          (b) =>
            Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1 &&
            Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 1,
        )
        .map((b) => `${a.selector} and ${b.selector}`),
    );
  });
}

/** Words in the agents' figure that lie under its zoom buttons. */
function underTheZoom(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const zoom = document.querySelector('.fig-zoom')?.getBoundingClientRect() ?? new DOMRect();
    return [...document.querySelectorAll('.fig-network svg text')]
      .filter((words) => {
        const { left, right, top, bottom } = words.getBoundingClientRect();
        return right > zoom.left && left < zoom.right && bottom > zoom.top && top < zoom.bottom;
      })
      .map(({ textContent }) => textContent);
  });
}

/** Whether the middle of a region can be brought into sight, with nothing lying on it. */
function reachable(page: Page, selector: string): Promise<boolean> {
  return page.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    if (element === null) return false;
    element.scrollIntoView({ block: 'center' });
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const y = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2;
    const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2;
    return element.contains(document.elementFromPoint(x, y)) && left >= -1 && right <= innerWidth + 1;
  }, selector);
}

for (const size of SIZES) {
  const details = QUICK.includes(size.width) ? {} : DEEP;
  test(`stands in a window of ${size.width} by ${size.height}`, details, async ({ page }) => {
    const errors = watchErrors(page);
    const lab = new LabPage(page);
    await page.setViewportSize(size);
    await lab.open(MOMENT);
    await lab.ready();
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await wide()).toBeLessThanOrEqual(0);
    expect(await overlaps(page)).toEqual([]);
    expect(await underTheZoom(page)).toEqual([]);
    expect(await tooSmall(page)).toEqual([]);
    for (const selector of ['.fig-fit-plot', '.fig-loss', '.fig-agents-plot', '.rail-right', '.timeline', '.play'])
      await expect.poll(() => reachable(page, selector), { message: selector }).toBe(true);
    // The end of the page is not hidden behind the clocks.
    await expect(async () => {
      await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      const [inspector, dock] = [await lab.inspector.boundingBox(), await page.locator('.dock').boundingBox()];
      if (inspector === null || dock === null) throw new Error('not on screen');
      expect(inspector.y + inspector.height).toBeLessThanOrEqual(dock.y + 1);
    }).toPass({ timeout: SLOW });
    // An agent is where it is clicked, whatever the page's scale.
    await lab.clickAgents(0.985, 0.5);
    if (size.width > 600) await expect(lab.inspector).toContainText(/loss agent/i);
    await lab.openDrawer();
    expect(await wide()).toBeLessThanOrEqual(0);
    expect(await tooSmall(page)).toEqual([]);
    await page.getByTestId('drawer-toggle').click();
    if (size.width === 360 || size.width === 3840) expect(await violations(page)).toEqual([]);
    if (size.width <= 600) {
      // What the bar has no room for is in its menu.
      const more = page.getByRole('button', { name: 'More', exact: true });
      await more.click();
      expect(await tooSmall(page)).toEqual([]);
      await page.getByRole('button', { name: 'Study', exact: true }).click();
      await expect(page.getByRole('main', { name: 'Study' })).toBeVisible();
      await more.click();
      await page.getByRole('button', { name: 'Watch', exact: true }).click();
    }
    if (size.width < 1100) {
      await page.getByRole('button', { name: 'Setup', exact: true }).click();
      expect(await wide()).toBeLessThanOrEqual(0);
      expect(await tooSmall(page)).toEqual([]);
      if (size.width === 360) expect(await violations(page)).toEqual([]);
    }
    expect(errors).toEqual([]);
  });
}

test('draws on large screens larger, and as sharp', async ({ page }) => {
  await page.setViewportSize({ width: 3840, height: 2160 });
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  const [shown, drawn] = await page
    .locator('.fig-network canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement) => [canvas.getBoundingClientRect().width, canvas.width] as const);
  expect(Math.abs(drawn - shown)).toBeLessThan(3);
  await page.keyboard.press('t');
  const fits = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    return box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= 3840 && box.y + box.height <= 2160;
  };
  await expect.poll(() => fits('.tour-ring')).toBe(true);
  expect(await fits('.tour-card')).toBe(true);
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`plays ${reducedMotion === 'reduce' ? 'without gliding where less motion is asked for' : 'gliding packets'}`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion });
    // Packets glide by frames asked for; nothing else on the page asks for any.
    await page.addInitScript(() => {
      const ask = window.requestAnimationFrame.bind(window);
      const counted = window as unknown as { frames: number };
      counted.frames = 0;
      window.requestAnimationFrame = (callback) => {
        counted.frames++;
        return ask(callback);
      };
    });
    const lab = new LabPage(page);
    await lab.open(MOMENT);
    await lab.ready();
    await lab.phase(1, 1).click();
    const frames = () => page.evaluate(() => (window as unknown as { frames: number }).frames);
    const before = await frames();
    await lab.play.click();
    await expect.poll(() => lab.moment(), { timeout: 20_000 }).toMatch(/update|Step [2-5]/);
    const moving = await page.evaluate(() => document.getAnimations().length);
    if (reducedMotion === 'reduce') expect([await frames(), moving]).toEqual([before, 0]);
    else expect(await frames()).toBeGreaterThan(before + 10);
  });
}

test('a wide screen has the fit beside the agents; at 200 % the page keeps its height for content', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await lab.open(MOMENT);
  await lab.ready();
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
  const [fit, agents, timeline, centre] = await Promise.all(
    ['.stage-fit', '.stage-agents', '.timeline-blocks', '.clock-inner .clock-centre'].map(box),
  );
  expect(agents!.x).toBeGreaterThanOrEqual(fit!.x + fit!.width - 1);
  expect(Math.abs(agents!.y - fit!.y)).toBeLessThan(2);
  expect(agents!.height).toBeGreaterThan(600);
  expect(timeline!.width).toBeGreaterThan(0.95 * centre!.width - 40);
  expect(await overlaps(page)).toEqual([]);
  for (const size of [
    { width: 640, height: 360 },
    { width: 720, height: 450 },
  ]) {
    await page.setViewportSize(size);
    const [bar, dock] = await Promise.all(['.topbar', '.dock'].map(box));
    expect(bar!.height + dock!.height, JSON.stringify(size)).toBeLessThanOrEqual(0.4 * size.height);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
  }
});
