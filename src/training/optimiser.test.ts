import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { layoutOf } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { adam, rateAt, rateFactors, unitNorm } from './optimiser.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
});

describe('unitNorm', () => {
  it('scales to length 1; a scalar becomes its sign, a zero stays zero', () => {
    tf.tidy(() => {
      expect([...unitNorm(tf.tensor1d([3, -4])).dataSync()]).toEqual([expect.closeTo(0.6), expect.closeTo(-0.8)]);
      expect(unitNorm(tf.scalar(-0.003)).dataSync()[0]).toBeCloseTo(-1);
      expect(unitNorm(tf.zeros([2])).dataSync()).toEqual(new Float32Array(2));
    });
  });
});

describe('adam', () => {
  it('moves by the rate against the sign of a first gradient, not where the factor is 0', () => {
    tf.tidy(() => {
      const zero = tf.zeros([3]);
      const state = { parameters: tf.ones([3]), firstMoment: zero, secondMoment: zero };
      const next = adam(state, tf.tensor1d([0.5, -2, 7]), tf.tensor1d([1, 5, 0]), 0.01, 1);
      expect([...next.parameters.dataSync()]).toEqual([expect.closeTo(0.99, 5), expect.closeTo(1.05, 5), 1]);
    });
  });
});

describe('rateAt', () => {
  const recipe = { learningRate: 1, schedule: 'cosine', metaSteps: 100 } as const;
  it('falls on a cosine to a hundredth and stays there', () => {
    expect(rateAt(recipe, 0)).toBe(1);
    expect(rateAt(recipe, 50)).toBeCloseTo(0.505);
    expect(rateAt(recipe, 100)).toBeCloseTo(0.01);
    expect(rateAt(recipe, 5000)).toBeCloseTo(0.01);
    expect(rateAt({ ...recipe, schedule: 'constant' }, 77)).toBe(1);
  });
});

describe('rateFactors', () => {
  it('freezes standardisers and centres, and speeds output scales and step sizes up', () => {
    const preset = PRESETS['5x10'].spec;
    const spec = { ...preset, recipe: { ...preset.recipe, ownStepSizes: 2 } };
    const layout = layoutOf(spec);
    const factors = rateFactors(layout, spec.recipe);
    for (const { role, offset } of layout.parameters) {
      const expected = role === 'outputScale' ? 5 : role === 'stepSizes' ? 10 : role === 'learner' ? 1 : 0;
      expect(factors[offset], role).toBe(expected);
    }
  });
});
