// A worker or one of its helper threads that ends or hangs: noticed, ended, started again, and the run goes on.

import { expect, test, type Page } from '@playwright/test';

import { beforeWorker, computing, DEEP, LabPage, SLOW, TINY } from './labPage.ts';

/** From when something breaks until it is said: five seconds, and what a busy machine takes to show it. */
const NOTICED = { timeout: 15_000 };

const metaStep = async (lab: LabPage) => Number((await lab.state('meta-step')) ?? 0);

async function training(page: Page): Promise<LabPage> {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.train('continue this rule', 1_000_000);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(5);
  return lab;
}

const restarted = (page: Page) => page.getByText(/The computation was started again/);

async function expectOn(lab: LabPage): Promise<void> {
  await expect(restarted(lab.page)).toBeVisible(NOTICED);
  await lab.expectState('training', 'running');
  const from = await metaStep(lab);
  await expect.poll(() => metaStep(lab), { timeout: SLOW }).toBeGreaterThan(from);
  await expect(lab.page.getByText(/Training goes on from meta-step \d+/)).toBeVisible();
}

for (const [what, fault, details] of [
  ['ends without a word', 'self.close()', DEEP],
  ['loops for ever', 'for (;;);', {}],
  ['fails outside any request', "setTimeout(() => { throw new Error('out of order') })", {}],
  ['leaves a promise rejected', "void Promise.reject(new Error('out of order'))", DEEP],
] as const) {
  test(`goes on training when the worker ${what}`, details, async ({ page }) => {
    const lab = await training(page);
    computing(page)
      .evaluate(fault)
      .catch(() => undefined);
    await expectOn(lab);
  });
}

test('starts the worker again while nothing trains, and answers what was asked meanwhile', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(TINY);
  await lab.ready();
  await lab.stopPlaying();
  const before = page.url();
  computing(page)
    .evaluate('for (;;);')
    .catch(() => undefined);
  await page.getByRole('button', { name: 'New task' }).click();
  await expect(restarted(page)).toBeVisible(NOTICED);
  await expect(page.getByText('Nothing was lost.')).toBeVisible();
  await lab.ready();
  expect(page.url()).not.toBe(before);
  await lab.train('continue this rule', 3);
  await lab.expectState('meta-step', '3');
});

test('says that it gave up where each worker ends, with nothing computing behind it', async ({ page }) => {
  await page.route('**/worker/main-*.js', async (route) =>
    route.fulfill({ response: await route.fetch(), body: 'throw new Error("half a file")' }),
  );
  await page.goto('/');
  const alert = page.getByRole('alert').filter({ hasText: 'The computation stopped' });
  await expect(alert).toContainText('half a file', { timeout: SLOW });
  await expect(restarted(page)).toHaveCount(0);
  expect(page.workers()).toHaveLength(0);
});

/** Every helper thread runs this script instead of its own. */
async function helpersRun(page: Page, script: string): Promise<void> {
  const url =
    script === '' ? 'missing.js' : `data:text/javascript,${encodeURIComponent(script).replaceAll("'", '%27')}`;
  const instead = `const Real = self.Worker; self.Worker = function (url, options) { return new Real(String(url).includes('taskThread') ? '${url}' : url, options); };`;
  await beforeWorker(page, instead);
}

const ANSWERS = 'self.onmessage = ({ data }) => { const { id, kind } = data; ';
const PREPARED = 'if (kind === "prepare") postMessage({ id, kind: "done", results: [] }); else ';
for (const [what, script, words, details] of [
  ['loops for ever', `${ANSWERS}${PREPARED}for (;;); };`, 'did not answer any more', DEEP],
  ['ends without a word', `${ANSWERS}${PREPARED}self.close(); };`, 'did not answer any more', DEEP],
  ['fails', `${ANSWERS}${PREPARED}throw new Error("out of memory"); };`, 'out of memory', {}],
  ['cannot be read', '', 'could not be read', DEEP],
] as const) {
  test(`trains on when a helper thread ${what}`, details, async ({ page }) => {
    await helpersRun(page, script);
    const lab = new LabPage(page);
    await lab.open(TINY);
    await lab.ready();
    await lab.train('continue this rule', 2);
    await expect(page.getByText(words)).toBeVisible({ timeout: SLOW });
    await lab.expectState('meta-step', '2');
    await expect(restarted(page)).toHaveCount(0);
  });
}
