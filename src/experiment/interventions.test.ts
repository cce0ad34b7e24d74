import { describe, expect, it } from 'vitest';
import { PRESETS } from './presets.ts';
import { agentsTouched, placesOf } from './interventions.ts';
import type { Intervention, Where } from './types.ts';
import { validateProbe } from './validate.ts';

const { spec } = PRESETS['5x10'];
const stateless = PRESETS['2x10'].spec;
const silence: Intervention = { what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 1, to: null };

function refusal(change: object, of = spec): string {
  const probe = { taskSeed: 0, networkSeed: 0, steps: 5, interventions: [{ ...silence, ...change }] };
  const result = validateProbe(probe, of);
  return result.ok ? 'passes' : result.failure.message;
}

describe('an impossible intervention is refused in words', () => {
  const weights = [{ kind: 'group', group: '2.weight' }];
  const relu = [{ kind: 'group', group: '1.activation' }];
  it.each([
    [{}, 'passes'],
    [
      { at: [{ kind: 'group', group: '9.weight' }] },
      /interventions.0.at.0 names agents that are not there; .*2.weight \(20x20\)/,
    ],
    [{ at: [{ kind: 'agent', group: '2.weight', unit: [20, 0] }] }, /not there/],
    [{ at: [{ kind: 'agent', group: '2.weight', unit: [3] }] }, /not there/],
    [{ at: [{ kind: 'unit', layer: 2, unit: 20 }] }, /not there/],
    [{ at: [{ kind: 'unit', layer: 1, unit: 0 }] }, /not there/],
    [{ at: [{ kind: 'all', of: 'softmax' }] }, /not there/],
    [{ from: 3, to: 2 }, /interventions.0.to is 2; allowed: null, or a step from 3/],
    [{ from: 0 }, /interventions.0.from is 0; allowed: a whole number from 1/],
    [
      { what: 'rule.formula', at: [{ kind: 'agent', group: '2.bias', unit: [3] }], formula: 'bias.message = m' },
      /at.0 names single agents; allowed for rule.formula: whole groups/,
    ],
    [{ what: 'rule.formula', at: [{ kind: 'unit', layer: 2, unit: 3 }], formula: 'x' }, /single agents/],
    [{ what: 'message.clamp', value: NaN }, /interventions.0.value is NaN; allowed: a number from/],
    [{ what: 'message.clamp' }, /interventions.0.value is missing; allowed: a value/],
    [{ value: 1 }, /interventions.0.value is 1; allowed: none for silence/],
    [{ what: 'message.noise', value: -1 }, /interventions.0.value is -1; allowed: an sd from 0/],
    [{ channels: [0] }, /for messages only/],
    [{ what: 'message.zero', channels: [8] }, /interventions.0.channels is 8; allowed: 0 to 7/],
    [{ what: 'parameter.freeze', at: relu }, /without a parameter; allowed for parameter.freeze: weights and biases/],
    [{ what: 'rule.swap', at: weights }, /has the partners none; allowed: one other group of the same kind/],
    [{ what: 'rule.swap', at: weights, with: ['1.activation'] }, /has the partners 1.activation/],
    [{ what: 'rule.swap', at: weights, with: ['4.weight'] }, 'passes'],
    [{ what: 'explode' }, /interventions.0.what is "explode"; allowed: one of silence/],
    [{ when: 3 }, /interventions.0.when is not a known field/],
  ])('%j', (change, said) => {
    if (typeof said === 'string') expect(refusal(change)).toBe(said);
    else expect(refusal(change)).toMatch(said);
  });

  it('where there is no memory, it is not frozen', () => {
    expect(refusal({ what: 'carry.freeze' })).toBe('passes');
    expect(refusal({ what: 'carry.freeze' }, stateless)).toMatch(
      /keep nothing; allowed for carry.freeze: rules with a memory/,
    );
  });
});

describe('which agents a place means', () => {
  const ids = (at: Where) => placesOf(spec, at).map(({ group, agents }) => [group.id, agents?.length]);

  it('a unit: its incoming weights, its bias, the activation that follows', () => {
    expect(ids({ kind: 'unit', layer: 2, unit: 5 })).toEqual([
      ['2.weight', 20],
      ['2.bias', 1],
      ['3.activation', 1],
    ]);
    expect(placesOf(spec, { kind: 'unit', layer: 2, unit: 5 })[0]?.agents?.slice(0, 3)).toEqual([5, 25, 45]);
    expect(ids({ kind: 'unit', layer: 4, unit: 0 })).toEqual([
      ['4.weight', 20],
      ['4.bias', 1],
    ]);
  });

  it('counts them', () => {
    expect(agentsTouched(spec, { at: [{ kind: 'all', of: 'bias' }] })).toBe(41);
    expect(agentsTouched(spec, { at: [{ kind: 'agent', group: '2.weight', unit: [8, 13] }] })).toBe(1);
  });
});
