import { describe, expect, it } from 'vitest';
import { outsideTraining, probeFor } from './outside.ts';
import { PRESETS } from './presets.ts';

const { spec } = PRESETS['5x10'];
const probe = { taskSeed: 1, networkSeed: 2, steps: 5 };
const batch = (length: number, offset = 0) => Array.from({ length }, (_, i) => [i / 10, offset] as const);

describe('outsideTraining', () => {
  it('says nothing of a task within the ranges', () => {
    expect(outsideTraining(spec, probe)).toEqual([]);
    const edge = { ...probe, amplitude: 0.5, phase: 0, frequency: 1, noise: 0 };
    expect(outsideTraining(spec, { ...edge, support: [{ step: 1, points: batch(10) }] })).toEqual([]);
  });

  it('names every respect', () => {
    const far = { ...probe, amplitude: 0.8, phase: -1, frequency: 2, noise: 0.1 };
    const said = outsideTraining(spec, { ...far, support: [{ step: 1, points: [[7, 0.2]] }] }).join('; ');
    for (const word of ['amplitude', 'phase', 'frequency', 'noise', 'off the curve', 'x (', 'batch size'])
      expect(said).toContain(word);
  });

  it('judges a free curve as such, not by the sinusoid it replaces', () => {
    expect(outsideTraining(spec, { ...probe, amplitude: 3, curve: [0, 1] })).toEqual([
      'free curve (trained on sinusoids)',
    ]);
  });

  it('counts the last step that is adapted', () => {
    expect(outsideTraining(spec, { ...probe, support: [{ step: 5, points: batch(3) }] })).toHaveLength(1);
  });

  it('leaves out steps that are not adapted, and what a boundary has not', () => {
    expect(outsideTraining(spec, { ...probe, support: [{ step: 6, points: batch(3) }] })).toEqual([]);
    const boundary = PRESETS.boundary.spec;
    expect(probeFor(boundary, { ...probe, noise: 1, curve: [0, 1], phase: 1 })).toEqual({ ...probe, phase: 1 });
  });
});
