// What differs on WebGPU: the backend's name, the fused meta-step, and reading back what figures and evaluation show.

import { expect, test } from '@playwright/test';

import { beforeWorker, computing, DEEP, LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test.describe.configure({ timeout: 240_000 });

test('opens on WebGPU, inspects, trains, evaluates and goes on from there', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(`${TINY}&task=7&net=1&k=2&at=1.3&sel=w0:0:1`);
  await lab.ready();
  await lab.expectState('backend', 'webgpu');
  await page.getByTestId('backend-badge').first().click();
  await expect(page.getByRole('dialog', { name: 'Backend' })).toContainText(/swiftshader|subzero|adapter/i);
  await page.keyboard.press('Escape');

  await expect(lab.inspector).toContainText('w₁ x→2');
  await expect(lab.inspector).toContainText('Says');
  await expect(lab.inspector).toContainText('Hears');

  const line = page.locator('.fig-line-now').first();
  await page.keyboard.press('End');
  const untrained = await line.getAttribute('d');
  await lab.expectState('meta-step', '0');
  await lab.train('continue this rule', 5);
  await lab.expectState('meta-step', '5');
  await lab.expectState('training', 'idle');
  // The probe is adapted by the trained rule.
  await expect(line).not.toHaveAttribute('d', untrained ?? '', { timeout: SLOW });

  const panel = await lab.openRow('Evaluate');
  await panel.getByRole('spinbutton', { name: 'Steps' }).fill('2');
  await panel.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(panel.getByText('Mean after step 2')).toBeVisible({ timeout: SLOW });

  await lab.train('continue this rule', 2);
  await lab.expectState('meta-step', '7');
  await lab.expectState('training', 'idle');
  await lab.expectState('backend', 'webgpu');
  expect(errors).toEqual([]);
});

/** Keeps the worker's device where a test can destroy it, as a driver's reset would. */
const KEEP_DEVICE = `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (wanted) { return (self.device = await request.call(this, wanted)); };
`;

test('goes on when the GPU is lost, idle or training, and on wasm when it is lost again', DEEP, async ({ page }) => {
  await beforeWorker(page, KEEP_DEVICE);
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  const lose = () => computing(page).evaluate('self.device.destroy()');
  const alerts = page.getByRole('alert');
  await lose();
  await expect(page.getByText(/The browser lost the GPU \(.*\)\. Nothing was lost\./)).toBeVisible();
  await expect(alerts).toHaveCount(0);
  await lab.ready();
  await lab.expectState('backend', 'webgpu');

  await lab.train('continue this rule', 1_000_000);
  const metaStep = async () => Number((await lab.state('meta-step')) ?? 0);
  await expect.poll(metaStep, { timeout: SLOW }).toBeGreaterThan(3);
  await lose();
  await expect(page.getByText(/The browser lost the GPU \(.*\)\. Training goes on from meta-step \d+\./)).toBeVisible();
  await expect(alerts).toHaveCount(0);
  await lab.expectState('backend', 'wasm');
  await lab.expectState('training', 'running');
  const from = await metaStep();
  await expect.poll(metaStep, { timeout: SLOW }).toBeGreaterThan(from);
  await page.getByTestId('backend-badge').first().click();
  await expect(page.getByRole('dialog', { name: 'Backend' })).toContainText('The browser lost the GPU 2 times.');
});
