import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { SHIPPED_FORMULAS } from '../formula/shipped.ts';
import { meaningOf, meaningWords, type Explanation } from '../record/explanation.ts';
import { explain } from './explain.ts';
import { formulaRule } from './formulaRule.ts';
import { tinySpec } from './testing/tiny.ts';

const OPTIONS = { tasks: 6, steps: 2, seed: 3, backend: 'cpu' };

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

const explained = (formula: string) => explain(unwrap(formulaRule(tinySpec(), formula)), OPTIONS);
const channel = (found: Explanation, group: string) => found.channels.find((one) => one.group === group)!;

describe('a rule whose answer is known', () => {
  it('SGD: all is the gradient, everywhere, a tenth as long', async () => {
    const found = await explained(SHIPPED_FORMULAS.sgd);
    expect(found).toMatchObject({ tasks: 6, steps: 2, seed: 3, leftOut: 0 });
    expect(found.updates.map(({ of, step }) => `${step} ${of}`)).toContain('2 all');
    for (const { cosine, uphill, ratio } of found.updates) {
      for (const value of [cosine?.mean, cosine?.low, cosine?.high]) expect(value).toBeCloseTo(1, 5);
      expect(uphill).toBe(0);
      expect(ratio?.median).toBeCloseTo(0.1, 5);
    }
    for (const { hears = [], sends = [] } of found.messages)
      for (const cosine of [...hears, ...sends]) expect(cosine).toBeCloseTo(1, 5);
    for (const one of found.channels) {
      expect(one.r2.gradient, one.group).toBeCloseTo(1, 3);
      expect(one.together).toBeCloseTo(1, 3);
      expect(meaningWords(meaningOf(one))).toBe('100 % the gradient');
    }
  });

  it('each of the other causes is found by its name', async () => {
    // What a weight sends never reaches what it explains: only the first layer's says something here.
    const found = await explained(
      [
        'loss.message = 0',
        'activation.message = x',
        'bias.message = b',
        'bias.update = m + 0.01 * z + 0.02',
        'weight.message = x',
        'weight.update = 0.03 * w',
      ].join('\n'),
    );
    expect(channel(found, '5.loss')).toMatchObject({ together: null });
    expect(meaningWords(meaningOf(channel(found, '5.loss')))).toBe('always the same');
    expect(channel(found, '3.activation').name).toBe('input');
    expect(channel(found, '2.weight').r2.input).toBeCloseTo(1, 6);
    expect(meaningWords(meaningOf(channel(found, '2.weight')))).toBe('100 % what it receives');
    expect(channel(found, '2.bias').r2.weight).toBeCloseTo(1, 6);
    // A zero message has no cosine: a dash.
    expect(found.messages.find(({ group }) => group === '5.loss')?.sends).toEqual([null]);
  });

  it('the same seeds give the same numbers, others another', async () => {
    const rule = unwrap(formulaRule(tinySpec(), SHIPPED_FORMULAS['sign-sgd']));
    const [first, again, other] = [
      await explain(rule, OPTIONS),
      await explain(rule, OPTIONS),
      await explain(rule, { ...OPTIONS, seed: 4 }),
    ];
    expect(again).toEqual(first);
    expect(other.updates).not.toEqual(first.updates);
  });
});
