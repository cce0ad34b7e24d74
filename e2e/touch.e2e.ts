// A change of the rule while it learns: seen, measured by the same command, undone and given back.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { LesionMap, MeasurementReport } from '../src/record/measurement.ts';
import { effectText } from '../src/viz/touch/effectWords.ts';
import { LabPage } from './labPage.ts';

const MOMENT = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=2.4&sel=w2:8:13';

/** The last held-out loss that the command line finds on the same task. */
function commandLoss(...more: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'touch-'));
  try {
    const words = ['--checkpoint', 'learned-prior-2x10', '--task', '20', '--network', '1', '--steps', '2'];
    const args = ['scripts/mplp.mjs', 'episode', ...words, ...more, '--out', join(folder, 'a.episode')];
    const said = execFileSync('node', args, { encoding: 'utf8' });
    return Number(said.trim().split(' ').at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The interval as the page writes it, from the numbers of the command. */
function measuredByCommand(change: string, tasks: number): string {
  const words = ['--checkpoint', 'learned-prior-2x10', '--steps', '2', '--tasks', String(tasks), '--seed', '0'];
  const args = ['scripts/mplp.mjs', 'intervene', ...words, '--intervention', change, '--json'];
  const report = JSON.parse(execFileSync('node', args, { encoding: 'utf8' })) as MeasurementReport;
  return effectText(report.difference.at(-1)!).interval;
}

test('silences a layer: the header says so, with the losses of the command; undo, and back to intact', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await lab.inspector.getByText('Intervene').click();
  const change = lab.inspector.getByRole('region', { name: 'Change' });
  await expect(change.getByRole('group', { name: 'Memory' }).getByRole('button', { name: 'Freeze' })).toBeDisabled();
  await change.getByRole('button', { name: 'Silence' }).click();

  const header = page.getByRole('status', { name: 'Changed' });
  await expect(header).toContainText('Changed: silence layer 2 weights.');
  await expect(page).toHaveURL(/do=silence@w2/);
  await expect(header).toContainText(/Loss \.\d+, intact \.\d+/);
  const losses = async () =>
    /Loss (\.\d+), intact (\.\d+)/
      .exec(await header.innerText())
      ?.slice(1)
      .map(Number) ?? [];
  const [changed = 0, intact = 0] = await losses();
  expect(changed).toBeGreaterThan(10 * intact);
  expect(changed).toBeCloseTo(commandLoss('--intervention', 'silence@w2'), 3);
  expect(intact).toBeCloseTo(commandLoss(), 4);

  await change.getByLabel('Tasks').fill('30');
  await change.getByRole('button', { name: 'Measure' }).click();
  const measured = change.getByRole('region', { name: 'Measured' });
  await expect(measured).toContainText('it matters');
  await expect(measured).toContainText(measuredByCommand('silence@w2', 30));

  await page.keyboard.press('Control+z');
  await expect(header).toBeHidden();
  await page.keyboard.press('Control+Shift+z');
  await expect(header).toBeVisible();
  await change.getByRole('button', { name: 'Remove' }).click();
  await expect(header).toBeHidden();
});

test('by keyboard, and from a link', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(`${MOMENT}&do=update.scale=0.5@w2@1`);
  await lab.ready();
  const header = page.getByRole('status', { name: 'Changed' });
  await expect(header).toContainText('Changed: scale the change of layer 2 weights at 0.5, step 1.');
  await page.keyboard.press('Shift+X');
  await expect(header).toBeHidden();
  await page.keyboard.press('x');
  await expect(header).toContainText('Changed: silence w');
  await page.keyboard.press('Shift+X');
  await expect(header).toBeHidden();
  await expect(page).not.toHaveURL(/do=/);

  // Both changes stay as branches of the intact run, with their losses.
  const branches = page.getByRole('group', { name: 'Branches' });
  const runs = branches.getByRole('radio');
  await expect(runs).toHaveCount(3);
  await expect(runs.nth(0)).toBeChecked();
  await page.keyboard.press('b');
  await expect(header).toContainText('scale the change of layer 2 weights');
  await expect(runs.nth(1)).toBeChecked();
  await expect(runs.nth(1)).toHaveAccessibleName(/^A: scale the change .*, from step 1, update, loss \.\d+$/);
  await expect(runs.nth(0)).toHaveAccessibleName(/^intact, loss \.\d+$/);
  await runs.nth(1).press('ArrowDown');
  await expect(header).toContainText('Changed: silence w');
  await page.getByLabel('Colour', { exact: true }).first().selectOption('difference');
  await expect(page).toHaveURL(/lines=difference/);
  await branches.getByRole('button', { name: 'Forget branch B' }).click();
  await expect(header).toBeHidden();
  await expect(runs).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(header).toContainText('Changed: silence w');
});

test('maps lesions: the numbers of the command, in the place of the agents, until Escape', async ({ page }) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await lab.inspector.getByText('Intervene').click();
  const change = lab.inspector.getByRole('region', { name: 'Change' });
  await change.getByLabel('Tasks').fill('6');
  await change.getByRole('radio', { name: 'Groups' }).check({ force: true });
  await change.getByRole('button', { name: 'Map all groups' }).click();
  const figure = page
    .getByRole('region', { name: 'Lesion map' })
    .filter({ has: page.getByRole('heading', { level: 2 }) });
  const cells = figure.getByRole('group', { name: /^Lesion map/ }).getByRole('button');
  await expect(lab.agents).toBeHidden();

  const words = ['--checkpoint', 'learned-prior-2x10', '--steps', '2', '--tasks', '6', '--seed', '0'];
  const args = ['scripts/mplp.mjs', 'intervene', ...words, '--map', 'groups', '--json'];
  const { lesions } = JSON.parse(execFileSync('node', args, { encoding: 'utf8' })) as LesionMap;
  await expect(cells).toHaveCount(lesions.length);
  const shown = await figure.locator('table tbody tr td:nth-of-type(1)').allInnerTexts();
  expect(shown).toEqual(lesions.map(({ effect }) => effectText(effect).mean));
  expect(shown.length).toBeGreaterThan(8);
  // A cell selects what it silenced, by keyboard too.
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(cells.nth(1)).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/sel=b0:\d+&.*all=1/);

  await page.keyboard.press('Escape');
  await expect(figure).toBeHidden();
  // The inspector draws those of the selected group too.
  await expect(lab.agents.first()).toBeVisible();
  await change.getByRole('button', { name: 'Show the map' }).click();
  await expect(figure).toBeVisible();

  // Its link opens it again.
  await page.goto('about:blank');
  await lab.open(`${MOMENT}&map=groups.6`);
  await expect(figure).toContainText('matters most');
  expect(await figure.locator('table tbody tr td:nth-of-type(1)').allInnerTexts()).toEqual(shown);
});

test('keeps what was measured as a finding: named, there after a reload, opened, saved, deleted and back', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(`${MOMENT}&do=silence@w2`);
  await lab.ready();
  // A link that changes something opens what measures it.
  const change = lab.inspector.getByRole('region', { name: 'Change' });
  await change.getByLabel('Tasks').fill('8');
  await change.getByRole('button', { name: 'Measure' }).click();
  const measured = change.getByRole('region', { name: 'Measured' });
  const interval = measuredByCommand('silence@w2', 8);
  await expect(measured).toContainText(interval);
  await measured.getByRole('button', { name: 'Keep as finding' }).click();
  await lab.inspector.getByText('Findings 1').click();
  const findings = lab.inspector.getByRole('region', { name: 'Findings' });
  // One after another, and neither change loses the other.
  await findings.getByLabel(/^Note on/).fill('It hangs on these');
  await findings.getByLabel(/^Note on/).press('Enter');
  await findings.getByLabel(/^Name of/).fill('All of layer 2');
  await findings.getByLabel(/^Name of/).press('Enter');
  await expect(findings.getByLabel('Note on All of layer 2')).toHaveValue('It hangs on these');

  await lab.open(MOMENT);
  await page.reload();
  await lab.ready();
  const header = page.getByRole('status', { name: 'Changed' });
  await expect(header).toBeHidden();
  await lab.inspector.getByText('Findings', { exact: true }).click();
  await expect(findings.getByLabel('Note on All of layer 2')).toHaveValue('It hangs on these');
  await expect(findings).toContainText(interval);
  await findings.getByRole('button', { name: 'Open' }).click();
  await expect(header).toContainText('Changed: silence layer 2 weights.');
  await expect(measured).toContainText(interval);
  const saved = page.waitForEvent('download');
  await findings.getByRole('button', { name: 'Save as Markdown' }).click();
  expect((await saved).suggestedFilename()).toBe('findings.zip');

  await findings.getByRole('button', { name: 'Delete All of layer 2' }).click();
  await expect(findings).toContainText('Nothing is kept yet.');
  await findings.getByRole('button', { name: 'Undo' }).click();
  await expect(findings.getByLabel('Name of All of layer 2')).toBeVisible();
});
