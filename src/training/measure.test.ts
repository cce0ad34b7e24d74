import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import type { Intervention } from '../experiment/types.ts';
import { unwrap } from '../lib/result.ts';
import { evaluate } from './evaluate.ts';
import type { LesionMap } from '../record/measurement.ts';
import { lesionMap, measure } from './measure.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

const OPTIONS = { tasks: 6, steps: 2, seed: 3 };
const all = { from: 1, to: null } as const;

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

it('measures both runs on the tasks of an evaluation with the same seed, and leaves no tensors', async () => {
  const { spec, parameters } = await freshRule(tinySpec());
  const before = tf.memory().numTensors;
  const at = [{ kind: 'all', of: 'weight' } as const, { kind: 'all', of: 'bias' } as const];
  const frozen: Intervention = { what: 'parameter.freeze', at, ...all };
  const found = await measure(spec, parameters, OPTIONS, [frozen]);
  expect(found.intact).toEqual((await evaluate(spec, parameters, OPTIONS)).meanLoss);
  expect(new Set(found.changed).size).toBe(1);
  expect(found.verdict).not.toBe('exactlyZero');
  expect(tf.memory().numTensors).toBe(before);
});

it('gives exactly 0 for what nothing hears, and the same numbers for the same seeds however tasks are grouped', async () => {
  const { spec, parameters } = await freshRule(tinySpec());
  const run = (list: readonly Intervention[]) => measure(spec, parameters, OPTIONS, list);
  const unheard: Intervention = { what: 'message.zero', at: [{ kind: 'group', group: '0.weight' }], ...all };
  expect((await run([])).verdict).toBe('exactlyZero');
  expect((await run([unheard])).verdict).toBe('exactlyZero');
  const noise: Intervention = { what: 'message.noise', at: [{ kind: 'all', of: 'bias' }], ...all, value: 1, seed: 2 };
  const once = await run([noise]);
  expect(once.verdict).not.toBe('exactlyZero');
  expect(await run([noise])).toEqual(once);
  const byOne = await evaluate(spec, parameters, { ...OPTIONS, interventions: [noise], chunk: 1 });
  byOne.meanLoss.forEach((loss, k) => expect(loss / once.changed[k]!).toBeCloseTo(1, 6));
});

it('maps every unit of every dense layer, and keeps what it has where it is cancelled', async () => {
  const { spec, parameters } = await freshRule(tinySpec());
  const seen: LesionMap[] = [];
  const whole = await lesionMap(spec, parameters, OPTIONS, 'units', { found: (soFar) => seen.push(soFar) });
  expect(seen.map(({ lesions }) => lesions)).toEqual(whole.lesions.map((_, i) => whole.lesions.slice(0, i + 1)));
  expect(whole.lesions.map(({ at }) => at)).toEqual(['u0:0', 'u0:1', 'u0:2', 'u2:0', 'u2:1', 'u4:0']);
  expect(Object.keys(whole.chance)).toEqual(['0', '2']);
  const part = await lesionMap(spec, parameters, OPTIONS, 'units', { goOn: (done) => done < 3 * OPTIONS.tasks });
  expect(part.lesions).toEqual(whole.lesions.slice(0, 2));
});
