import { expect, it } from 'vitest';

import { PRESETS } from '../../experiment/presets.ts';
import { optimiserCost, ruleCost } from './innerCost.ts';

const { spec } = PRESETS['2x10'];

it('counts an optimiser by hand: one network of 1-20-20-1 and a batch of ten', () => {
  // 440 weights forward, as many for their gradients, and 420 for what the hidden units hear.
  expect(optimiserCost(spec, false)).toBe(10 * (440 + 440 + 420) + 481);
  expect(optimiserCost(spec, true) - optimiserCost(spec, false)).toBe(7 * 481);
});

it('counts a rule by its learners: more for every agent, in proportion to samples', () => {
  const one = ruleCost({ ...spec, recipe: { ...spec.recipe, batch: 1 } });
  expect(ruleCost(spec)).toBe(10 * one);
  const narrow = ruleCost({ ...spec, rule: { ...spec.rule, messageSize: 1 } });
  expect(narrow).toBeLessThan(ruleCost(spec));
  // Weights alone: two learners, 8 heard and 2 stored into 32, 16 and out.
  expect(one).toBeGreaterThan(440 * (2 * (10 * 32 + 32 * 16) + 16 * 9));
});
