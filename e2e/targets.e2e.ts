import { expect, test } from '@playwright/test';
import { LabPage, SLOW, TINY, watchErrors } from './labPage.ts';

test('own targets: points by mouse and keyboard, a drawn curve, badge, undo and link', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(`${TINY}&k=2`);
  await lab.ready();
  await lab.stopPlaying();
  const points = page.getByRole('button', { name: /^Support point/ });
  const badge = page.getByTestId('outside');
  await expect(points).toHaveCount(4);
  await expect(badge).toHaveText('');

  const first = points.first();
  const before = await first.getAttribute('aria-label');
  const box = await first.boundingBox();
  if (box === null) throw new Error('the point has no place');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y + (y > 400 ? -40 : 40), { steps: 4 });
  await page.mouse.up();
  await expect(badge).toContainText('points off the curve');
  await expect(first).not.toHaveAttribute('aria-label', before ?? '');

  const dragged = (await first.getAttribute('aria-label')) ?? '';
  await first.focus();
  await page.keyboard.press('ArrowUp');
  await expect(first).not.toHaveAttribute('aria-label', dragged);
  await page.keyboard.press('Insert');
  await expect(points).toHaveCount(5);
  await expect(badge).toContainText('batch size (trained on 4)');
  await points.last().focus();
  await page.keyboard.press('Delete');
  await expect(points).toHaveCount(4);

  const draw = page.getByRole('button', { name: 'Draw a curve' });
  await draw.click();
  const plot = await page.getByTestId('target-surface').boundingBox();
  if (plot === null) throw new Error('the plot has no place');
  await page.mouse.move(plot.x + 20, plot.y + 40);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width - 20, plot.y + plot.height - 40, { steps: 6 });
  await page.mouse.up();
  await expect(badge).toContainText('free curve');
  await expect(page).toHaveURL(/curve=/);
  await page.keyboard.press('Escape');
  await expect(draw).toHaveAttribute('aria-pressed', 'false');

  const shared = page.url();
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(badge).not.toContainText('free curve');
  await page.goto('about:blank');
  await page.goto(shared);
  await lab.ready();
  await expect(badge).toContainText('free curve');
  await page.getByRole('button', { name: 'Sinusoid again' }).click();
  await expect(badge).toHaveText('');
  await page.getByRole('slider', { name: 'Noise' }).fill('0.1');
  await expect(badge).toContainText('noise (trained without)');
  await page.getByRole('slider', { name: 'Amplitude' }).fill('0.9');
  await expect(badge).toContainText('amplitude (trained on 0.1 to 0.5)');
  expect(errors).toEqual([]);
});

test('where the rule was not trained on the task, one that was is offered, and takes it over', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open('#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.5');
  await lab.ready();
  await lab.stopPlaying();
  await page.getByRole('slider', { name: 'Phase' }).fill('4');
  await expect(page.getByTestId('outside')).toContainText('phase (trained on 0 to 3.14)');
  const amplitude = await page.getByRole('slider', { name: 'Amplitude' }).inputValue();
  await page.getByRole('button', { name: 'Try Robust 5x10, learned start, trained on this' }).click();
  await expect(page).toHaveURL(/rule=robust-prior-5x10/, { timeout: SLOW });
  // The same target, though this rule draws another one from the seed.
  await expect(page.getByRole('slider', { name: 'Phase' })).toHaveValue(/^(4|3.99)/);
  await expect(page.getByRole('slider', { name: 'Amplitude' })).toHaveValue(amplitude);
  await expect(page.getByTestId('outside')).toHaveText('');
  await expect(page.getByTestId('advice')).toHaveText('');
});

test('a batch of another size runs through a rule with memory', async ({ page }) => {
  const errors = watchErrors(page);
  const lab = new LabPage(page);
  await lab.open(`${TINY}&state=1&k=3&pts=2,1,0,2,0.1,-1,0.2,0,0,3,0:3,1,0&at=2.2&sel=b0:1`);
  await lab.ready();
  const points = page.getByRole('button', { name: /^Support point/ });
  await expect(points).toHaveCount(5);
  await page.keyboard.press('End');
  await expect(points).toHaveCount(1);
  await expect(lab.inspector).toContainText('Memory');
  expect(errors).toEqual([]);
});

test('only the main button drags, a lost release ends a drag, and two fingers hold two points', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(`${TINY}&k=2&pts=1,-3,0,-1,0,1,0,3,0`);
  await lab.ready();
  await lab.stopPlaying();
  const points = page.getByRole('button', { name: /^Support point/ });
  await expect(points).toHaveCount(4);
  const places = () => points.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
  const centre = async (index: number) => {
    const box = await points.nth(index).boundingBox();
    if (box === null) throw new Error('the point has no place');
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  const before = await places();
  const [x, y] = await centre(0);
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'right' });
  await page.mouse.move(x, y + 30, { steps: 3 });
  await page.mouse.up({ button: 'right' });
  await page.keyboard.press('Escape');
  expect(await places()).toEqual(before);

  type Press = readonly [type: string, id: number, x: number, y: number, buttons: number];
  const send = (index: number, [type, id, px, py, buttons]: Press) =>
    points.nth(index).evaluate(
      (element, init) => {
        // A made-up pointer cannot be captured.
        element.setPointerCapture = () => undefined;
        element.dispatchEvent(new PointerEvent(init.type, { ...init, bubbles: true }));
      },
      { type, pointerId: id, clientX: px, clientY: py, buttons, button: type === 'pointerdown' ? 0 : -1 },
    );
  // Let go outside, where the page does not hear of it.
  await send(0, ['pointerdown', 7, x, y, 1]);
  await send(0, ['pointermove', 7, x, y - 20, 1]);
  await expect.poll(async () => (await places())[0]).not.toBe(before[0]);
  const dragged = await places();
  await send(0, ['pointermove', 7, x, y + 60, 0]);
  await send(0, ['pointermove', 7, x, y + 80, 1]);
  expect(await places()).toEqual(dragged);

  const [[ax, ay], [bx, by]] = [await centre(1), await centre(2)];
  await send(1, ['pointerdown', 1, ax, ay, 1]);
  await send(2, ['pointerdown', 2, bx, by, 1]);
  await send(1, ['pointermove', 1, ax, ay - 15, 1]);
  await send(2, ['pointermove', 2, bx, by - 25, 1]);
  await send(1, ['pointerup', 1, ax, ay - 15, 0]);
  await send(2, ['pointerup', 2, bx, by - 25, 0]);
  for (const index of [1, 2]) await expect.poll(async () => (await places())[index]).not.toBe(dragged[index]);
  const now = await places();
  expect([now[0], now[3]]).toEqual([dragged[0], dragged[3]]);
  const at = (label: string | null | undefined) => /x (\S+),/.exec(label ?? '')?.[1];
  expect([now[1], now[2]].map(at)).toEqual([dragged[1], dragged[2]].map(at));
});
