import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
  readonly passes: readonly unknown[];
}

/** What axe finds wrong on the page as it stands, each by its rule and elements; it must have found something right. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { found, passes } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<Found> } };
    const { violations, passes } = await axe.run();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    return { found, passes: passes.length };
  });
  expect(passes).toBeGreaterThan(15);
  return found;
}
