// A family of another kind in the place of the sinusoid: all that trains, evaluates, records and validates asks the
// family, so nothing else changes with it.

import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import type { ExperimentSpec, ProbeSpec, SinusoidSpec } from '../experiment/types.ts';
import { validateProbe, validateSpec } from '../experiment/validate.ts';
import { unwrap } from '../lib/result.ts';
import { requireSection } from '../record/episode.ts';
import type { TaskFamily } from '../tasks/family.ts';
import { fitStory } from '../viz/fit/fitStory.ts';
import { recordEpisode } from './episode.ts';
import { evaluate } from './evaluate.ts';
import { tinySpec } from './testing/tiny.ts';
import { stockTrainer } from './stockEngine.ts';
import { freshRule } from './trainer.ts';
import { wasmTrainer } from './wasmEngine.ts';

/** Straight lines through data that has to be waited for. */
const data = vi.hoisted(() => ({ slope: NaN }));

vi.mock(import('../tasks/sinusoid/sinusoid.ts'), async (original) => {
  const { SINUSOID } = await original();
  const LINE: TaskFamily<SinusoidSpec> = {
    ...SINUSOID,
    ownFields: ['noise'],
    words: { taught: 'a straight line', pulled: 'ruler', goal: 'onto the string' },
    prepare: async () => {
      await Promise.resolve();
      data.slope = 0.25;
    },
    draw: ({ amplitude }, rng) => ({ amplitude: rng.uniform(...amplitude), phase: 0 }),
    targets: ({ amplitude }, input) => input.map((x) => data.slope * amplitude * x),
    evaluationPoints: () => Float32Array.of(-1, 0, 1),
  };
  return { SINUSOID: LINE };
});

const spec: ExperimentSpec = tinySpec();
const probe: ProbeSpec = { taskSeed: 1, networkSeed: 2, steps: 2, amplitude: 0.4 };

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('wasm'))).toBe('wasm');
});

describe('a family of another kind', () => {
  it('is waited for, drawn, trained on and evaluated, by stock operations and by the kernels', async () => {
    const rule = await freshRule(spec);
    expect(data.slope).toBe(0.25);
    const losses: number[] = [];
    for (const trainer of [stockTrainer(rule), wasmTrainer(rule, [])]) {
      data.slope = NaN;
      losses.push((await trainer.step()).metaLoss);
      trainer.dispose();
    }
    expect(losses[0]).toBeGreaterThan(0);
    expect(losses[1]).toBeCloseTo(losses[0] ?? NaN, 6);
    data.slope = NaN;
    const { meanLoss } = await evaluate(spec, rule.parameters, { tasks: 2, steps: 1, seed: 3 });
    expect(meanLoss.every(Number.isFinite)).toBe(true);
  });

  it('is what an adaptation records', async () => {
    const record = await recordEpisode(await freshRule(spec), probe, { fit: true, agents: false }, { backend: 'wasm' });
    const [x, y] = [requireSection(record, 'grid/input').data, requireSection(record, 'grid/target').data];
    expect([...y].map((value) => value.toFixed(5))).toEqual([...x].map((value) => (0.1 * value).toFixed(5)));
  });

  it('says what a hand may set, and has words of its own', () => {
    expect(validateSpec(spec).ok).toBe(true);
    expect(validateProbe({ ...probe, noise: 0.1 }, spec).ok).toBe(true);
    expect(validateProbe({ ...probe, curve: [0, 1] }, spec).ok).toBe(false);
    expect(fitStory([1, 1], 1, { spec, probe })).toContain('pull the ruler onto the string');
  });
});
