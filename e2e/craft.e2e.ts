// Tour, exports, links to a moment, embedding, and commands that repeat what is on screen.

import { expect, test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { violations } from './axe.ts';
import { DEEP, LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 240_000 });

const MOMENT = '#v=1&preset=2x10&rule=learned-prior-2x10&task=7&net=1&k=2&A=0.3&ph=1.2&at=2.3&sel=w2:8:13';

let lab: LabPage;
let errors: string[];

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  errors = watchErrors(page);
  lab = new LabPage(page);
});

test.afterEach(() => {
  expect(errors).toEqual([]);
});

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Opens the menu, presses a button in it, and gives the file back. */
async function exported(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const menu = page.getByRole('dialog', { name: 'Export' });
  if (!(await menu.isVisible())) await page.getByTestId('export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    menu.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Rows of a CSV without quotes in it. */
const rowsOf = (bytes: Buffer) =>
  bytes
    .toString('utf8')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

const STOPS = 11;

/** Words and controls under a number of the tour. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const box = (element: Element) => element.getBoundingClientRect();
    const pins = [...document.querySelectorAll('.tour-pin')].map(box);
    const ring = document.querySelector('.tour-ring');
    const words = [...document.querySelectorAll('main text, main button, main p, .step-head span, .insp-inner text')];
    return words
      .filter((word) => ring !== null && word.checkVisibility())
      .filter((word) => {
        const at = box(word);
        return pins.some((p) => p.left < at.right && p.right > at.left && p.top < at.bottom && p.bottom > at.top);
      })
      .map(({ textContent }) => textContent);
  });

test('the tour has things to try, begins at any stop by link, and ends on a run', async ({ page }) => {
  await lab.open('#v=1&preset=2x10&rule=learned-prior-2x10&tour=8');
  await lab.ready();
  const card = page.locator('.tour-card');
  await expect(card.getByText(`Stop 8 of ${STOPS}`)).toBeVisible();
  const tried = card.getByRole('status');
  await expect(tried).toContainText('Try it: Press SGD');
  await page.getByRole('group', { name: 'Compare with' }).getByRole('button', { name: 'SGD', exact: true }).click();
  await expect(tried).toContainText('Done.');
  await card.getByRole('button', { name: 'Copy a link to this stop' }).click();
  expect(await copied(page)).toMatch(/[#&]tour=8/);
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(card.getByRole('heading', { name: 'Without a part of it' })).toBeVisible();
  await card.getByRole('button', { name: 'Next' }).click();
  for (const name of ['Silence it', 'Give it back']) await card.getByRole('button', { name }).click();
  await expect(tried).toContainText('Done.');
  await card.getByRole('button', { name: 'Next' }).click();
  await expect(tried).toContainText('Start a run');
  await page.getByRole('radio', { name: 'continue this rule' }).check();
  await page.getByTestId('train-start').click();
  await expect(tried).toContainText('Done.', { timeout: SLOW });
  await card.getByRole('button', { name: 'Finish' }).click();
  await expect(card).toHaveCount(0);
  await lab.expectState('training', 'running');
  await expect(page.getByRole('region', { name: 'Meta-training', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 820, height: 1100 },
  { width: 390, height: 844 },
]) {
  test(`tours the live page and puts it back, ${size.width} wide`, size.width === 820 ? DEEP : {}, async ({ page }) => {
    await page.setViewportSize(size);
    await lab.open(MOMENT);
    await lab.ready();
    const before = await lab.moment();
    const place = () => {
      const link = new URLSearchParams(new URL(page.url()).hash.slice(1));
      return ['task', 'A', 'ph', 'at', 'sel'].map((key) => link.get(key));
    };
    const opened = place();
    await page.keyboard.press('t');
    const card = page.getByRole('dialog', { name: 'The task' });
    await expect(card).toBeFocused();
    expect(await violations(page)).toEqual([]);
    const titles: (string | null)[] = [];
    for (let stop = 1; stop <= STOPS; stop++) {
      await expect(page.getByText(`Stop ${stop} of ${STOPS}`)).toBeInViewport({ ratio: 1 });
      await expect(page.locator('.tour-ring')).toBeInViewport();
      if (size.width === 1440) expect(await covered(page), `stop ${stop}`).toEqual([]);
      titles.push(await page.locator('#tour-title').textContent());
      if (stop === STOPS) break;
      if (stop % 2 === 0) await page.getByRole('button', { name: 'Next', exact: true }).click();
      else await page.keyboard.press('ArrowRight');
    }
    expect(new Set(titles).size).toBe(STOPS);
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByText(`Stop ${STOPS - 1} of ${STOPS}`)).toBeVisible();
    expect(await lab.moment()).not.toBe(before);
    await page.keyboard.press('Escape');
    await expect(page.locator('.tour-card')).toHaveCount(0);
    expect(await lab.moment()).toBe(before);
    await expect.poll(place).toEqual(opened);
    // A button starts it too, and has the focus again afterwards.
    const phone = size.width <= 600;
    const button = phone ? page.getByRole('button', { name: 'More', exact: true }) : page.getByTestId('tour');
    await button.click();
    if (phone) await page.getByRole('button', { name: 'Tour', exact: true }).click();
    await page.getByRole('button', { name: 'Close the tour' }).click();
    await expect(button).toBeFocused();
  });
}

test('exports every figure, its numbers, and the whole episode', async ({ page }) => {
  await lab.open(MOMENT);
  await lab.ready();
  await expect(page.locator('#task-title')).toContainText('.30 sin(x + 1.20)', { timeout: SLOW });
  const svg = await exported(page, 'Agents as SVG');
  expect(svg.name).toBe('mplp-task7-step2.3-agents.svg');
  const drawing = svg.bytes.toString('utf8');
  expect(drawing).toContain('Layer 2');
  expect(drawing).toContain('data:image/png;base64,');
  expect(drawing).not.toContain('var(--');
  expect((await exported(page, 'Fit as SVG')).bytes.toString('utf8')).toContain('target');
  for (const figure of ['Agents', 'Inspector', 'Timeline']) {
    const png = await exported(page, `${figure} as PNG`);
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(png.bytes.length).toBeGreaterThan(5000);
  }
  const losses = rowsOf((await exported(page, 'Loss as CSV')).bytes);
  expect(losses.map(([step]) => step)).toEqual(['inner steps', '0', '1', '2']);
  // The same numbers to be read on the page.
  await page.getByRole('button', { name: 'Table of Loss' }).click();
  const sheet = page.getByRole('dialog', { name: /loss/i });
  await expect(sheet.getByRole('row')).toHaveCount(losses.length);
  await expect(sheet.getByRole('row').last()).toContainText(Number(losses[3]?.[1]).toPrecision(3).slice(0, 5));
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  const inspector = JSON.parse((await exported(page, 'Inspector as JSON')).bytes.toString('utf8')) as {
    readonly rows: readonly unknown[];
    readonly selection: string;
    readonly moment: unknown;
  };
  expect(inspector).toMatchObject({ selection: 'w2:8:13', moment: { step: 2, phase: 3 } });
  expect(inspector.rows).toHaveLength(20);
  const npz = await exported(page, 'Whole episode as .npz');
  expect(npz.name).toMatch(/-episode\.npz$/);
  expect(npz.bytes.subarray(0, 2).toString()).toBe('PK');
  expect(npz.bytes.includes('heldOutLoss.npy')).toBe(true);
  expect(npz.bytes.includes('1/2.weight/update.npy')).toBe(true);
  expect(await violations(page)).toEqual([]);
});

test('copies a command that gives the same episode', async ({ page }) => {
  await lab.open(MOMENT);
  await lab.ready();
  await expect(page.locator('#task-title')).toContainText('.30 sin(x + 1.20)', { timeout: SLOW });
  const losses = rowsOf((await exported(page, 'Loss as CSV')).bytes)
    .slice(1)
    .map(([, loss]) => Number(loss));
  await page.getByRole('dialog', { name: 'Export' }).getByRole('button', { name: 'Copy as command' }).click();
  await expect(page.getByText('Command copied')).toBeVisible();
  const command = await copied(page);
  expect(command).toBe(
    'npm run --silent mplp -- episode --checkpoint learned-prior-2x10 --task 7 --network 1 --steps 2 ' +
      '--amplitude=0.3 --phase=1.2 --out task-7.episode',
  );
  const out = join(mkdtempSync(join(tmpdir(), 'mplp-e2e-')), 'x.episode');
  const words = command.split(' ').slice(5, -1);
  execFileSync(process.execPath, ['scripts/mplp.mjs', ...words, out], { stdio: 'pipe' });
  const repeated = lossesIn(readFileSync(out));
  expect(repeated).toHaveLength(losses.length);
  for (const [step, loss] of losses.entries()) expect(Math.abs((repeated[step] ?? NaN) - loss)).toBeLessThan(1e-6);
});

/** The held-out losses of an episode file: header length, header, floats. */
function lossesIn(file: Buffer): number[] {
  const length = file.readUInt32LE(0);
  const header = JSON.parse(file.subarray(4, 4 + length).toString('utf8')) as {
    readonly sections: Readonly<Record<string, { readonly offset: number; readonly shape: readonly [number] }>>;
  };
  const section = header.sections['heldOutLoss'];
  if (section === undefined) throw new Error('the episode has no held-out losses');
  const start = 4 + Math.ceil(length / 4) * 4 + 4 * section.offset;
  return Array.from({ length: section.shape[0] }, (_, i) => file.readFloatLE(start + 4 * i));
}

test('copies the command of the training form', DEEP, async ({ page }) => {
  await lab.open(TINY);
  await lab.ready();
  await lab.openDrawer();
  await page.getByRole('spinbutton', { name: 'Meta-steps' }).fill('12');
  await page
    .getByRole('region', { name: 'Meta-training', exact: true })
    .getByRole('button', { name: 'Copy as command' })
    .click();
  await expect(page.getByText('Command copied')).toBeVisible();
  const command = await copied(page);
  expect(command).toMatch(/^npm run --silent mplp -- train --preset 2x10 .*--steps 12 --out trained$/);

  // The same seed and backend: the page and the command end with the same rule, bit for bit.
  await lab.train('from scratch', 12);
  await lab.expectState('meta-step', '12');
  await lab.expectState('training', 'idle');
  const save = page.getByRole('button', { name: /save file/i }).first();
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  const backend = (await lab.state('backend')) ?? '';
  // Node's WebGPU is another build of the driver's compiler.
  if (backend === 'webgpu') return;
  const out = mkdtempSync(join(tmpdir(), 'mplp-e2e-'));
  const words = command.split(' ').slice(5, -1);
  execFileSync(process.execPath, ['scripts/mplp.mjs', ...words, out, '--backend', backend], { stdio: 'pipe' });
  const [here, there] = [readFileSync(await download.path()), readFileSync(join(out, 'rule.mplp'))].map(numbersIn);
  expect(here?.length).toBeGreaterThan(1000);
  expect(here?.equals(there ?? Buffer.alloc(0))).toBe(true);
});

/** The numbers of a rule file, its parameters and Adam's moments, as bytes: what follows its manifest. */
const numbersIn = (file: Buffer) => file.subarray(20 + file.readUInt32LE(12));

test('shares a link to the moment, which opens on it', async ({ page }) => {
  await lab.open(MOMENT);
  await lab.ready();
  await page.getByText('Grid', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Colour' }).selectOption('weight');
  await lab.phase(1, 0).click();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link to this moment' }).click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await copied(page);
  expect(link).toContain('rule=learned-prior-2x10&task=7');
  expect(link).toContain('&at=1.0&sel=w2:8:13&view=grid&lines=weight');
  await page.goto('about:blank');
  await page.goto(link);
  await lab.ready();
  await expect(page.getByRole('radio', { name: 'Grid' })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Colour' })).toHaveValue('weight');
  await expect(lab.inspector).toContainText('w₂ 9→14');
  // It waits at the moment and does not play by itself.
  await page.waitForTimeout(1500);
  expect(await lab.moment()).toBe('Step 1, forward');
});

const FRAMES = [
  { figure: 'fit', width: 320, height: 240 },
  { figure: 'loss', width: 320, height: 240 },
  { figure: 'agents', width: 320, height: 240 },
  { figure: 'agents', width: 640, height: 360 },
] as const;

test('a frame of 320 by 240 and up shows its figure whole, plays it and leads to the lab', async ({ page }) => {
  for (const { figure, width, height } of FRAMES) {
    await page.setViewportSize({ width, height });
    await page.goto('about:blank');
    await page.goto(`./?embed=${figure}${MOMENT}`);
    await lab.ready();
    const drawing = { fit: '.fig-fit-plot', loss: '.fig-loss', agents: '.fig-network' }[figure];
    const box = await page.locator(drawing).boundingBox();
    expect(box!.height, figure).toBeGreaterThan(0.55 * height);
    expect(box!.y + box!.height, figure).toBeLessThan(height - 30);
    const foot = (await page.getByRole('link', { name: 'Open in MPLP Lab' }).boundingBox())!;
    expect(foot.x + foot.width).toBeLessThanOrEqual(width);
    expect(foot.y + foot.height).toBeLessThanOrEqual(height);
    const rolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight);
    expect(rolls, figure).toBe(false);
    await expect(page.locator('.embed-where')).toHaveText('Step 2, layer 2');
    await page.getByRole('button', { name: 'Next phase' }).click();
    await expect(page.locator('.embed-where')).toHaveText('Step 2, layer 1');
  }
});

test('the frame that Share writes is the moment on screen', async ({ page }) => {
  await lab.open(MOMENT);
  await lab.ready();
  await page.getByRole('button', { name: 'Share' }).click();
  const share = page.getByRole('dialog', { name: 'Share' });
  await share.getByRole('checkbox', { name: 'Fit' }).uncheck();
  await share.getByRole('checkbox', { name: 'Agents' }).check();
  await share.getByRole('spinbutton', { name: 'Width' }).fill('500');
  expect(await violations(page)).toEqual([]);
  await share.getByRole('button', { name: 'Copy frame' }).click();
  const html = await copied(page);
  await page.setContent(html);
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('.embed-where')).toHaveText('Step 2, layer 2', { timeout: SLOW });
  await expect(frame.getByRole('application')).toBeVisible();
  expect((await page.locator('iframe').boundingBox())?.width).toBe(500);
});

test('embeds chosen figures only, and leads to the whole lab', async ({ page }) => {
  await page.goto(`./?embed=agents,fit,map${MOMENT}`);
  await lab.ready();
  await expect(page.getByText('This page has no figure called map.')).toBeVisible();
  await expect(lab.agents).toBeVisible();
  await expect(page.getByRole('region', { name: 'Fit' })).toBeVisible();
  await expect(page.locator('.fig-loss')).toHaveCount(0);
  await expect(page.getByTestId('timeline')).toHaveCount(0);
  await expect(page.getByRole('complementary')).toHaveCount(0);
  await expect(page.getByRole('banner')).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('t');
  await expect(page.locator('.tour-card')).toHaveCount(0);
  const link = page.getByRole('link', { name: 'Open in MPLP Lab' });
  const [whole] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await expect(whole.getByTestId('timeline')).toHaveAttribute('aria-valuetext', 'Step 2, layer 2', { timeout: SLOW });
  expect(whole.url()).not.toContain('embed');
});
