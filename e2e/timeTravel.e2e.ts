// Point 7 of the message microscope: curves, and time travel along the meta-steps of a run.

import { expect, test } from '@playwright/test';
import { LabPage, TINY } from './labPage.ts';

test('goes back along a run, shows a map of it, and makes a checkpoint the rule in use', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.train('continue this rule', 30);
  await lab.expectState('meta-step', '30');
  await lab.expectState('training', 'idle');

  // Curves as they were measured, or smoothed.
  const drawer = page.getByRole('region', { name: 'Meta-training', exact: true });
  const curve = drawer.locator('.fig-meta-smooth');
  const smoothed = await curve.getAttribute('d');
  await drawer.getByLabel('Smoothing').selectOption('1');
  await expect(curve).not.toHaveAttribute('d', smoothed ?? '');

  const travelling = page.locator('.travelling');
  // Scrub with the keyboard: the probe is adapted by the earlier rule.
  const track = page.getByRole('slider', { name: 'Rule at meta-step' });
  const line = page.locator('.fig-line-now').first();
  const now = await line.getAttribute('d');
  await track.focus();
  await page.keyboard.press('Home');
  await expect(travelling).toContainText('At meta-step 0');
  await expect(track).toHaveAttribute('aria-valuetext', 'meta-step 0');
  // Rule panel and headline are of the rule on show.
  const rule = page.getByRole('region', { name: /^Rule how agents behave/ });
  await expect(rule).toContainText(/Meta-steps\s*0, of 30/);
  await expect(rule).toContainText('Untrained');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('An untrained rule');
  const dots = await page.locator('.track i').evaluateAll((all) => all.map((dot) => dot.getBoundingClientRect().x));
  expect(dots.toSorted((a, b) => a - b)).toEqual(dots);
  await expect(line).not.toHaveAttribute('d', now ?? '');
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(travelling).toHaveCount(0);

  // The map: a cell is a rule and an inner step.
  await drawer.getByText('Map', { exact: true }).click();
  const map = page.getByRole('grid', { name: /meta-step and inner step/ });
  const cell = map.getByRole('button', { name: /meta-step \d+, 1 inner steps: loss/ }).first();
  await cell.click();
  await expect(travelling).toContainText('At meta-step 0');
  await page.keyboard.press('ArrowRight');
  await expect(travelling).toContainText(/At meta-step [1-9]/);
  await page.keyboard.press('ArrowDown');
  await expect(map.getByRole('button', { name: /, 2 inner steps/ }).and(page.locator('[tabindex="0"]'))).toBeFocused();

  await page.getByRole('button', { name: 'Use this rule' }).click();
  await expect(travelling).toHaveCount(0);
  await expect.poll(() => lab.state('meta-step').then(Number)).toBeLessThan(30);
});
