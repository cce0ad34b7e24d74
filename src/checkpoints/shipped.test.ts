import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import { parseManifest } from './shipped.ts';
import type { ShippedRule } from './types.ts';

const rule: ShippedRule = {
  id: 'sinusoid-2x10',
  preset: '2x10',
  title: 'Sinusoid, two steps',
  rule: PRESETS['2x10'].spec.rule,
  file: 'sinusoid-2x10.mplp',
  episode: 'sinusoid-2x10.episode',
  metaSteps: 6000,
  evaluation: {
    backend: 'webgpu',
    tasks: 1000,
    steps: 2,
    seed: 0,
    meanLoss: [0.0257, 0.05, 0.001],
    medianLoss: [0.02, 0.04, 0.001],
    sdLoss: [0.01, 0.02, 0.001],
    diverged: 0,
    wallMs: 900,
  },
  command: 'mplp train --preset 2x10',
};

const refused = (changes: object) => {
  const result = parseManifest({ rules: [rule, { ...rule, id: 'other', ...changes }] });
  if (result.ok) throw new Error('expected a refusal');
  return result.failure;
};

describe('parseManifest', () => {
  it('reads shipped rules, with or without a cached episode', () => {
    const { episode: _episode, ...bare } = rule;
    const manifest = { rules: [rule, { ...bare, id: 'bare' }] };
    expect(parseManifest(manifest)).toEqual({ ok: true, value: manifest });
    expect(parseManifest({ rules: [] })).toEqual({ ok: true, value: { rules: [] } });
  });

  it('names the wrong field', () => {
    expect(refused({ preset: '9x9' })).toEqual({
      where: 'rules.1.preset',
      message: `rules.1.preset is "9x9"; allowed: one of ${PRESET_IDS.join(', ')}`,
    });
    expect(refused({ file: '../secret' }).where).toBe('rules.1.file');
    expect(refused({ file: undefined }).message).toContain('rules.1.file is missing');
    expect(refused({ evaluation: { ...rule.evaluation, sdLoss: [1] } }).where).toBe('rules.1.evaluation.sdLoss');
    expect(refused({ evaluation: { ...rule.evaluation, meanLoss: ['low'] } }).where).toBe(
      'rules.1.evaluation.meanLoss.0',
    );
    expect(refused({ id: rule.id }).message).toContain('rules.1.id is "sinusoid-2x10"; allowed: an id no other');
    expect(refused({ stars: 5 }).where).toBe('rules.1.stars');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        (value) => !parseManifest(value).ok || Array.isArray((value as { rules: unknown }).rules),
      ),
    );
  });
});
