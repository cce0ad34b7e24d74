// What the page and docs/explain.md say of shipped rules, against the rules.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { Explanation } from '../record/explanation.ts';
import { explain } from '../training/explain.ts';
import { withMeanings } from './explain.ts';
import { readRule } from './files.ts';

async function explained(id: string, tasks: number): Promise<Explanation> {
  unwrap(await startNodeBackend('wasm'));
  const rule = readRule(id);
  return explain(rule, { tasks, steps: rule.spec.recipe.innerSteps, seed: 0, backend: 'wasm' });
}

it('the channels of a shipped rule are named as the file beside the page has them', async () => {
  // A rule of one channel: 256 tasks take seconds.
  const id = 'ablation-stateless-own-m1';
  const found = await explained(id, 256);
  expect(withMeanings(id, found)).toBe(readFileSync('docs/meanings.json', 'utf8'));
});

const TEXT = readFileSync('docs/explain.md', 'utf8');
const numbersIn = (cell = '') => [...cell.matchAll(/-?\d*\.?\d+/g)].map(([number]) => Number(number));

/** Cells of the table that follows where the rule is named: in a sentence above it, or as the heading. */
function rowsOf(id: string): string[][] {
  const at = TEXT.includes(`\n\`${id}\`, `) ? TEXT.indexOf(`\n\`${id}\`, `) : TEXT.indexOf(`\n## \`${id}\`\n`);
  const lines = TEXT.slice(at).split('\n');
  const body = lines.slice(lines.findIndex((line) => line.startsWith('| step |')) + 2);
  const rows = body.slice(
    0,
    body.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) => row.split('|').map((cell) => cell.trim()));
}

it.each(['learned-prior-2x10', 'sinusoid-5x10', 'steady-5x10'])(
  'the table of %s says what a quarter of its tasks shows',
  async (id) => {
    const { updates } = await explained(id, 250);
    const rows = rowsOf(id);
    expect(rows.length).toBeGreaterThan(5);
    for (const [, step, of = '', cosine, uphill, ratio] of rows) {
      const found = updates.find((one) => one.step === Number(step) && one.of === of.replace('layer ', ''))!;
      const [mean = NaN, low = NaN, high = NaN] = numbersIn(cosine);
      const what = `${id}, step ${step}, ${of}`;
      // Of a quarter of the tasks the interval is twice as wide: its whole width is allowed.
      expect.soft(Math.abs(found.cosine!.mean - mean), what).toBeLessThan(2 * (high - low));
      expect.soft(Math.abs(100 * found.uphill! - numbersIn(uphill)[0]!), what).toBeLessThan(8);
      expect.soft(Math.abs(Math.log(found.ratio!.median / Number(ratio))), what).toBeLessThan(0.2);
    }
  },
);
