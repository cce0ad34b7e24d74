import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agentGroups, layerUnits, layoutOf } from './layout.ts';
import { PRESETS } from './presets.ts';
import { ruleKind } from './ruleKinds.ts';
import { specsUpTo } from './testing/arbitraries.ts';
import type { ExperimentSpec, Sharing } from './types.ts';

/** The published sizes of the learners. */
function published(id: '5x10' | '2x10', learnedPrior: boolean): ExperimentSpec {
  const { rule, recipe, ...rest } = PRESETS[id].spec;
  return { ...rest, rule: { ...rule, learnerHidden: [80, 40] }, recipe: { ...recipe, learnedPrior } };
}

const shared = (sharing: Sharing): ExperimentSpec => {
  const spec = PRESETS['5x10'].spec;
  return { ...spec, rule: { ...spec.rule, sharing } };
};

const usersOf = (spec: ExperimentSpec, what: 'learner' | 'standardiser' | 'output') =>
  Object.fromEntries(agentGroups(spec).map((group) => [group.id, group[what]]));

describe('layoutOf', () => {
  it('has as many floats as the released weights: maths.md section 9', () => {
    expect(layoutOf(published('5x10', false)).size).toBe(115_081);
    expect(layoutOf(published('2x10', false)).size).toBe(64_422);
    expect(layoutOf(published('2x10', true)).size).toBe(64_422 + 481);
  });

  it('lays tensors end to end, each name once, the prior last, its step sizes after it', () => {
    fc.assert(
      fc.property(specsUpTo(24, 12), (spec) => {
        const { parameters, size, groups } = layoutOf(spec);
        let end = 0;
        for (const view of parameters) {
          expect(view.offset).toBe(end);
          expect(view.size).toBe(view.shape.reduce((product, n) => product * n, 1));
          end += view.size;
        }
        expect(end).toBe(size);
        const names = parameters.map((view) => view.name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.some((name) => name.startsWith('start.'))).toBe(spec.recipe.learnedPrior);
        const { ownStepSizes, learnedPrior } = spec.recipe;
        const [starts, sizes] = [
          parameters.filter(({ role }) => role === 'start'),
          parameters.filter(({ role }) => role === 'stepSizes'),
        ];
        expect(parameters.slice(parameters.length - starts.length - sizes.length)).toEqual([...starts, ...sizes]);
        const owners = ownStepSizes === 0 ? [] : groups.filter(({ ownsParameter }) => ownsParameter);
        expect(sizes.map(({ name, shape }) => [name, ...shape])).toEqual(
          owners.map(({ id }, n) => [`stepSizes.${id}`, ownStepSizes, ...(learnedPrior ? starts[n]!.shape : [])]),
        );
        for (const { learner, standardiser, output } of groups) {
          expect(names.some((name) => name.startsWith(`${learner}.`))).toBe(true);
          expect(names).toContain(`${standardiser}.shift`);
          if (output !== undefined) expect(names).toContain(`${output}.scale`);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('trains learners, output scales and the prior; standardisers and output means stay', () => {
    const spec = published('2x10', true);
    const trained = (of: ExperimentSpec) =>
      new Set(layoutOf(of).parameters.flatMap(({ role, trained: moved }) => (moved ? [role] : [])));
    expect(trained(spec)).toEqual(new Set(['learner', 'outputScale', 'start']));
    const fixed = { ...spec, rule: { ...spec.rule, learnOutputScale: false } };
    expect(trained(fixed)).toEqual(new Set(['learner', 'start']));
  });

  it('depends on no batch size, and on widths only through the prior', () => {
    const spec = published('5x10', false);
    const wider = { ...spec.network, layers: [{ kind: 'dense', units: 7 } as const, ...spec.network.layers.slice(1)] };
    expect(layoutOf({ ...spec, network: wider }).parameters).toEqual(layoutOf(spec).parameters);
    expect(layoutOf({ ...spec, recipe: { ...spec.recipe, batch: 3 } })).toEqual(layoutOf(spec));
  });
});

describe('agentGroups', () => {
  it('lists the agents of the preset network in forward order', () => {
    const groups = agentGroups(PRESETS['5x10'].spec);
    expect(groups.map(({ id, inputs, outputs }) => [id, inputs, outputs])).toEqual([
      ['0.weight', 1, 20],
      ['0.bias', 20, 20],
      ['1.activation', 20, 20],
      ['2.weight', 20, 20],
      ['2.bias', 20, 20],
      ['3.activation', 20, 20],
      ['4.weight', 20, 1],
      ['4.bias', 1, 1],
      ['5.loss', 1, 1],
    ]);
    expect(groups.map((group) => group.messageIn)).toEqual([8, 8, 8, 8, 8, 8, 8, 8, 1]);
    expect(groups.map((group) => group.carry)).toEqual([24, 24, 23, 24, 24, 23, 24, 24, 23]);
  });

  it('stores the states of maths.md section 1', () => {
    const { network, rule } = PRESETS['5x10'].spec;
    const layers = [{ kind: 'dense', units: 3 }, { kind: 'softmax' }] as const;
    const groups = agentGroups({ rule, network: { ...network, layers, loss: 'crossEntropy' } });
    expect(groups.map(({ kind, states }) => [kind, states.length])).toEqual([
      ['weight', 2],
      ['bias', 2],
      ['softmax', 4],
      ['loss', 3],
    ]);
    const l1 = agentGroups({ rule, network: { ...network, loss: 'l1' } });
    expect(l1.at(-1)?.states).toHaveLength(2);
  });

  it('shares rules among weights and among biases, never with another kind', () => {
    const layers = ['0', '2', '4'];
    for (const sharing of ['rules', 'rulesAndStandardisers'] as const) {
      const users = usersOf(shared(sharing), 'learner');
      for (const layer of layers) {
        expect(users[`${layer}.weight`]).toBe('0.weight.learner');
        expect(users[`${layer}.bias`]).toBe('0.bias.learner');
      }
      expect(users['3.activation']).toBe('3.activation.learner');
    }
    const own = usersOf(shared('none'), 'learner');
    expect(new Set(Object.values(own)).size).toBe(9);
  });

  it('shares standardisers and output scales only where asked to', () => {
    for (const what of ['standardiser', 'output'] as const) {
      expect(usersOf(shared('rules'), what)['4.weight']).toBe(`4.weight.${what}`);
      expect(usersOf(shared('rulesAndStandardisers'), what)['4.weight']).toBe(`0.weight.${what}`);
      expect(usersOf(shared('rulesAndStandardisers'), what)['4.bias']).toBe(`0.bias.${what}`);
    }
    expect(usersOf(shared('none'), 'output')['5.loss']).toBeUndefined();
  });
});

describe('sizes', () => {
  it('counts units and carry channels', () => {
    const { network, rule } = PRESETS['5x10'].spec;
    expect(layerUnits(network.inputs, network.layers)).toEqual([1, 20, 20, 20, 20, 1]);
    expect(ruleKind(rule).carry(rule, true)).toBe(1 + 15 + 8);
    expect(ruleKind(rule).carry(rule, false)).toBe(15 + 8);
    expect(ruleKind({ stateful: false }).carry(rule, true)).toBe(0);
  });
});
