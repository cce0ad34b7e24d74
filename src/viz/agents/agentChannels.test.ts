import { describe, expect, it } from 'vitest';
import { buildRecord, requireSection, type EpisodeRecord } from '../../record/episode.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { channelInfo, channelRefusal, channelsOf, channelValues, knownValues, shownChannel } from './agentChannels.ts';
import { carryOf, groupOf, groupsOf, meanRow, messageOut, parameterOf, rowOf, updateOf } from './agentData.ts';
import { agentsOfGroup } from '../../record/moment.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

const stateful = fixtureRecord('stateful-l2');
const stateless = fixtureRecord('stateless-l2');
const softmax = fixtureRecord('stateful-softmax-cross-entropy');
const norm = (values: Iterable<number>): number => Math.sqrt([...values].reduce((sum, v) => sum + v * v, 0));

/** Straight from the definition, one agent at a time. */
function slowly(record: EpisodeRecord, what: 'norm' | 'spread', id: string, step: number): number[] {
  const group = groupOf(record.header.spec, id)!;
  return agentsOfGroup(group).map((ref) => {
    const said = messageOut(record, ref, step)!;
    const mean = meanRow(said);
    const squares = Array.from({ length: said.rows }, (_, b) => {
      const row = [...rowOf(said, b)];
      return norm(what === 'norm' ? row : row.map((v, c) => v - mean[c]!)) ** 2;
    });
    return Math.sqrt(squares.reduce((a, b) => a + b, 0) / said.rows);
  });
}

describe.each([
  ['stateful', stateful],
  ['stateless', stateless],
  ['softmax', softmax],
])('channels of a %s record', (_, record) => {
  const { spec } = record.header;
  const last = { step: 2, phase: 5 };

  it.each(groupsOf(spec).map(({ id }) => id))('agree with their definitions in %s', (id) => {
    const group = groupOf(spec, id)!;
    for (const what of ['norm', 'spread'] as const) {
      const values = channelValues(record, group, last, what)!;
      expect(values).toHaveLength(agentsIn(group));
      slowly(record, what, id, 2).forEach((v, at) => expect(values[at]).toBeCloseTo(v, 5));
    }
    for (let c = 0; c < spec.rule.messageSize; c++) {
      const values = channelValues(record, group, last, `message${c + 1}`)!;
      agentsOfGroup(group).forEach((ref, at) =>
        expect(values[at]).toBeCloseTo(meanRow(messageOut(record, ref, 2)!)[c]!, 6),
      );
    }
  });
});

describe('channels at a moment', () => {
  const weights = groupOf(stateful.header.spec, '2.weight')!;
  const ref = { group: '2.weight', unit: [1, 0] };

  it('give the parameter as it stands: the new one once updated', () => {
    const phases = 5;
    expect(channelValues(stateful, weights, { step: 1, phase: 2 }, 'weight')![2]).toBe(parameterOf(stateful, ref, 1));
    expect(channelValues(stateful, weights, { step: 1, phase: phases }, 'weight')![2]).toBe(
      parameterOf(stateful, ref, 2),
    );
    expect(channelValues(stateful, weights, { step: 2, phase: 0 }, 'change')![2]).toBe(updateOf(stateful, ref, 2));
  });

  it('keep the last memory until the agent speaks', () => {
    const at = (step: number, phase: number) => channelValues(stateful, weights, { step, phase }, 'carry')![2]!;
    const rms = (step: number) => {
      const carry = carryOf(stateful, ref, step)!;
      return norm(carry.data) / Math.sqrt(carry.rows);
    };
    expect(at(1, 0)).toBe(0);
    expect(at(1, 3)).toBeCloseTo(rms(1), 5);
    expect(at(2, 2)).toBeCloseTo(rms(1), 5);
    expect(at(2, 3)).toBeCloseTo(rms(2), 5);
  });

  it('hold back what has not been said', () => {
    expect(knownValues(stateful, weights, { step: 1, phase: 2 }, 'norm')).toBeUndefined();
    expect(knownValues(stateful, weights, { step: 1, phase: 3 }, 'norm')).toBeDefined();
    expect(knownValues(stateful, weights, { step: 1, phase: 0 }, 'weight')).toBeDefined();
  });

  it('are none for agents without a parameter', () => {
    const relu = groupOf(stateful.header.spec, '1.activation')!;
    expect(channelValues(stateful, relu, { step: 1, phase: 5 }, 'change')).toBeUndefined();
    expect(channelValues(stateful, relu, { step: 1, phase: 5 }, 'weight')).toBeUndefined();
  });
});

it('the difference from the intact run is that of the parameters, where something is changed', () => {
  const weights = groupOf(stateful.header.spec, '0.weight')!;
  const silence = { what: 'silence', at: [{ kind: 'all', of: 'weight' }], from: 1, to: null } as const;
  const { version: _, sections, ...header } = stateful.header;
  const probe = { ...header.probe, interventions: [silence] };
  const data = Object.fromEntries(Object.keys(sections).map((name) => [name, requireSection(stateful, name)]));
  const intact = { ...data['2/0.weight/parameter']!, data: data['2/0.weight/parameter']!.data.map((w) => w - 0.25) };
  const changed = buildRecord({ ...header, probe }, { ...data, '2/0.weight/intact': intact });
  const found = channelValues(changed, weights, { step: 1, phase: 5 }, 'difference')!;
  for (const value of found) expect(value).toBeCloseTo(0.25, 6);
  expect(channelValues(changed, weights, { step: 1, phase: 0 }, 'difference')).toBeUndefined();
  expect(channelRefusal(changed, 'difference')).toBeUndefined();
  expect(shownChannel(stateful, 'difference')).toBe('change');
});

describe('choices', () => {
  it('list every message channel', () => {
    const names = channelsOf(stateful.header.spec).map(({ channel }) => channel);
    expect(names.slice(0, 7)).toEqual(['change', 'weight', 'difference', 'agreement', 'norm', 'carry', 'spread']);
    expect(names).toHaveLength(7 + stateful.header.spec.rule.messageSize);
    expect(channelInfo('message2')).toMatchObject({ name: 'Channel 2', signed: true });
    expect(channelInfo('spread').signed).toBe(false);
  });

  it('refuse the memory of a stateless rule, and what the record lacks', () => {
    expect(channelRefusal(stateless, 'carry')).toMatch(/stateless/);
    expect(channelRefusal(stateful, 'carry')).toBeUndefined();
    expect(channelRefusal(stateful, 'message99')).toMatch(/channels/);
    expect(shownChannel(stateless, 'carry')).toBe('change');
    expect(shownChannel(stateful, 'carry')).toBe('carry');
    const bare = { ...stateful, header: { ...stateful.header, sections: {} } };
    for (const { channel } of channelsOf(stateful.header.spec)) expect(channelRefusal(bare, channel)).toBeDefined();
  });
});
