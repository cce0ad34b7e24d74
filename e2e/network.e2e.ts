// The rule in use on another network.

import { expect, test } from '@playwright/test';
import { LabPage, watchErrors } from './labPage.ts';
import { violations } from './axe.ts';

test('another width and depth adapt at once, in link, figures and inspector, and are undone', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=5x10&rule=sinusoid-5x10&task=7&net=3&k=5&at=5.5&sel=w2:8:13');
  await lab.ready();
  const panel = page.getByRole('region', { name: 'Network' });
  await panel.getByRole('spinbutton', { name: 'Hidden' }).fill('3');
  await panel.getByRole('spinbutton', { name: 'Width' }).fill('24');
  await panel.getByRole('combobox', { name: 'Activation' }).selectOption('step');
  await expect(panel.getByRole('status')).toContainText('Layer 3 runs the rules of layer 2');
  await expect(page.getByTestId('outside')).toContainText('network 1-24-24-24-1 (trained on 1-20-20-1)');
  await expect(page.locator('.fig-agents')).toContainText('576 weights');
  await expect(page.locator('.fig-agents')).toContainText('24 steps');
  // The agent that was selected is there too.
  await expect(lab.inspector).toContainText('w₂ 9→14');
  expect(page.url()).toContain('on=24p.24p.24p.1');
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await lab.ready();
  await expect(panel.getByRole('spinbutton', { name: 'Hidden' })).toHaveValue('3');
  await lab.openDrawer();
  const drawer = page.getByRole('region', { name: 'Meta-training', exact: true });
  await drawer.getByRole('combobox', { name: 'Preset' }).selectOption('5x10');
  await expect(drawer).toContainText('Network 1-24-24-24-1, step, as on show.');
  await expect(page.getByTestId('train-start')).toBeDisabled();
  await expect(drawer).toContainText('passes no gradient');
  await panel.getByRole('button', { name: 'Its own network' }).click();
  await expect(page.getByTestId('outside')).toBeEmpty();
  await page.getByRole('button', { name: 'Undo: network' }).click();
  await expect(page.getByTestId('outside')).toContainText('network 1-24-24-24-1');
  expect(errors).toEqual([]);
});
