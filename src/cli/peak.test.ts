import { expect, it } from 'vitest';

import { KernelModule } from '../kernels/wasm/module.ts';
import { multiplyAddGflops } from './peak.ts';

it('does twelve multiply-adds a round', async () => {
  const { exports } = await KernelModule.load(false);
  expect(exports.multiplyAdds(0)).toBe(12 * 0.5);
  expect(exports.multiplyAdds(2)).toBe(12 * ((0.5 * 0.5 + 1) * 0.5 + 1));
  expect(exports.roundFlops()).toBe(12 * 4 * 2);
});

it('says how many a second', async () => {
  expect(await multiplyAddGflops(1)).toBeGreaterThan(0.01);
});
