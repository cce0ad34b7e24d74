import { describe, expect, it } from 'vitest';

import { fixtureRecord } from '../testing/fixtureRecord.ts';
import { carryOf, messageOut, rowOf } from '../agents/agentData.ts';
import { statelessOutputs } from './gates.ts';
import { insideRule } from './insideRule.ts';

const WEIGHT = { group: '2.weight', unit: [1, 0] };

describe('the opened rule', () => {
  it.each(['stateless-l2', 'stateless-shared-rules'])('of %s ends with what the record holds', (name) => {
    const record = fixtureRecord(name);
    const asks = insideRule(record, WEIGHT, 2, 1, 'update')?.at(-1);
    expect(asks?.cells[0]?.value).toBe(statelessOutputs(record, WEIGHT, 2, 1)!.update);
    const says = insideRule(record, WEIGHT, 2, 1, 'message')?.at(-1);
    rowOf(messageOut(record, WEIGHT, 2)!, 1).forEach((value, c) => expect(says?.cells[c]?.value).toBeCloseTo(value, 5));
  });

  it.each(['stateful-l2', 'stateful-l2-silu-learner'])('of %s goes through gates to the memory kept', (name) => {
    const record = fixtureRecord(name);
    const strips = insideRule(record, WEIGHT, 2, 1, 'update') ?? [];
    rowOf(carryOf(record, WEIGHT, 2)!, 1).forEach((value, c) =>
      expect(strips.at(-1)?.cells[c]?.value).toBeCloseTo(value, 5),
    );
    expect(strips.map(({ title }) => title)).toEqual([
      ...['Heard, stored', 'As seen'],
      ...record.header.spec.rule.learnerHidden.map((units) => `${units} hidden`),
      ...['Memory', 'Reset r'],
      ...record.header.spec.rule.learnerHidden.map((units) => `${units} hidden`),
      ...['New n', 'Keep u', 'Memory'],
    ]);
    expect(strips.at(-1)?.cells[0]?.name).toBe('asks');
  });

  it('names what can be turned, and a bias asks for no change where it owns none', () => {
    const record = fixtureRecord('stateless-l2');
    const [heard, seen] = insideRule(record, WEIGHT, 1, 0, 'update') ?? [];
    expect(heard?.cells.map(({ input }) => input)).toEqual(['message:0', 'message:1', 'state:0', 'state:1']);
    expect(seen?.cells).toHaveLength(4);
    expect(insideRule(record, { group: '3.activation', unit: [0] }, 1, 0, 'update')?.at(-1)?.title).toBe('Says');
  });
});
