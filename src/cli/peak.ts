// How many multiply-adds this thread could do, with nothing else to do.

import { KernelModule } from '../kernels/wasm/module.ts';

/** Rounds between two looks at the clock: a fraction of a millisecond. */
const ROUNDS = 50_000;

/**
 * Floating-point operations a second, in thousand millions, of a loop of f32x4 multiply-adds in registers, two operations
 * for each of the four floats. Fused where the kernels' are (relaxed SIMD); else a product and a sum, as wasm has no
 * other.
 */
export async function multiplyAddGflops(durationMs: number): Promise<number> {
  const { multiplyAdds, roundFlops } = (await KernelModule.load()).exports;
  // The engine compiles a function well only once it is called often.
  for (let i = 0; i < 20; i++) multiplyAdds(ROUNDS);
  let rounds = 0;
  let elapsedMs = 0;
  for (const startedMs = performance.now(); elapsedMs < durationMs; elapsedMs = performance.now() - startedMs) {
    multiplyAdds(ROUNDS);
    rounds += ROUNDS;
  }
  return (rounds * roundFlops()) / elapsedMs / 1e6;
}
