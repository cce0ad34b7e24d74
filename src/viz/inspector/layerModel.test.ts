import { describe, expect, it } from 'vitest';
import { agentsIn } from '../../experiment/layout.ts';
import { agentsOfGroup } from '../../record/moment.ts';
import { groupOf, groupsOf, messageIn, messageOut, type Matrix } from '../agents/agentData.ts';
import { inspectorModel } from './inspectorModel.ts';
import { groupHears, groupSays, layerModel, spreadOf } from './layerModel.ts';
import { sharedScales } from './sharedScales.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

describe.each(['stateful-l2', 'stateless-l2', 'stateful-softmax-cross-entropy'])('a layer of %s', (name) => {
  const record = fixtureRecord(name);

  it('says and hears the mean of what its agents say and hear', () => {
    for (const group of groupsOf(record.header.spec)) {
      const agents = agentsOfGroup(group);
      const mean = (all: readonly (Matrix | undefined)[], at: number) =>
        all.reduce((sum, matrix) => sum + (matrix?.data[at] ?? NaN), 0) / agents.length;
      const said = agents.map((ref) => messageOut(record, ref, 2));
      groupSays(record, group, 2)!.data.forEach((v, at) => expect(v).toBeCloseTo(mean(said, at), 5));
      const heard = agents.map((ref) => messageIn(record, ref, 2));
      groupHears(record, group, 2)!.data.forEach((v, at) => expect(v).toBeCloseTo(mean(heard, at), 5));
    }
  });

  it('applies the mean of its changes, on scales that hold them', () => {
    const moment = { step: 2, phase: 5 };
    const ref = { group: '2.weight', unit: [0, 0] };
    const model = layerModel(record, moment, inspectorModel(record, moment, ref, 0)!);
    expect(agentsIn(groupOf(record.header.spec, ref.group)!)).toBeGreaterThan(1);
    const [low, high] = sharedScales([model]).history;
    for (const { update = NaN } of model.history) expect(update >= low && update <= high).toBe(true);
  });
});

it('spreads numbers over bins around zero', () => {
  const spread = spreadOf(Float32Array.of(-2, -1, 0, 0, 1, 1, 1, 2), true);
  expect(spread).toMatchObject({ low: -2, high: 2, lower: 2, raise: 4, quartiles: [0, 1, 1] });
  expect(spread.bins.reduce((sum, n) => sum + n)).toBe(8);
  expect(spread.bins[12]).toBe(2);
  expect(spreadOf(Float32Array.of(0, 3), false)).toMatchObject({ low: 0, high: 3 });
});
