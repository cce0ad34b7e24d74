// axe on the page as it stands, in both themes and with the training drawer open.

import { expect, test, type Page } from '@playwright/test';
import axe from 'axe-core';

import { LabPage } from './labPage.ts';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[]; passes: unknown[] }> } };
    const { violations, passes } = await axe.run();
    return { violations, passes: passes.length };
  });
  expect(found.passes).toBeGreaterThan(20);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`has no violations, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const lab = new LabPage(page);
    await lab.open();
    await lab.ready();
    await lab.stopPlaying();
    expect(await violations(page)).toEqual([]);
    await lab.openDrawer();
    expect(await violations(page)).toEqual([]);
  });
}
