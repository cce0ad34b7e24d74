import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { explain } from '../training/explain.ts';
import { withMeanings } from './explain.ts';
import { readRule } from './files.ts';

/** A rule of one channel: 256 tasks take seconds. */
const ID = 'ablation-stateless-own-m1';

it('the channels of a shipped rule are named as the file beside the page has them', async () => {
  unwrap(await startNodeBackend('wasm'));
  const rule = readRule(ID);
  const { innerSteps: steps } = rule.spec.recipe;
  const found = await explain(rule, { tasks: 256, steps, seed: 0, backend: 'wasm' });
  expect(withMeanings(ID, found)).toBe(readFileSync('docs/meanings.json', 'utf8'));
});
