// The page where the system or the printer has its say.

import { expect, test, type Locator, type Page } from '@playwright/test';

import { LabPage } from './labPage.ts';

const LINK = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.3&sel=w2:8:13';

const style = (of: Locator, name: string) =>
  of.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

test('keeps figures and controls visible where colours are forced', async ({ page }) => {
  const lab = new LabPage(page);
  const shape = page.locator('.fig-agents svg [fill], .fig-key-row svg [fill]').first();
  await lab.open(LINK);
  await lab.ready();
  const slider = page.getByLabel('Amplitude');
  const says = page.locator('.insp-block svg rect').first();
  const paint = await style(says, 'fill');
  const key = await style(shape, 'fill');
  await page.emulateMedia({ forcedColors: 'active' });
  expect(await style(slider, 'appearance')).toBe('auto');
  expect(await style(page.getByRole('button', { name: 'New task' }), 'border-top-width')).toBe('1px');
  expect(await style(says, 'fill')).toBe(paint);
  expect(await style(shape, 'fill')).toBe(key);
});

test('prints task, rule, figures and inspector, and nothing over them', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(LINK);
  await lab.ready();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('banner')).toBeHidden();
  await expect(lab.play).toBeHidden();
  const parts = [
    page.getByText('Learned numbers'),
    page.getByRole('region', { name: 'Fit' }),
    page.getByRole('region', { name: 'Agents', exact: true }),
    page.getByText('Stored input', { exact: true }),
  ];
  let above = 0;
  for (const part of parts) {
    await expect(part).toBeVisible();
    const box = await part.boundingBox();
    expect(box?.y, await part.innerText()).toBeGreaterThanOrEqual(above);
    above = (box?.y ?? 0) + (box?.height ?? 0);
  }
  expect(await style(page.locator('html'), 'overflow-y')).toBe('visible');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});

/** Words that end outside what shows them: cut off by a box, or beyond the window; and controls lower than their words. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cuts = (style: CSSStyleDeclaration) =>
      ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
    // Scales and steps of the timeline scroll with time.
    const apart = 'svg, select, .fig-hidden, .badge-name, .skip-link, .timeline-blocks';
    /** The nearest box that cuts; undefined where something scrolls before, and the words can be reached. */
    const showing = (element: Element | null): DOMRect | undefined => {
      if (element === null) return new DOMRect(0, 0, innerWidth, Infinity);
      const style = getComputedStyle(element);
      if (['auto', 'scroll'].includes(style.overflowX) || style.textOverflow === 'ellipsis') return undefined;
      return cuts(style) ? element.getBoundingClientRect() : showing(element.parentElement);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const words = node.textContent?.trim() ?? '';
      if (words === '' || !parent?.checkVisibility({ visibilityProperty: true }) || parent.closest(apart)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const { left, right, top, bottom } = range.getBoundingClientRect();
      const box = showing(parent);
      const control = parent.closest('button, label')?.getBoundingClientRect();
      if (box !== undefined && (left < box.left - 1 || right > box.right + 1)) found.push(`cut: ${words}`);
      if (control !== undefined && (top < control.top - 1 || bottom > control.bottom + 1)) found.push(`low: ${words}`);
    }
    return found;
  });
}

/** The rows of the dock from top to bottom, each with all that it holds. */
function dockOverlaps(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const cells = [...document.querySelectorAll('.clock-inner :is(.play, .step-cells span, .ruler span)')];
    const outer = document.querySelector('.clock-outer')?.getBoundingClientRect().top ?? 0;
    return cells.some((cell) => cell.getBoundingClientRect().bottom > outer + 1);
  });
}

const SIZES = [
  [1280, 720],
  [820, 1180],
  [390, 844],
] as const;

test('takes the text size that the browser is set to, and has room for it', async ({ page }) => {
  const lab = new LabPage(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
  await lab.open(LINK);
  await lab.ready();
  // Twice that of a browser that nobody has set: 12.5 and 17.
  expect(await style(page.locator('body'), 'font-size')).toBe('25px');
  expect(await style(page.getByRole('heading', { level: 1 }), 'font-size')).toBe('34px');
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    const holds = async (what: string) => {
      const name = `${what} at ${width} by ${height}`;
      await expect.poll(() => cutOff(page), name).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
      expect(await dockOverlaps(page), name).toBe(false);
    };
    await holds('page');
    await page.getByRole('button', { name: 'Share' }).first().click();
    await holds('share');
    await page.keyboard.press('Escape');
    await lab.openDrawer();
    await holds('drawer');
    await page.getByTestId('drawer-toggle').click();
    await page.getByRole('button', { name: 'Setup', exact: true }).click();
    await lab.openRow('Ablations');
    await lab.openRow('Evaluate');
    await holds('setup');
    await page.getByRole('button', { name: 'Close setup' }).click();
  }
});
