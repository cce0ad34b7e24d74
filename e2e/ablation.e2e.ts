// Switching a setting of the rule: to a shipped rule trained that way, and to the offer to train one.

import { expect, test } from '@playwright/test';

import { readFileSync } from 'node:fs';

import { lossText } from '../src/viz/common/format.ts';
import { LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

const manifest = JSON.parse(readFileSync('public/checkpoints/manifest.json', 'utf8')) as {
  readonly rules: readonly {
    readonly id: string;
    readonly title: string;
    readonly metaSteps: number;
    readonly evaluation: { readonly meanLoss: readonly number[] };
  }[];
};
/** What the page opens on. */
const first = manifest.rules[0]!;

test.describe.configure({ timeout: 240_000 });

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('switches the message size, compares, goes back, and offers what nobody trained', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  const panel = await lab.openRow('Ablations');
  const size = panel.getByRole('group', { name: 'Message size M' });
  const one = size.getByRole('button', { name: '1, shipped rule' });
  await expect(size.getByRole('button', { name: '8, shipped rule' })).toHaveAttribute('aria-pressed', 'true');
  await expect(one).toBeEnabled({ timeout: SLOW });
  const before = await panel.getByText(/Shipped rule, .* loss/).textContent();
  await one.focus();
  await page.keyboard.press('Enter');

  const changed = panel.getByRole('region', { name: 'What the switch changed' });
  await expect(changed.getByText('Message size M: 8 → 1')).toBeVisible({ timeout: SLOW });
  // Like with like: the rule on screen had many times the training, its twin the same.
  await expect(changed.getByText(/^Compared with Stateless, 8 message channels/)).toHaveText(
    new RegExp(`trained for 6.?000 meta-steps as well; ${first.title} had ${first.metaSteps / 1000}.?000\\.$`),
    { timeout: SLOW },
  );
  await expect(page.locator('.fig-loss-before')).toHaveCount(1);
  const mean = manifest.rules.flatMap(({ id, evaluation }) =>
    ['ablation-stateless-own-m8', 'ablation-stateless-own-m1'].includes(id) ? evaluation.meanLoss.slice(-1) : [],
  );
  await expect(changed.getByRole('row', { name: /^Mean/ })).toHaveText(`Mean${mean.map(lossText).join('')}`);
  await expect(one).toHaveAttribute('aria-pressed', 'true');
  await expect(panel.getByText(/Shipped rule, 6.?000 meta-steps/)).not.toHaveText(before ?? '');
  await expect(lab.ruleInUse).toHaveText('Stateless, 1 message channel, own rule per layer');
  await expect(page).toHaveURL(/ablation-stateless-own-m1/);

  await changed.getByRole('button', { name: /^Back to/ }).click();
  await expect(lab.ruleInUse).toHaveText(first.title, { timeout: SLOW });
  await expect(changed).toBeHidden();
  await expect(page.locator('.fig-loss-before')).toHaveCount(0);

  await one.click();
  await expect(changed.getByRole('row', { name: /^Middle half from( [\d.]\S*){2}$/ })).toBeVisible({ timeout: SLOW });
  await panel.getByText('Further settings').click();
  await panel.getByRole('button', { name: 'sum, no shipped rule' }).click();
  const offer = panel.getByText(/No rule was trained like this/);
  await expect(offer).toBeVisible();
  // The comparison before is not about these settings.
  await expect(changed).toBeHidden();
  await panel.getByRole('button', { name: 'Train it now' }).click();
  await expect(page.getByRole('combobox', { name: 'Preset', exact: true })).toHaveValue('custom');
  // As long as the shipped ablations, for a fair comparison.
  await expect(page.getByRole('spinbutton', { name: 'Meta-steps' })).toHaveValue('6000');
  await expect(page.getByTestId('train-start')).toBeEnabled();
  await page
    .getByRole('region', { name: 'Meta-training', exact: true })
    .getByRole('button', { name: 'Copy as command' })
    .click();
  await expect(page.getByText('Command copied')).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ['--set rule.messageSize=1', '--set rule.aggregation=sum', '--steps 6000'])
    expect(command).toContain(part);
  expect(errors).toEqual([]);
});

test('settings that no rule has are in the link and undone by Ctrl Z; a size counts once it is committed', async ({
  page,
}) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open();
  await lab.ready();
  const panel = await lab.openRow('Ablations');
  const offer = panel.getByText(/No rule was trained like this/);
  await panel.getByText('Further settings').click();
  await panel.getByRole('button', { name: 'sum, no shipped rule' }).click();
  await expect(offer).toBeVisible();
  const asked = page.url();
  expect(asked).toMatch(new RegExp(`rule=${first.id}.*sum`));
  await page.keyboard.press('Control+z');
  await expect(offer).toBeHidden();
  await page.goForward();
  await expect(offer).toBeVisible();
  await panel.getByRole('button', { name: 'Keep the rule in use' }).click();
  await expect(offer).toBeHidden();
  await page.goto('about:blank');
  await page.goto(asked);
  await lab.ready();
  await expect(offer).toBeVisible();
  await expect(lab.ruleInUse).toHaveText(first.title);

  await panel.getByRole('group', { name: 'Memory', exact: true }).getByRole('button', { name: /^on/ }).click();
  const memory = panel.getByRole('spinbutton', { name: 'Memory size H' });
  if (!(await memory.isVisible())) await panel.getByText('Further settings').click();
  await memory.fill('1');
  await expect(panel.getByText(/Memory size H: .* 1$/)).toHaveCount(0);
  await memory.fill('12');
  await memory.press('Enter');
  await expect(memory).toHaveValue('12');
  await expect(page).toHaveURL(/h=12/);
  expect(errors).toEqual([]);
});

test('compares a rule trained here with the one it was changed from', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  const panel = await lab.openRow('Ablations');
  await panel.getByText('Further settings').click();
  await panel.getByRole('button', { name: 'sum, no shipped rule' }).click();
  await panel.getByRole('button', { name: 'Train it now' }).click();
  await page.getByRole('spinbutton', { name: 'Meta-steps' }).fill('3');
  await page.getByTestId('train-start').click();
  await lab.expectState('meta-step', '3');
  await lab.expectState('training', 'idle');
  const changed = panel.getByRole('region', { name: 'What the switch changed' });
  await expect(changed.getByText('Aggregation: mean → sum')).toBeVisible({ timeout: SLOW });
  await expect(changed.getByRole('img', { name: /^Held-out loss/ })).toBeVisible();
  await expect(changed.getByText(/A rule trained here has no figures/)).toBeVisible();
  expect(errors).toEqual([]);
});
