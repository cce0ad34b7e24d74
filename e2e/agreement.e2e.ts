// Is it gradient descent? What the page shows of true gradients, against what the command line records.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { meaningWords } from '../src/record/explanation.ts';
import { parseMeanings } from '../src/record/meanings.ts';
import { unwrap } from '../src/lib/result.ts';
import { heardAgreement, sentAgreement, updateAgreement } from '../src/record/agreement.ts';
import { decodeEpisode, type EpisodeRecord } from '../src/record/episode.ts';
import { topologyOf } from '../src/experiment/topology.ts';
import { cosineText, timesText } from '../src/viz/agreement/agreementFact.ts';
import { LabPage, SLOW } from './labPage.ts';

/** A weight of layer 2, in the first inner step. */
const MOMENT = '#v=1&preset=2x10&rule=learned-prior-2x10&task=20&net=1&k=2&at=1.5&sel=w2:8:13';

/** The same adaptation with its gradients, by the command line. */
function recordedByCommand(): EpisodeRecord {
  const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    const out = join(folder, 'a.episode');
    const words = ['--checkpoint', 'learned-prior-2x10', '--task', '20', '--network', '1', '--steps', '2'];
    execFileSync('node', ['scripts/mplp.mjs', 'episode', ...words, '--gradients', '--out', out]);
    return unwrap(decodeEpisode(new Uint8Array(readFileSync(out)).buffer));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('changes and messages stand to the gradient as the command finds; the colours follow, and the link', async ({
  page,
}) => {
  const lab = new LabPage(page);
  await lab.open(MOMENT);
  await lab.ready();
  await lab.inspector.getByText('Against the gradient').click();
  const panel = lab.inspector.getByRole('region', { name: 'Against the gradient', exact: true });

  const record = recordedByCommand();
  const group = topologyOf(record.header.spec).group('2.weight')!;
  const found = updateAgreement(record, 1);
  for (const [key, name] of [
    ['2.weight', 'layer 2 weights'],
    ['all', 'all weights and biases'],
  ] as const) {
    const row = panel.getByRole('row', { name: new RegExp(`^${name}`) });
    await expect(row.getByRole('cell')).toHaveText([cosineText(found.get(key)!.cosine, 3), timesText(found.get(key)!)]);
  }
  const at = 8 * group.outputs + 13;
  for (const [name, cosines] of [
    ['hears', heardAgreement(record, 1, group, at)],
    ['sends', sentAgreement(record, 1, group, at)],
  ] as const)
    await expect(panel.getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell')).toHaveText(
      cosines!.map((cosine) => cosineText(cosine)),
    );

  // Channels by the names of `mplp explain --ship`.
  const { rules } = unwrap(parseMeanings(JSON.parse(readFileSync('docs/meanings.json', 'utf8'))));
  const names = rules['learned-prior-2x10']!.channels['2.weight']!.map(meaningWords);
  const channels = panel.getByRole('region', { name: 'What channels mean' }).getByRole('row');
  await expect(channels).toHaveText([/^channel/, ...names.map((name, c) => new RegExp(`^${c + 1}\\s*${name}$`))]);
  await expect(lab.inspector.getByTestId('message-cell')).toHaveText(/^Channel \d \(no simple meaning\), mean/);

  await page.getByLabel('Colour', { exact: true }).first().selectOption('agreement');
  await expect(page.getByTestId('agents-fact')).toContainText(/(up|down)hill/, { timeout: SLOW });
  await expect(page).toHaveURL(/lines=agreement/);
  // The link opens on it too: what it asks for is asked before anything computes.
  await page.reload();
  await lab.ready();
  await expect(page.getByTestId('agents-fact')).toContainText(/(up|down)hill/, { timeout: SLOW });
  await lab.inspector.getByText('Against the gradient').click();
  await panel.getByRole('img', { name: /^Applied change over negative gradient/ }).click({ position: { x: 5, y: 5 } });
  await panel.getByText('As a table').click();
  await expect(panel.getByRole('table', { name: 'Applied change and negative gradient of each agent' })).toBeVisible();
});
