// The lab as a person meets it: what can be seen and done, without how the page is made.

import { expect, type Locator, type Page, type Worker } from '@playwright/test';

/** Long enough for the software GPU that tests run on; a real one answers in a fraction of a second. */
export const SLOW = 60_000;

/** An untrained rule of fixture size: a meta-step of the presets takes the software GPU a minute. */
export const TINY = '#v=1&preset=2x10&layers=4r.1&m=2&lh=5,4&tasks=2&batch=4&held=5&stdn=2';

/** For tests that repeat another at a size or with a fault of the same kind, or take long: `npm run test:all` runs them. */
export const DEEP = { tag: '@deep' };

export type HtmlState = 'backend' | 'episode' | 'training' | 'meta-step' | 'theme';

/** Console errors and uncaught exceptions, collected; a test that leaves any fails. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return errors;
}

/** Runs a script in the worker before its own. */
export async function beforeWorker(page: Page, script: string): Promise<void> {
  await page.route('**/worker/main-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/** The worker that computes: its helpers have scripts of their own. */
export function computing(page: Page): Worker {
  const urls = page.workers().map((each) => each.url());
  const worker = page.workers().find((each) => /\/main-[^/]*\.js/.test(each.url()));
  if (worker === undefined) throw new Error(`no worker among ${urls.join(', ')}`);
  return worker;
}

export class LabPage {
  readonly page: Page;
  readonly play: Locator;
  readonly timeline: Locator;
  readonly inspector: Locator;
  readonly ruleInUse: Locator;
  readonly experiment: Locator;
  readonly agents: Locator;
  readonly alert: Locator;

  constructor(page: Page) {
    this.page = page;
    this.play = page.getByTestId('play');
    this.timeline = page.getByTestId('timeline');
    this.inspector = page.getByRole('complementary', { name: 'Inspector' });
    this.ruleInUse = page.getByRole('button', { name: /^Rule in use/ });
    this.experiment = page.getByRole('combobox', { name: 'Experiment' });
    this.agents = page.getByRole('application');
    this.alert = page.getByRole('alert');
  }

  /** Opens the lab, with a link's part after `#` if given. */
  async open(link = ''): Promise<void> {
    await this.page.goto(`./${link}`);
  }

  /** Waits for a `data-*` attribute of the html element. */
  async expectState(name: HtmlState, value: string | RegExp): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute(`data-${name}`, value, { timeout: SLOW });
  }

  async state(name: HtmlState): Promise<string | null> {
    return this.page.locator('html').getAttribute(`data-${name}`);
  }

  /** Backend running, first adaptation on screen. */
  async ready(): Promise<void> {
    await this.expectState('backend', /webgpu|wasm|cpu/);
    await this.expectState('episode', /ready|playing|paused/);
    // The first drawing is made in slices.
    const awaited =
      '.opening, .loading, .fig-fit-plot:not(:has(svg, canvas)), .fig-agents-plot:not(:has(.fig-network))';
    // What lies behind the open drawer has no height, and waits.
    const inSight = (elements: readonly Element[]) => elements.filter(({ clientHeight }) => clientHeight > 0).length;
    await expect.poll(() => this.page.locator(awaited).evaluateAll(inSight), { timeout: SLOW }).toBe(0);
  }

  async stopPlaying(): Promise<void> {
    // An episode that was never played is about to play by itself; after a first click it is not.
    if ((await this.state('episode')) === 'ready') await this.play.click();
    if ((await this.state('episode')) === 'playing') await this.play.click();
    await this.expectState('episode', 'paused');
  }

  phase(step: number, phase: number): Locator {
    return this.page.locator(`[data-testid=phase-cell][data-step="${step}"][data-phase="${phase}"]`);
  }

  /** Where the inner clock stands, in words. */
  async moment(): Promise<string | null> {
    return this.timeline.getAttribute('aria-valuetext');
  }

  /** Clicks into the Agents figure at a share of its width and height. */
  async clickAgents(x: number, y: number): Promise<void> {
    const box = await this.agents.boundingBox();
    if (box === null) throw new Error('the Agents figure is not on screen');
    await this.agents.click({ position: { x: box.width * x, y: box.height * y } });
  }

  /** Opens the training drawer and starts a run with a budget of meta-steps. */
  async train(start: 'from scratch' | 'continue this rule', metaSteps: number): Promise<void> {
    await this.openDrawer();
    await this.page.getByRole('radio', { name: start }).check();
    await this.page.getByRole('spinbutton', { name: 'Meta-steps' }).fill(String(metaSteps));
    await this.page.getByTestId('train-start').click();
  }

  /** A part of the rail that is closed until it is used. */
  async openRow(name: 'Ablations' | 'Evaluate' | 'Kept in this browser'): Promise<Locator> {
    const row = this.page.getByRole('region', { name });
    const button = row.getByRole('button', { name, exact: false }).first();
    if ((await button.getAttribute('aria-expanded')) === 'false') await button.click();
    return row;
  }

  async openDrawer(): Promise<void> {
    const drawer = this.page.getByRole('region', { name: 'Meta-training', exact: true });
    if (!(await drawer.isVisible())) await this.page.getByTestId('drawer-toggle').click();
    await expect(drawer).toBeVisible();
  }
}
