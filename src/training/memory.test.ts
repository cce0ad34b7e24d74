import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import { peakBytes, refuseTooLarge } from './memory.ts';

describe('peakBytes', () => {
  // tf.profile on the wasm backend gave 1120 MB and 489 MB.
  it.each([
    ['5x10', 1120e6],
    ['2x10', 489e6],
  ] as const)('forecasts the measured peak of %s to a factor of 1.3', (preset, measured) => {
    const ratio = peakBytes(PRESETS[preset].spec, 'train') / measured;
    expect(ratio).toBeGreaterThan(1 / 1.3);
    expect(ratio).toBeLessThan(1.3);
  });
});

describe('refuseTooLarge', () => {
  it('lets the presets pass and refuses 512 x 512 weights with the settings to lower', () => {
    const { spec } = PRESETS['5x10'];
    expect(refuseTooLarge(spec, 'train').ok).toBe(true);
    const layers = [
      { kind: 'dense', units: 512 },
      { kind: 'dense', units: 512 },
      { kind: 'dense', units: 1 },
    ] as const;
    const wide = refuseTooLarge({ ...spec, network: { ...spec.network, layers } }, 'adapt');
    expect(wide).toMatchObject({ ok: false, failure: { message: expect.stringContaining('recipe.batch') as unknown } });
  });

  it('lets the wasm kernels have sizes that stock ops cannot', () => {
    const { spec } = PRESETS['5x10'];
    const sized = (units: number, recipe: Partial<typeof spec.recipe>) => ({
      ...spec,
      network: {
        ...spec.network,
        layers: [
          { kind: 'dense', units },
          { kind: 'activation', name: 'relu' },
          { kind: 'dense', units },
          { kind: 'activation', name: 'relu' },
          { kind: 'dense', units: 1 },
        ] as const,
      },
      recipe: { ...spec.recipe, ...recipe },
    });
    expect(refuseTooLarge(sized(20, { tasks: 256 }), 'train').ok).toBe(false);
    expect(refuseTooLarge(sized(20, { tasks: 256 }), 'trainFused').ok).toBe(true);
    expect(refuseTooLarge(sized(256, { tasks: 256 }), 'trainFused').ok).toBe(true);
    expect(refuseTooLarge(sized(256, { innerSteps: 50 }), 'trainFused')).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('recipe.innerSteps') as unknown },
    });
  });
});
