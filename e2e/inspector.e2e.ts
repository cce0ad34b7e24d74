// Point 3 of the message microscope: response curve, two agents beside each other, all agents of a layer.

import { expect, test } from '@playwright/test';

import { violations } from './axe.ts';
import { LabPage, SLOW } from './labPage.ts';

const MOMENT = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.4&sel=w2:8:13';

test('moves one input of the selected rule and shows what it would answer', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  const curve = lab.inspector.getByRole('region', { name: 'Response curve' });
  await expect(curve.getByTestId('response-words')).toContainText('recorded: heard 1 =', { timeout: SLOW });
  const figure = curve.getByRole('img');
  await expect(figure).toHaveAccessibleName(/Response of change Δw to heard 1 for point 1/);

  await curve.getByLabel('Input').selectOption('stored weight w');
  await curve.getByLabel('Output').selectOption('said 3');
  await expect(figure).toHaveAccessibleName(/Response of said 3 to stored weight w/);
  const table = curve.getByRole('table');
  const ends = async () => {
    const cells = await table.getByRole('rowheader').allTextContents();
    return Number(cells.at(-1)?.replace('−', '-')) - Number(cells[0]?.replace('−', '-'));
  };
  const narrow = await ends();
  await curve.getByRole('radio', { name: '±3 sd' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(ends).toBeGreaterThan(3 * narrow);

  // The arrow keys chose the range; the clock stands where it stood.
  await expect(page).toHaveURL(/at=2\.4/);
  await lab.inspector.getByRole('button', { name: 'Next point' }).click();
  await expect(figure).toHaveAccessibleName(/for point 2/);
});

test('pins an agent and compares it with the next, by mouse, by keyboard and from a link', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await lab.inspector.getByRole('button', { name: 'Compare' }).click();
  await expect(lab.inspector).toContainText('pinned: select another agent');
  await expect(page.getByTestId('agents-pinned')).toBeAttached();

  // By keyboard: the next agent in the figure.
  await lab.agents.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const both = lab.inspector.getByRole('table', { name: 'Both agents in numbers' });
  const heads = () => both.getByRole('columnheader').allTextContents();
  await expect.poll(heads).toEqual(['w₂ 10→14', 'w₂ 9→14', 'difference']);
  await expect(both).toContainText('applied change');
  await expect(page).toHaveURL(/sel=w2:9:13&pin=w2:8:13/);
  await lab.inspector.getByRole('button', { name: 'Swap' }).click();
  await expect.poll(heads).toEqual(['w₂ 9→14', 'w₂ 10→14', 'difference']);
  await expect(page).toHaveURL(/sel=w2:8:13&pin=w2:9:13/);

  // The link brings both back.
  await page.reload();
  await lab.ready();
  await expect.poll(heads).toEqual(['w₂ 9→14', 'w₂ 10→14', 'difference']);

  // Escape ends the comparison first, then the selection.
  await page.keyboard.press('Escape');
  await expect(both).toBeHidden();
  await expect(page).not.toHaveURL(/pin=/);
  await expect(page).toHaveURL(/sel=w2:8:13/);
  await page.keyboard.press('c');
  await expect(lab.inspector).toContainText('pinned: select another agent');
  await page.keyboard.press('c');
  await expect(lab.inspector).not.toContainText('pinned');

  // By mouse: Shift and a click keep the one for the other.
  const box = await lab.agents.boundingBox();
  if (box === null) throw new Error('the Agents figure is not on screen');
  await lab.agents.click({ position: { x: box.width - 14, y: box.height / 2 }, modifiers: ['Shift'] });
  await expect.poll(heads).toEqual(['loss', 'w₂ 9→14', 'difference']);
  await lab.inspector.getByRole('button', { name: 'Unpin' }).click();
  await expect(both).toBeHidden();
});

test('reads all agents of a layer and goes from there to one of them', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await lab.inspector.getByRole('button', { name: 'All of layer 2 weights' }).click();
  await expect(lab.inspector).toContainText('400 weights');
  await expect(lab.inspector).toContainText(/below zero.*above; median/);
  await expect(lab.inspector.getByRole('img', { name: 'Histogram of Change Δw, Δb' })).toBeVisible();
  await expect(page).toHaveURL(/all=1/);
  await lab.inspector.getByLabel('Colour').selectOption('message2');
  await expect(lab.inspector.getByRole('img', { name: 'Histogram of Channel 2' })).toBeVisible();

  await page.reload();
  await lab.ready();
  const matrix = lab.inspector.getByRole('application');
  await matrix.focus();
  await page.keyboard.press('ArrowRight');
  await expect(lab.inspector.getByTestId('layer-cell')).toContainText('w₂ 9→15');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sel=w2:8:14/);
  await expect(page).not.toHaveURL(/all=1/);

  // A key and a caption of the figure lead there too; a click on a cell leads back.
  await page.keyboard.press('a');
  await expect(lab.inspector).toContainText('400 weights');
  await page.keyboard.press('Escape');
  await expect(lab.inspector.getByRole('button', { name: 'All of layer 2 weights' })).toBeVisible();
  await lab.agents.click({ position: { x: 60, y: 32 } });
  await expect(lab.inspector).toContainText('layer 1 weights');
  await matrix.click({ position: { x: 5, y: 5 } });
  await expect(page).toHaveURL(/sel=w0:0:0/);
});

test('opens the rule of the selected agent, layer by layer, and goes back', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=2x10&rule=learned-prior-2x10&task=7&k=2&at=1.5&sel=w2:8:13');
  await lab.ready();
  await lab.inspector.getByRole('button', { name: 'Open f' }).click();
  const inside = page.getByRole('region', { name: 'Inside the rule' });
  await expect(inside.getByRole('heading', { name: '32 hidden' })).toBeVisible();
  const asked = await inside.locator('.inside-strip').last().locator('.inside-cell').textContent();
  const [first = ''] = (await lab.inspector.locator('.insp-equations b').allTextContents()).filter((t) => t !== '');
  expect(Number(asked?.replace('−', '-'))).toBeCloseTo(Number(first.replace('−', '-')), 1);
  await inside.getByRole('button', { name: 'Point after' }).click();
  await expect(inside.getByRole('status')).toHaveText('point 2 of 10');
  await inside
    .getByRole('button', { name: /^stored weight w/ })
    .first()
    .click();
  await expect(inside.getByRole('combobox', { name: 'Input' })).toHaveValue('state:0');
  await inside.getByText('What it says', { exact: true }).click();
  await expect(inside.locator('.inside-strip').last().locator('.inside-cell')).toHaveCount(8);
  expect(await violations(page)).toEqual([]);
  await expect(page).toHaveURL(/&inside=1/);
  await page.keyboard.press('Escape');
  await expect(lab.agents).toBeVisible();
  await page.keyboard.press('f');
  await expect(inside).toBeVisible();
});
