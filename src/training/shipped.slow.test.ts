// What the README and the manifest say of the shipped rules, and that a preset learns: minutes, so behind test:all.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { decodeCheckpoint } from '../checkpoints/format.ts';
import { parseManifest } from '../checkpoints/shipped.ts';
import { unwrap } from '../lib/result.ts';
import { PRESETS } from '../experiment/presets.ts';
import { evaluate } from './evaluate.ts';
import { stockTrainer } from './stockEngine.ts';
import { freshRule } from './trainer.ts';

const FOLDER = 'public/checkpoints';
const { rules } = unwrap(parseManifest(JSON.parse(readFileSync(`${FOLDER}/manifest.json`, 'utf8'))));

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('wasm'))).toBe('wasm');
});

describe('shipped rules', () => {
  it.each(rules)('$id reaches the figures in its manifest', async ({ file, evaluation }) => {
    const rule = unwrap(decodeCheckpoint(Uint8Array.from(readFileSync(`${FOLDER}/${file}`)).buffer));
    const { tasks, steps, seed, diverged, meanLoss } = evaluation;
    expect(tasks).toBeGreaterThanOrEqual(1000);
    const again = await evaluate(rule.spec, rule.parameters, { tasks, steps, seed });
    expect(again.diverged).toBe(diverged);
    meanLoss.forEach((loss, step) => {
      expect(Math.abs((again.meanLoss[step] ?? NaN) - loss)).toBeLessThan(1e-3 * loss);
    });
  });
});

describe('the 2x10 preset', () => {
  it('halves the loss of predicting zero within 400 meta-steps', async () => {
    const trainer = stockTrainer(await freshRule(PRESETS['2x10'].spec));
    for (let i = 0; i < 400; i++) await trainer.step();
    const { meanLoss } = await evaluate(trainer.spec, await trainer.parameters(), { tasks: 500, steps: 2, seed: 0 });
    trainer.dispose();
    expect(meanLoss[2]).toBeLessThan(0.0129);
  });
});
