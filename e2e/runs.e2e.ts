// A run is never ended silently, and never lost: other rules, reloads, other tabs.

import { expect, test, type Page } from '@playwright/test';

import { violations } from './axe.ts';
import { DEEP, LabPage, SLOW, TINY } from './labPage.ts';

// Live training, on machines that do other things too.
test.describe.configure({ timeout: 240_000 });

const metaStep = async (lab: LabPage) => Number((await lab.state('meta-step')) ?? 0);

async function training(page: Page): Promise<LabPage> {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  await lab.train('continue this rule', 1_000_000);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(5);
  return lab;
}

test('asks before another rule ends a run, and lets it go on meanwhile', async ({ page }) => {
  const lab = await training(page);
  const question = page.getByText('A rule is being trained here');
  await expect(lab.experiment).toHaveValue('');
  await lab.experiment.selectOption('boundary');
  await expect(question).toBeVisible();
  const from = await metaStep(lab);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(from);
  await page.getByRole('button', { name: 'Keep training' }).click();
  await expect(question).toHaveCount(0);
  await lab.expectState('training', 'running');

  // Back leads to another rule too: after the answer, page and address agree.
  await page.goBack();
  await expect(question).toBeVisible();
  await page.getByRole('button', { name: 'Keep training' }).click();
  await lab.expectState('training', 'running');
  await expect(page).toHaveURL(/layers=4r\.1/);

  // A setting that no rule was trained with is only asked about: the run goes on.
  const size = (await lab.openRow('Ablations')).getByRole('group', { name: 'Message size M' });
  await size.getByRole('button', { name: /^1/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('No rule was trained like this yet');
  const asked = await metaStep(lab);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(asked);
  await lab.expectState('training', 'running');

  await lab.experiment.selectOption('boundary');
  await page.getByRole('button', { name: 'End the run and open the other' }).click();
  await lab.expectState('training', 'idle');
  await expect(lab.experiment).toHaveValue('boundary', { timeout: SLOW });
});

/** Everything in one store of the browser's database. */
function stored<T>(page: Page, store: 'rules' | 'runs'): Promise<readonly T[]> {
  return page.evaluate(
    (name) =>
      new Promise<T[]>((resolve, reject) => {
        const opening = indexedDB.open('mplp-lab');
        opening.onerror = () => reject(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const all = opening.result.transaction(name).objectStore(name).getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result as T[]);
          };
        };
      }),
    store,
  );
}

const stops = (page: Page) => page.locator('.track i');
const resume = (page: Page) => page.getByRole('button', { name: 'Resume from last session' });

/** Leaving while something is unsaved asks; the answer is yes. */
function acceptLeaving(page: Page): { asked: boolean } {
  const seen = { asked: false };
  page.on('dialog', (dialog) => {
    seen.asked ||= dialog.type() === 'beforeunload';
    void dialog.accept();
  });
  return seen;
}

test('warns before a reload, brings the rule back and offers to go on, drawer open or not', async ({ page }) => {
  const lab = await training(page);
  const seen = acceptLeaving(page);
  const pause = page.getByTestId('train-pause').first();
  await pause.click();
  await lab.expectState('training', 'paused');
  const runs = async () => (await stored<{ metaSteps: number }>(page, 'runs')).map(({ metaSteps }) => metaSteps);
  await expect.poll(runs).toEqual([await metaStep(lab)]);
  await pause.click();
  await lab.expectState('training', 'running');
  await page.waitForTimeout(1000);
  await page.reload();
  expect(seen.asked).toBe(true);
  await lab.ready();
  await expect(lab.ruleInUse).toHaveText('Trained here');
  expect(await metaStep(lab)).toBeGreaterThan(0);
  // With the drawer as it was left, and closed.
  await expect(resume(page)).toBeVisible();
  await page.getByTestId('drawer-toggle').click();
  await expect(resume(page)).toBeVisible();
  await page.getByTestId('drawer-toggle').click();
  const from = await metaStep(lab);
  // Its curve is back, and its rules along the way: one of them can be shown again.
  const words = page.getByRole('region', { name: 'Meta-loss' }).getByText(/Meta-loss went from/);
  await expect(words).toContainText(`at meta-step ${from}.`);
  await expect(words).toContainText('at meta-step 1 ');
  await expect.poll(() => stops(page).count()).toBeGreaterThan(4);
  await resume(page).click();
  await lab.expectState('training', 'running');
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(from + 3);
  await expect(words).toContainText('at meta-step 1 ');
  expect(await stops(page).count()).toBeGreaterThan(4);
});

test('keeps the copies of two tabs apart, and offers none that a tab trains', DEEP, async ({ page, context }) => {
  const first = await training(page);
  const second = new LabPage(await context.newPage());
  await second.open(TINY);
  await second.ready();
  await expect(second.page.getByText('Not training')).toBeVisible();
  await expect(resume(second.page)).toHaveCount(0);
  await second.train('from scratch', 2);
  await second.expectState('meta-step', '2');
  await second.expectState('training', 'idle');
  await first.expectState('training', 'running');
  await page.close({ runBeforeUnload: false });
  await expect
    .poll(async () => {
      await second.page.goto('about:blank');
      await second.open(TINY);
      await second.ready();
      return resume(second.page).count();
    })
    .toBe(1);
  const kept = await stored<{ id: string }>(second.page, 'rules');
  expect(kept.filter(({ id }) => id.startsWith('run-'))).toHaveLength(2);
});

test('a run goes on while the storage is full, says so once, and offers the file', async ({ page }) => {
  const lab = await training(page);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  // A pause keeps a copy at once.
  await page.getByTestId('train-pause').first().click();
  const words = page.getByRole('status').filter({ hasText: 'No copy kept in this browser' });
  await expect(words).toContainText("The browser's storage is full");
  const download = page.waitForEvent('download');
  await words.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.mplp$/);
  await page.getByTestId('train-pause').first().click();
  await lab.expectState('training', 'running');
});

test('lists what was trained here: found, compared, opened at a checkpoint, deleted and brought back, carried by a file', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  const enter = () => page.getByRole('button', { name: 'Runs', exact: true }).click();
  const view = page.getByRole('main', { name: 'Runs' });
  await enter();
  await expect(view).toContainText('Nothing was trained in this browser yet');
  await view.getByRole('button', { name: 'Train a rule' }).click();
  await lab.train('from scratch', 40);
  await lab.expectState('meta-step', '40');
  await lab.expectState('training', 'idle');
  await lab.train('continue this rule', 8);
  await lab.expectState('meta-step', '48');
  await lab.expectState('training', 'idle');

  await enter();
  await expect(page).toHaveURL(/&runs=1/);
  const rows = view.getByRole('table', { name: 'Runs of this browser' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: 'from scratch' })).toContainText('done');
  await expect(view.getByText(/^2 runs, .*B of .*B that this browser lends the page/)).toBeVisible();
  await view.getByRole('checkbox', { name: 'Choose all on show' }).check();
  await expect(view.getByRole('table', { name: 'What differs' })).toContainText('meta-steps4048');
  await expect(view.getByRole('img', { name: /Losses of the chosen runs/ })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await view.getByRole('button', { name: '2x10, from scratch' }).click();
  await view.getByLabel('Name').fill('Mine');
  await view.getByLabel('Name').press('Enter');
  await expect(view.getByRole('heading', { name: 'Mine' })).toBeVisible();
  await view.getByRole('searchbox').fill('mine rule.messageSize=8');
  await expect(rows).toHaveCount(2);

  const download = page.waitForEvent('download');
  await view.getByRole('button', { name: 'Export' }).click();
  const file = await (await download).path();
  await view.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(view.getByRole('status')).toContainText('1 run deleted.');
  await view.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(2);
  await view.getByRole('button', { name: 'Delete', exact: true }).click();
  await view.getByLabel('Import a file of runs').setInputFiles(file);
  await expect(view.getByRole('status')).toContainText('1 run taken in.');

  await view.getByRole('button', { name: 'Mine' }).click();
  await view.getByLabel('Rule at meta-step').selectOption('16');
  await view.getByRole('button', { name: 'Open in the figures' }).click();
  await lab.expectState('meta-step', '16');
  await page.reload();
  await lab.ready();
  await lab.expectState('meta-step', '16');

  await enter();
  await view.getByRole('button', { name: 'Mine' }).click();
  await view.getByLabel('Rule at meta-step').selectOption('16');
  await view.getByRole('button', { name: 'Go on training' }).click();
  await lab.expectState('meta-step', '56');
});
