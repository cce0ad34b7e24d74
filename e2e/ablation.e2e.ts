// Switching a setting of the rule: to a shipped rule trained that way, and to the offer to train one.

import { expect, test } from '@playwright/test';

import { LabPage, SLOW, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 240_000 });

test('switches the message size, compares, goes back, and offers what nobody trained', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  const panel = page.getByRole('region', { name: 'Ablations' });
  const size = panel.getByRole('group', { name: 'Message size M' });
  const one = size.getByRole('button', { name: '1, shipped rule' });
  await expect(size.getByRole('button', { name: '8, shipped rule' })).toHaveAttribute('aria-pressed', 'true');
  await expect(one).toBeEnabled({ timeout: SLOW });
  const before = await panel.getByText(/Shipped rule, .* loss/).textContent();
  await one.focus();
  await page.keyboard.press('Enter');

  const changed = panel.getByRole('region', { name: 'What the switch changed' });
  await expect(changed.getByText('Message size M: 8 → 1')).toBeVisible({ timeout: SLOW });
  await expect(one).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.getByText(/Shipped rule, 6.?000 meta-steps/)).not.toHaveText(before ?? '');
  await expect(page.getByRole('combobox', { name: 'Rule in use' })).toHaveValue('shipped:ablation-stateless-own-m1');
  await expect(page).toHaveURL(/ablation-stateless-own-m1/);

  await changed.getByRole('button', { name: /^Back to/ }).click();
  await expect(page.getByRole('combobox', { name: 'Rule in use' })).toHaveValue('shipped:learned-prior-2x10', {
    timeout: SLOW,
  });
  await expect(changed).toBeHidden();

  await panel.getByText('Further settings').click();
  await panel.getByRole('button', { name: 'sum, no shipped rule' }).click();
  await expect(panel.getByText(/No rule was trained like this/)).toBeVisible();
  await panel.getByRole('button', { name: 'Train it now' }).click();
  await expect(page.getByRole('combobox', { name: 'Preset', exact: true })).toHaveValue('custom');
  await expect(page.getByTestId('train-start')).toBeEnabled();
  expect(errors).toEqual([]);
});
