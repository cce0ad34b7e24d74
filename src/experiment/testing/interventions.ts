// Random interventions that the 5x10 preset allows, for property tests.

import fc from 'fast-check';
import { agentGroups } from '../layout.ts';
import { INTERVENTIONS } from '../interventions.ts';
import { PRESETS } from '../presets.ts';
import { AGENT_KINDS, INTERVENTION_KINDS, type Intervention, type Where } from '../types.ts';

const groups = agentGroups(PRESETS['5x10'].spec).filter(({ ownsParameter }) => ownsParameter);

const anyGroup: fc.Arbitrary<Where> = fc.oneof(
  fc.constantFrom(...groups).map(({ id }): Where => ({ kind: 'group', group: id })),
  fc.constantFrom(...AGENT_KINDS.slice(0, 2)).map((of): Where => ({ kind: 'all', of })),
);

const anyWhere: fc.Arbitrary<Where> = fc.constantFrom(...groups).chain(({ id, layer, kind, inputs, outputs }) => {
  const [input, output] = [fc.nat(inputs - 1), fc.nat(outputs - 1)];
  return fc.oneof(
    (kind === 'weight' ? fc.tuple(input, output) : fc.tuple(output)).map((unit): Where => ({
      kind: 'agent',
      group: id,
      unit,
    })),
    output.map((unit): Where => ({ kind: 'unit', layer, unit })),
    anyGroup,
  );
});

/** Any intervention on weights, biases or units of the 5x10 network. */
export const anyIntervention: fc.Arbitrary<Intervention> = fc.constantFrom(...INTERVENTION_KINDS).chain((what) => {
  const { value, channels, seeded, partner, formula } = INTERVENTIONS[what];
  const steps = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.option(fc.nat(50))).map(([from, more]) => ({
    from,
    to: more === null ? null : from + more,
  }));
  const told = fc.record({
    value: fc.double({ min: 0, max: 1000, noNaN: true }).map((number) => number + 0),
    channels: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 8 }),
    seed: fc.nat(),
    at: fc.array(formula ? anyGroup : anyWhere, { minLength: 1, maxLength: 3 }),
  });
  return fc.tuple(steps, told, fc.boolean()).map(([when, { at, ...rest }, all]): Intervention => {
    if (partner) return { what, ...when, at: [{ kind: 'group', group: '0.weight' }], with: ['4.weight'] };
    return {
      what,
      ...when,
      at,
      ...(formula && { formula: 'weight.message = w * m; 1 = 2 @ # %\nrate = 0.1' }),
      ...(value !== undefined && { value: rest.value }),
      ...(channels && !all && { channels: rest.channels }),
      ...(seeded && !all && { seed: rest.seed }),
    };
  });
});
