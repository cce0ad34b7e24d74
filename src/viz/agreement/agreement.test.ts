import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../../backend/node.ts';
import { unwrap } from '../../lib/result.ts';
import { SHIPPED_FORMULAS } from '../../formula/shipped.ts';
import { updateAgreement } from '../../record/agreement.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { recordEpisode } from '../../training/episode.ts';
import { formulaRule } from '../../training/formulaRule.ts';
import { tinySpec } from '../../training/testing/tiny.ts';
import { channelValues, knownValues } from '../agents/agentChannels.ts';
import { groupOf } from '../agents/agentData.ts';
import { agreementFact } from './agreementFact.ts';
import { agreementModel, hasGradients, nearestDot, scatterOf } from './agreementModel.ts';

const PROBE = { taskSeed: 3, networkSeed: 5, steps: 2 };

function record(formula: string, gradients = true): Promise<EpisodeRecord> {
  const rule = unwrap(formulaRule(tinySpec(), formula));
  return recordEpisode(rule, PROBE, { fit: true, agents: true, gradients }, { backend: 'cpu' });
}

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

const SGD = SHIPPED_FORMULAS.sgd;

describe('how a step stands to the gradient', () => {
  it('SGD is gradient descent, a tenth as long, in the fact and for every agent', async () => {
    const sgd = await record(SGD);
    expect(agreementFact(sgd, 1)).toMatchObject({
      what: 'In step 1 the whole change is gradient descent',
      more: ': cosine +1.00 with the negative gradient, and .10 times as long as the gradient.',
    });
    const model = agreementModel(sgd, 1, { group: '2.weight', unit: [1, 0] }, false)!;
    expect(model.updates.map(({ name, cosine }) => `${name} ${cosine}`)).toEqual([
      'layer 2 weights +1.000',
      'layer 2, weights and biases +1.000',
      'all weights and biases +1.000',
    ]);
    for (const cosine of [...model.hears!, ...model.sends!]) expect(cosine).toBeCloseTo(1, 5);
    const { dots } = model;
    expect(scatterOf(dots!, 100, 100, 10).uphill).toEqual([]);
  });

  it('a layer that goes uphill is named, and can be selected; without it the rest still goes downhill', async () => {
    const uphill = await record(SGD.replace('bias.update = -rate', 'bias.update = rate'));
    const fact = agreementFact(uphill, 1)!;
    expect(fact.what).toMatch(/^In step 1 the layer \d biases go uphill$/);
    expect(fact.group).toMatch(/bias$/);
    expect(fact.more).toMatch(/^, cosine −1\.00\. The whole change /);
  });

  it('nothing that moves has no direction: a dash', async () => {
    const still = await record(
      SGD.replace(/weight.update = .*/, 'weight.update = 0').replace(/bias.update = .*/, 'bias.update = 0'),
    );
    expect(agreementFact(still, 1)?.what).toBe('Nothing moves in step 1');
    const model = agreementModel(still, 1, { group: '2.weight', unit: [0, 0] }, true)!;
    expect(model.updates.map(({ cosine }) => cosine)).toEqual(['–', '–', '–']);
  });

  it('the parts of the agents add up to the cosine of their group, and are there once it has spoken', async () => {
    const found = await record(SHIPPED_FORMULAS['sign-sgd']);
    const group = groupOf(found.header.spec, '2.weight')!;
    const parts = channelValues(found, group, { step: 1, phase: 0 }, 'agreement')!;
    const sum = parts.reduce((all, part) => all + part, 0);
    expect(sum).toBeCloseTo(updateAgreement(found, 1).get('2.weight')!.cosine!, 5);
    expect(sum).toBeLessThan(0.999);
    expect(knownValues(found, group, { step: 1, phase: 0 }, 'agreement')).toBeUndefined();
  });

  it('the messages of one agent are compared over its own samples', async () => {
    const found = await record(SHIPPED_FORMULAS['feedback-alignment']);
    const one = agreementModel(found, 1, { group: '2.weight', unit: [1, 0] }, false)!;
    const all = agreementModel(found, 1, { group: '2.weight', unit: [1, 0] }, true)!;
    expect(Math.abs(one.sends![0]!)).toBeCloseTo(1, 5);
    expect(Math.abs(all.sends![0]!)).toBeLessThan(0.999);
    expect([one.who, all.who]).toEqual(['w₂ 2→1', 'layer 2 weights']);
  });

  it('a record without gradients has no fact, and holds what it did without the demand', async () => {
    const plain = await record(SGD, false);
    expect([hasGradients(plain), agreementFact(plain, 1)]).toEqual([false, undefined]);
    const asked = await record(SGD);
    for (const [name, { offset, shape }] of Object.entries(plain.header.sections)) {
      const size = shape.reduce((a, b) => a * b, 1);
      const from = asked.header.sections[name]!.offset;
      expect(asked.data.slice(from, from + size), name).toEqual(plain.data.slice(offset, offset + size));
    }
  });
});

it('the dot nearest to a click is found, and none far from all', () => {
  const dots = { update: Float32Array.of(1, -2), descent: Float32Array.of(1, 1), chosen: 0 };
  const scatter = scatterOf(dots, 100, 100, 10);
  expect([scatter.downhill, scatter.uphill, scatter.neither]).toEqual([[0], [1], []]);
  expect(nearestDot(dots, scatter, 89, 31, 5)).toBe(0);
  expect(nearestDot(dots, scatter, 91, 88, 5)).toBe(1);
  expect(nearestDot(dots, scatter, 10, 10, 5)).toBeUndefined();
});
