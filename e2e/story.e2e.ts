// The story of the lab, once with WebGPU and once without.

import { expect, test } from '@playwright/test';

import { LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 240_000 });

let lab: LabPage;
let errors: string[];

test.beforeEach(({ page }) => {
  errors = watchErrors(page);
  lab = new LabPage(page);
});

test.afterEach(() => {
  expect(errors).toEqual([]);
});

test('opens on the backend there is, and says which and why', async ({ page }, info) => {
  await lab.open();
  await lab.ready();
  await lab.expectState('backend', info.project.name);
  await page.getByTestId('backend-badge').first().click();
  const popover = page.getByRole('dialog', { name: 'Backend' });
  await expect(popover).toBeVisible();
  if (info.project.name === 'wasm') await expect(popover).toContainText(/no adapter|no WebGPU/);
  else await expect(popover).toContainText(/swiftshader|subzero|adapter/i);
});

test('paints the cached adaptation before any backend is ready', async ({ page }) => {
  // The worker's script never arrives: no backend can start.
  await page.route(/worker.*\.js$/, () => undefined);
  await lab.open();
  await lab.expectState('episode', /ready|playing|paused/);
  expect(await lab.state('backend')).toBeNull();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The line fits after two steps');
});

test('plays, scrubs and inspects with mouse and keyboard', async ({ page }) => {
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  await lab.phase(1, 0).click();
  const first = await lab.moment();
  expect(first).toContain('Step 1');
  await page.keyboard.press('ArrowRight');
  expect(await lab.moment()).not.toBe(first);
  await page.keyboard.press('End');
  expect(await lab.moment()).toContain('Step 2');
  await lab.phase(1, 3).click();
  await page.keyboard.press('Escape');
  await lab.clickAgents(0.985, 0.5);
  await expect(lab.inspector).toContainText(/loss/i);
  await lab.clickAgents(0.42, 0.5);
  await expect(lab.inspector).toContainText(/Weight agent|Bias agent|ReLU agent/);
  await expect(lab.inspector).toContainText('Says');
  await expect(lab.inspector).toContainText('Hears');
  await page.keyboard.press('Space');
  await lab.expectState('episode', 'playing');
  await page.keyboard.press('Space');
  await lab.expectState('episode', 'paused');
});

test('draws a new task, changes the seed, and goes back', async ({ page }) => {
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  const equation = page.locator('#task-title');
  const before = await equation.textContent();
  await page.getByTestId('new-task').click();
  await expect(equation).not.toHaveText(before ?? '');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(equation).toHaveText(before ?? '');
  await page.getByLabel('Task seed').fill('16');
  await page.getByLabel('Task seed').press('Enter');
  await expect(equation).toContainText('.45 sin(x + 1.07)', { timeout: SLOW });
  await lab.expectState('episode', /ready|playing|paused/);
  // The link alone brings the same task back.
  await page.reload();
  await lab.ready();
  await expect(equation).toContainText('.45 sin(x + 1.07)', { timeout: SLOW });
});

test('trains: pause, single meta-step, resume, stop; the probe follows', async ({ page }) => {
  await lab.open(TINY);
  await lab.ready();
  await lab.expectState('meta-step', '0');
  await lab.train('continue this rule', 500_000);
  await lab.expectState('training', 'running');
  await lab.expectState('meta-step', /^[1-9]/);
  await page.getByTestId('train-pause').first().click();
  await lab.expectState('training', 'paused');
  const paused = Number(await lab.state('meta-step'));
  await page.getByRole('button', { name: 'One step' }).click();
  await lab.expectState('meta-step', String(paused + 1));
  await lab.expectState('training', 'paused');
  await page.getByTestId('train-pause').first().click();
  await lab.expectState('training', 'running');
  await expect.poll(async () => Number(await lab.state('meta-step')), { timeout: SLOW }).toBeGreaterThan(paused + 1);
  await page.getByTestId('train-stop').click();
  await lab.expectState('training', 'idle');
  expect(Number(await lab.state('meta-step'))).toBeGreaterThan(paused + 1);
});

test('keeps a rule trained here, and after a reload goes on with it', async ({ page, browser }) => {
  await lab.open(TINY);
  await lab.ready();
  await lab.train('continue this rule', 3);
  await lab.expectState('meta-step', '3');
  await lab.expectState('training', 'idle');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /save file/i })
      .first()
      .click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.mplp$/);
  await lab.openRow('Kept in this browser');
  await page.getByRole('button', { name: 'Keep this rule here' }).click();
  await expect(page.locator('.saved-load')).not.toHaveCount(0);
  await page.goto('./');
  await page.reload();
  await lab.ready();
  await lab.openRow('Kept in this browser');
  await page.locator('.saved-load').first().click();
  await lab.expectState('meta-step', '3');
  await lab.train('continue this rule', 1);
  await lab.expectState('meta-step', '4');
  await lab.expectState('training', 'idle');
  // Who has the link and not the rule is told, and what to ask for.
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy link to this moment' }).click();
  await expect.poll(() => page.url()).toContain('own=4');
  await page.keyboard.press('Escape');
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await other.goto(page.url());
  await expect(other.getByText('Its rule, trained for 4 meta-steps, is in the browser of who sent it.')).toBeVisible();
  await elsewhere.close();
  // The downloaded file is the same rule.
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(await download.path());
  await lab.expectState('meta-step', '3');
});
