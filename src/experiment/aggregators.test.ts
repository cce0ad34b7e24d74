// An aggregator that learns, in the place of the mean: its parameters have their places, and the kernels refuse it.

import { expect, it, vi } from 'vitest';

import { fixedFactor } from '../kernels/plan.ts';
import type * as Aggregators from './aggregators.ts';
import { aggregatorOf } from './aggregators.ts';
import { layoutOf } from './layout.ts';
import { PRESETS } from './presets.ts';

const { spec } = PRESETS['5x10'];

vi.mock('./aggregators.ts', async (original) => {
  const { aggregatorOf: real } = await original<typeof Aggregators>();
  const gated: Aggregators.Aggregator = {
    name: 'mean',
    parameters: ({ messageSize }) => [{ name: 'gate', shape: [messageSize] }],
    factor: undefined,
  };
  return {
    aggregatorOf: (rule: Parameters<typeof real>[0]) => (rule.aggregation === 'mean' ? gated : real(rule)),
  };
});

it('gives each layer of weights the parameters of its aggregator', () => {
  const sum = { ...spec, rule: { ...spec.rule, aggregation: 'sum' as const } };
  const own = layoutOf(spec).parameters.filter(({ name }) => name.includes('aggregator'));
  expect(own.map(({ name }) => name)).toEqual(['0', '2', '4'].map((layer) => `${layer}.weight.aggregator.gate`));
  expect(own.every(({ trained, size }) => trained && size === spec.rule.messageSize)).toBe(true);
  expect(layoutOf(spec).size - layoutOf(sum).size).toBe(3 * spec.rule.messageSize);
  expect(aggregatorOf(sum.rule).factor?.(7)).toBe(1);
});

it('is nothing the kernels know', () => {
  expect(() => fixedFactor(spec.rule, 4)).toThrow('the kernels do not know the aggregator');
  expect(fixedFactor({ ...spec.rule, aggregation: 'sum' }, 4)).toBe(1);
});
