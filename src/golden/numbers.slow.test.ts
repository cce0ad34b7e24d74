// The shipped rules that hold for 50 inner steps, on the cpu, by stock operations on wasm and by the wasm kernels; a small
// rule on WebGPU too: numbers.gpu.test.ts. A rule that falls apart past its horizon takes its rounding along.

import { expect, it } from 'vitest';

import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { evaluate } from '../training/evaluate.ts';
import { TaskPool } from '../training/taskPool.ts';
import { readShipped } from './measure.ts';
import { apartBy } from './testing/apart.ts';

/** Of the loss before learning: what losses of two backends may differ by after any of 50 inner steps. */
const TOLERANCE = { 'steady-5x10': 0.01, 'steady-2x10': 0.1 };

it.each(Object.entries(TOLERANCE))('%s', async (id, tolerance) => {
  const { spec, parameters } = readShipped(id);
  const options = { tasks: 1, steps: 50, seed: 0 };
  const pool = new TaskPool(spec, []);
  const fused = await evaluate(spec, parameters, options, pool);
  pool.dispose();
  for (const backend of ['wasm', 'cpu'] as const) {
    unwrap(await startNodeBackend(backend));
    const stock = await evaluate(spec, parameters, options);
    expect(apartBy(stock.meanLoss, fused.meanLoss), backend).toBeLessThan(tolerance);
  }
});
