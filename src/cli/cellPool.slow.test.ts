// Threads need the bundled command line: a process, so behind test:all.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'mplp-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('trains more cells than there are threads', () => {
  const study = {
    ...{ studyFormat: 1, name: 'Small', preset: '2x10', axes: {}, seeds: [1, 2, 3, 4], budget: { metaSteps: 2 } },
    set: { 'rule.learnerHidden': [4, 4], 'recipe.tasks': 2, 'recipe.standardiserBatches': 1 },
    evaluation: { tasks: 3, steps: 2, seed: 0 },
  };
  writeFileSync(join(folder, 'study.json'), JSON.stringify(study));
  const words = ['study', join(folder, 'study.json'), '--out', join(folder, 'out'), '--workers', '2'];
  const said = execFileSync(process.execPath, ['scripts/mplp.mjs', ...words], { encoding: 'utf8', timeout: 240_000 });
  expect(said).toContain('4 of 4 runs are done');
});
