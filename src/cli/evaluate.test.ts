import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule } from '../training/trainer.ts';
import { evaluateCommand, figuresOf } from './evaluate.ts';
import { writeRule } from './files.ts';

// Helper threads run the bundled command line, which a test has not; the asking thread alone does the same.
vi.mock('./threads.ts', () => ({ taskPorts: () => [] }));

let checkpoint = '';

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
  const { spec, parameters } = await freshRule(tinySpec());
  checkpoint = join(mkdtempSync(join(tmpdir(), 'mplp-')), 'tiny.mplp');
  writeRule(checkpoint, { spec, parameters, metaSteps: 0 });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the command prints. */
async function said(...args: readonly string[]): Promise<string> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  expect(await evaluateCommand(['--checkpoint', checkpoint, '--tasks', '4', ...args])).toBe(0);
  write.mockRestore();
  return written.join('');
}

describe('mplp evaluate', () => {
  it('prints a table by step, with quartiles and stuck tasks', async () => {
    const lines = (await said('--steps', '3')).trimEnd().split('\n');
    expect(lines[0]).toBe('changed: 3 inner steps; trained for 2');
    expect(lines[1]?.trim().split(/ {2,}/)).toEqual([
      'step',
      'mean',
      'median',
      'quarter',
      '3 quarters',
      '99 %',
      'sd',
      'stuck',
    ]);
    expect(lines).toHaveLength(7);
    expect(lines[6]).toMatch(/^4 held-out tasks, seed 0; \d diverged; wasm, [\d.]+ s$/);
  });

  it('prints one JSON object, with what was changed', async () => {
    const report = JSON.parse(
      await said(...'--json --steps 2 --seed 3 --amplitude 0.1,0.8 --widths 6,5,4 --layers 4 --batch 7'.split(' ')),
    ) as EvaluationReport & { checkpoint: string };
    expect(report).toMatchObject({ checkpoint, backend: 'wasm', tasks: 4, steps: 2, seed: 3, trainedSteps: 2 });
    expect(report.changes).toEqual([
      'amplitude 0.1 to 0.8; trained on 0.1 to 0.5',
      'batches of 7 points; trained on 4',
      'network 1-6-5-4-1; trained on 1-3-2-1',
      'dense layer 3 reuses the rules of dense layer 2, the nearest hidden one',
    ]);
    for (const list of [report.meanLoss, report.lowerQuartile, report.upperQuartile, report.shape?.stuck])
      expect(list).toHaveLength(3);
  });

  it.each([
    ['--amplitude 0.1', '--amplitude is 0.1; allowed: two numbers'],
    ['--phase 0,x', '--phase is 0,x; allowed: two numbers'],
    ['--amplitude 0.8,0.1', 'task.amplitude is [0.8, 0.1]; allowed: the low end first'],
    ['--widths 6,,5', '--widths is 6,,5; allowed: units'],
    ['--widths 6,6,6', '3 widths for 2 hidden layers'],
    ['--layers 0', '--layers is 0'],
    ['--activation swish', '--activation is swish; allowed: relu, tanh'],
    ['--batch 1.5', '--batch is 1.5'],
    ['--batch 256 --widths 512', 'recipe.batch is 256: an inner step would need'],
  ])('refuses %s in words', async (options, words) => {
    await expect(evaluateCommand(['--checkpoint', checkpoint, ...options.split(' ')])).rejects.toThrow(words);
  });

  it('gives a rule file the figures it keeps, and no more', async () => {
    const { spec, parameters } = await freshRule(tinySpec());
    const figures = await figuresOf({ spec, parameters, metaSteps: 0 }, 'wasm', { tasks: 2, steps: 1, seed: 0 });
    expect(Object.keys(figures).sort()).toEqual(
      [
        'backend',
        'diverged',
        'lowerQuartile',
        'meanLoss',
        'medianLoss',
        'sdLoss',
        'seed',
        'steps',
        'tasks',
        'upperQuartile',
        'wallMs',
      ].sort(),
    );
  });
});
