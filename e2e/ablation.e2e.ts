// The ablation panel: a switch loads the rule that was trained that way, or offers to train one.

import { expect, test } from '@playwright/test';
import { LabPage, watchErrors } from './labPage.ts';

test('a switch by the keyboard loads the shipped rule, shows what it changed, and goes back', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  const rule = page.getByRole('combobox', { name: 'Rule in use' });
  await rule.selectOption('shipped:ablation-stateless-own-m8');
  const four = page.getByRole('radio', { name: 'Message size M: 4, shipped' });
  await expect(four).not.toBeChecked();
  await page.getByRole('radio', { name: 'Message size M: 8, shipped' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(rule).toHaveValue('shipped:ablation-stateless-own-m4');
  await expect(four).toBeChecked();
  const change = page.getByRole('group', { name: 'What the switch changed' });
  await expect(change).toContainText('message channels M: 8 → 4');
  await expect(change).toContainText('Over 1,000 fresh tasks');
  const cells = change.getByRole('row').last().getByRole('cell');
  const [before, now] = [await cells.nth(0).innerText(), await cells.nth(1).innerText()];
  expect(Number(before)).toBeGreaterThan(0);
  expect(now).not.toBe(before);
  await change.getByRole('button', { name: 'Back to before' }).click();
  await expect(rule).toHaveValue('shipped:ablation-stateless-own-m8');
  expect(errors).toEqual([]);
});

test('settings nobody trained are offered for training, and the run before stays', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  await lab.stopPlaying();
  const rule = page.getByRole('combobox', { name: 'Rule in use' });
  const before = await rule.inputValue();
  await page.getByRole('radio', { name: 'Centre outputs: off' }).check();
  await expect(page.getByText('No shipped rule has these settings.')).toBeVisible();
  await expect(rule).toHaveValue(before);
  await page.getByRole('button', { name: 'Forget' }).click();
  await expect(page.getByRole('radio', { name: 'Centre outputs: on' })).toBeChecked();
  await page.getByRole('radio', { name: 'Message size M: 1, shipped' }).check();
  await page.getByRole('radio', { name: 'Centre outputs: off' }).check();
  await page.getByRole('button', { name: 'Train it now' }).click();
  await lab.expectState('training', 'running');
  await expect(page.getByRole('group', { name: 'What the switch changed' })).toContainText('centred outputs: on → off');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByRole('button', { name: 'Back to before' }).click();
  await expect(rule).toHaveValue('shipped:ablation-stateless-own-m1');
});
