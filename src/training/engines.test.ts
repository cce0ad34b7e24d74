import { describe, expect, it } from 'vitest';
import { PRESETS } from '../experiment/presets.ts';
import { canRun, chooseEngine } from './engines.ts';
import { tinySpec } from './testing/tiny.ts';

const limits = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28 } as GPUSupportedLimits;
const on = (backend: string) => ({ backend, gpu: backend === 'webgpu' ? { limits } : undefined });

describe('chooseEngine', () => {
  it('takes the kernels of the backend, and stock operations where there are none', () => {
    expect(chooseEngine(tinySpec(), on('wasm'))).toEqual({ ok: true, value: { engine: 'wasm' } });
    expect(chooseEngine(tinySpec(), on('webgpu'))).toEqual({ ok: true, value: { engine: 'webgpu' } });
    expect(chooseEngine(tinySpec(), on('cpu'))).toEqual({ ok: true, value: { engine: 'stock' } });
  });

  it.each([{ warmUpSteps: 5 }, { taskNormLimit: 2 }])(
    'lets stock operations do %o in place of the GPU, and says why',
    (recipe) => {
      const chosen = chooseEngine(tinySpec({}, recipe), on('webgpu'));
      expect(chosen).toMatchObject({
        ok: true,
        value: { engine: 'stock', insteadOf: expect.stringContaining(Object.keys(recipe).join()) as unknown },
      });
      expect(chooseEngine(tinySpec({}, recipe), on('wasm'))).toEqual({ ok: true, value: { engine: 'wasm' } });
      expect(chooseEngine(tinySpec({}, recipe), on('cpu'))).toEqual({ ok: true, value: { engine: 'stock' } });
    },
  );

  it("gives the kernels' refusal where stock operations need too much as well", () => {
    const { spec } = PRESETS['5x10'];
    const wide = { ...spec, recipe: { ...spec.recipe, tasks: 2048 } };
    expect(chooseEngine(wide, on('webgpu'))).toMatchObject({ ok: false, failure: { where: 'gpu' } });
  });
});

describe('canRun', () => {
  it('knows the kernels of another backend cannot', () => {
    expect(canRun('wasm', tinySpec(), on('cpu'))).toMatchObject({ ok: false, failure: { where: 'backend' } });
    expect(canRun('webgpu', tinySpec(), { backend: 'webgpu', gpu: undefined }).ok).toBe(false);
    expect(canRun('stock', tinySpec(), on('wasm')).ok).toBe(true);
  });
});
