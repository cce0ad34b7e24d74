// What the page says holds, and its figures explain themselves: at every size, for whoever changes something.

import { readFileSync } from 'node:fs';

import { expect, test, type Page } from '@playwright/test';

import { decodeCheckpoint } from '../src/checkpoints/format.ts';
import { MOST_INNER_STEPS } from '../src/experiment/types.ts';
import { unwrap } from '../src/lib/result.ts';
import { violations } from './axe.ts';
import { LabPage, SLOW, watchErrors } from './labPage.ts';

const SIZES = [
  [360, 740],
  [390, 844],
  [820, 1100],
  [1280, 720],
  [1366, 768],
  [1440, 900],
  [2560, 1440],
] as const;
const MOMENT = '#v=1&preset=2x10&rule=learned-prior-2x10&at=2.5&sel=w2:10:8';

/** Sentences of the centre that are cut off at their end. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.stage h1, .stage h2, .stage p, .fig-key-row span, .dock p')]
      .filter((element) => element.checkVisibility() && !element.matches('.fig-hidden'))
      .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
      .map(({ textContent }) => textContent),
  );
}

test('the key is there and no sentence is cut at any size', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await lab.agents.scrollIntoViewIfNeeded();
    const key = page.locator('.fig-key-row');
    for (const name of ['weight', 'bias', 'ReLU, share on', 'loss', '8 numbers said, −1 to +1'])
      await expect(key.getByText(name, { exact: true })).toBeVisible();
    if (width > 1100) await expect(key).toBeInViewport({ ratio: 1 });
    // Numbers on every column of weights.
    await expect(page.locator('.fig-range').filter({ hasText: '±' })).not.toHaveCount(0);
    await expect.poll(() => cutOff(page), `at ${width} by ${height}`).toEqual([]);
  }
});

test('one colour means one number over the whole episode, or in this step if asked', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=5x10&rule=sinusoid-5x10&at=1.5&sel=w2:10:8');
  await lab.ready();
  const ends = page.locator('.fig-range');
  const whole = await ends.allTextContents();
  expect(whole.filter((text) => text.startsWith('±')).length).toBeGreaterThanOrEqual(6);
  await lab.phase(5, 5).click();
  await expect(page.getByTestId('timeline')).toHaveAttribute('aria-valuetext', /step 5/i);
  expect(await ends.allTextContents()).toEqual(whole);
  await page.getByRole('combobox', { name: 'Scale over time' }).selectOption('This step');
  await expect(async () => expect(await ends.allTextContents()).not.toEqual(whole)).toPass();
  await page.getByRole('combobox', { name: 'Scale over agents' }).selectOption('One scale');
  const signed = (await ends.allTextContents()).filter((text) => text.startsWith('±'));
  expect(new Set(signed).size).toBe(1);
  await expect(page).toHaveURL(/span=step&across=all/);
  await page.reload();
  await lab.ready();
  await expect(page.getByRole('combobox', { name: 'Scale over agents' })).toHaveValue('all');
});

test('undo says what it undoes, keeps the selection, and can be redone', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeDisabled();
  await page.getByRole('slider', { name: 'Phase' }).fill('1');
  await page.getByRole('slider', { name: 'Phase' }).blur();
  const equation = page.locator('#task-title');
  await expect(equation).toContainText('x + 1.00', { timeout: SLOW });
  await lab.clickAgents(0.985, 0.5);
  await expect(lab.inspector).toContainText('Loss agent');
  await page.getByRole('button', { name: 'Undo: phase' }).click();
  await expect(equation).not.toContainText('x + 1.00', { timeout: SLOW });
  await expect(lab.inspector).toContainText('Loss agent');
  await page.getByRole('button', { name: 'Redo: phase' }).click();
  await expect(equation).toContainText('x + 1.00', { timeout: SLOW });
  await page.keyboard.press('Control+z');
  await expect(equation).not.toContainText('x + 1.00', { timeout: SLOW });
  expect(errors).toEqual([]);
});

test('says so in the headline where no rule was trained like what is chosen, and offers to train one', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  const headline = page.getByRole('heading', { level: 1 });
  await expect(headline).toHaveText('The line fits after two steps');
  const panel = await lab.openRow('Ablations');
  await panel.getByText('Further settings').click();
  await panel.getByRole('button', { name: 'sum, no shipped rule' }).click();
  await expect(headline).toHaveText('No rule was trained like this yet');
  await expect(page.locator('.stage-agents')).toHaveCSS('opacity', '0.55');
  await page.getByRole('button', { name: 'Train one' }).click();
  await expect(page.getByRole('region', { name: 'Meta-training', exact: true })).toBeVisible();
});

test('says what a rule was trained for, as its file does, and takes as many inner steps as everything else', async ({
  page,
}) => {
  const bytes = Uint8Array.from(readFileSync('public/checkpoints/prior-boundary.mplp'));
  const { innerSteps, shortestHorizon } = unwrap(decodeCheckpoint(bytes.buffer)).spec.recipe;
  expect(shortestHorizon).toBeLessThan(innerSteps);
  const lab = new LabPage(page);
  await lab.open(`#v=1&preset=boundary&rule=prior-boundary&at=1.0`);
  await lab.ready();
  await expect(page.locator('.facts div', { hasText: 'Trained for' })).toContainText(
    `${shortestHorizon} to ${innerSteps} inner steps`,
  );
  const steps = page.getByRole('spinbutton', { name: 'Inner steps' }).first();
  await steps.fill(String(MOST_INNER_STEPS + 1));
  await expect(steps).toHaveAttribute('aria-invalid', 'true');
  await steps.fill(String(MOST_INNER_STEPS));
  await steps.press('Enter');
  await expect(page).toHaveURL(new RegExp(`[#&]k=${MOST_INNER_STEPS}(&|$)`));
  await page.reload();
  await lab.ready();
  await expect(steps).toHaveValue(String(MOST_INNER_STEPS));
});

test('marks no preset while another rule of it is in use', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await expect(lab.experiment).toHaveValue('2x10');
  // By keyboard: the table of rules, searched, sorted by loss, and left with Enter.
  await lab.ruleInUse.press('Enter');
  const rules = page.getByRole('dialog', { name: 'Rules' });
  const search = rules.getByRole('searchbox');
  await expect(search).toBeFocused();
  await search.fill('steady');
  await expect(rules.getByRole('row', { name: /^Sinusoid 5x10, steady/ })).toContainText(
    /5\s*\.00050\s*\.00026\s*\.0031\s*50\+/,
  );
  await rules.getByRole('button', { name: 'Loss' }).click();
  await expect(rules.locator('tbody tr')).toHaveCount(2);
  await expect(rules.locator('tbody tr').first()).toContainText('Learned prior 2x10, steady');
  expect(await violations(page)).toEqual([]);
  await search.fill('learned untrained');
  await search.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(rules).toHaveCount(0);
  await expect(lab.ruleInUse).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('An untrained rule', { timeout: SLOW });
  await expect(lab.experiment).toHaveValue('');
});

test('says the strongest fact of the instant, and selects what it speaks of', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  const fact = page.getByTestId('agents-fact');
  await expect(fact).toHaveText(
    /^All 400 weights of layer 2 rise together, by \.\d{3} to \.\d{3}: \d+ % of this step’s/,
  );
  await fact.getByRole('button').click();
  await expect(lab.inspector.getByRole('img', { name: /^Histogram of/ }).first()).toBeVisible();
  await lab.phase(1, 0).click();
  await expect(fact).not.toContainText('rise together');
});

test('a cell of a message gives its number', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  const words = page.getByTestId('message-cell');
  await expect(words).toHaveText(/^Channel \d( \([^)]+\))?, mean of ten points: says −?[\d.]+, hears −?[\d.]+\.$/);
  const row = lab.inspector.locator('.insp-row').nth(3);
  const box = (await row.boundingBox())!;
  await page.mouse.move(box.x + (2.5 / 8) * box.width, box.y + box.height / 2);
  await expect(words).toHaveText(/^Channel 3( \([^)]+\))?, point 4: says −?[\d.]+\.$/);
});
