import { describe, expect, it, vi } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layoutOf } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { averageCommand, averaged } from './average.ts';
import { readRule, writeRule } from './files.ts';
import { UsageError } from './usage.ts';

const { spec } = PRESETS['2x10'];
const layout = layoutOf(spec);
const ruleOf = (value: number, metaSteps: number) => ({
  spec,
  metaSteps,
  parameters: new Float32Array(layout.size).fill(value),
  command: `made ${value}`,
});

describe('averaged', () => {
  it('takes the mean, and output scales times the factor, and says the rest of the last rule', () => {
    const optimiser = { since: 0, firstMoment: new Float32Array(1), secondMoment: new Float32Array(1) };
    const mean = averaged([ruleOf(1, 100), { ...ruleOf(2, 200), optimiser }], 0.5);
    expect(mean).toMatchObject({ metaSteps: 200, spec });
    expect(mean).not.toHaveProperty('optimiser');
    const scales = layout.parameters.filter(({ role }) => role === 'outputScale');
    expect(scales).toHaveLength(6);
    mean.parameters.forEach((value, i) => {
      const scaled = scales.some(({ offset, size }) => i >= offset && i < offset + size);
      expect(value).toBe(scaled ? 0.75 : 1.5);
    });
  });

  it('refuses rules that do not correspond, and none', () => {
    const other = { ...ruleOf(1, 1), spec: PRESETS['5x10'].spec };
    expect(() => averaged([ruleOf(1, 1), other], 1)).toThrow(UsageError);
    expect(() => averaged([], 1)).toThrow('--checkpoint is missing');
  });
});

it('writes the rule and how it came about', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const folder = mkdtempSync(join(tmpdir(), 'mplp-average-'));
  writeRule(join(folder, 'a.mplp'), ruleOf(1, 100));
  const out = join(folder, 'out');
  const args = ['--checkpoint', join(folder, 'a.mplp'), '--update-scale', '0.8', '--out', out];
  expect(await averageCommand(args)).toBe(0);
  expect(readRule(out).command).toBe(`made 1 && npm run --silent mplp -- average ${args.join(' ')}`);
  expect(() => averageCommand(['--checkpoint', out])).toThrow('--out is missing');
  vi.restoreAllMocks();
});
