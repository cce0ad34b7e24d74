import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { agentGroups } from '../experiment/layout.ts';
import type { Intervention, ProbeSpec } from '../experiment/types.ts';
import { decodeEpisode, encodeEpisode, type EpisodeRecord } from '../record/episode.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { heldOutLosses, read } from '../record/sections.ts';
import { recordEpisode } from './episode.ts';
import { tinySpec } from './testing/tiny.ts';
import { freshRule } from './trainer.ts';

const PROBE: ProbeSpec = { taskSeed: 3, networkSeed: 4, steps: 3 };
const whole = { from: 1, to: null } as const;
const all = (spec: RuleCheckpoint['spec']) =>
  agentGroups(spec).map(({ id }) => ({ kind: 'group', group: id }) as const);

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

function run(rule: RuleCheckpoint, interventions: readonly Intervention[], probe: ProbeSpec = PROBE) {
  return recordEpisode(rule, { ...probe, interventions }, { fit: true, agents: true }, { backend: 'cpu' });
}

/** Everything both records hold, section by section. */
function expectEqual(a: EpisodeRecord, b: EpisodeRecord): void {
  for (const [name, { offset, shape }] of Object.entries(b.header.sections)) {
    const at = a.header.sections[name]!;
    const size = shape.reduce((product, width) => product * width, 1);
    expect(a.data.subarray(at.offset, at.offset + size), name).toEqual(b.data.subarray(offset, offset + size));
  }
}

describe.each([true, false])('an adaptation under interventions, stateful %s', (stateful) => {
  let rule: RuleCheckpoint;
  let intact: EpisodeRecord;
  beforeAll(async () => {
    rule = await freshRule(tinySpec({ stateful }));
    intact = await recordEpisode(rule, PROBE, { fit: true, agents: true }, { backend: 'cpu' });
  });

  it('is bit for bit as it was where nothing is done, or only later, or by what changes nothing', async () => {
    expectEqual(await run(rule, []), intact);
    expectEqual(await run(rule, [{ what: 'silence', at: all(rule.spec), from: 4, to: null }]), intact);
    const one: Intervention = { what: 'message.scale', at: all(rule.spec), ...whole, value: 1 };
    expectEqual(await run(rule, [one, { ...one, what: 'update.scale', at: [{ kind: 'all', of: 'weight' }] }]), intact);
  });

  it('has the parameters of the intact run beside its own where they are asked for', async () => {
    const silence: Intervention = { what: 'silence', at: [{ kind: 'group', group: '2.weight' }], from: 2, to: null };
    const probe = { ...PROBE, interventions: [silence] };
    const parts = { fit: true, agents: true, intact: true };
    const both = await recordEpisode(rule, probe, parts, { backend: 'cpu' });
    expectEqual(both, await run(rule, [silence]));
    for (const step of [1, 2, 3, 4])
      for (const { id, ownsParameter } of agentGroups(rule.spec)) {
        const without = read.parameter(intact, step, id)?.data;
        expect(without === undefined).toBe(!ownsParameter);
        expect(read.intact(both, step, id)?.data).toEqual(without);
      }
    expect(read.intact(await recordEpisode(rule, PROBE, parts, { backend: 'cpu' }), 1, '0.weight')).toBeUndefined();
  });

  it('keeps the loss of the start where all parameters are frozen', async () => {
    const at = [{ kind: 'all', of: 'weight' } as const, { kind: 'all', of: 'bias' } as const];
    const losses = heldOutLosses(await run(rule, [{ what: 'parameter.freeze', at, ...whole }]));
    expect(new Set(losses).size).toBe(1);
    expect(losses[0]).toBe(heldOutLosses(intact)[0]);
    expect(new Set(heldOutLosses(intact)).size).toBeGreaterThan(1);
  });

  it('is the same where points within a batch of equal points are shuffled, and another where they differ', async () => {
    const points = Array.from({ length: 5 }, () => [0.7, 0.1] as const);
    const equal = { ...PROBE, support: [1, 2, 3].map((step) => ({ step, points })) };
    const shuffle: Intervention = { what: 'message.shuffle', at: all(rule.spec), ...whole, seed: 5 };
    expect(heldOutLosses(await run(rule, [shuffle], equal))).toEqual(heldOutLosses(await run(rule, [], equal)));
    expect(heldOutLosses(await run(rule, [shuffle]))).not.toEqual(heldOutLosses(intact));
    expectEqual(await run(rule, [shuffle]), await run(rule, [shuffle]));
    expect(heldOutLosses(await run(rule, [{ ...shuffle, seed: 6 }]))).not.toEqual(
      heldOutLosses(await run(rule, [shuffle])),
    );
  });

  it('draws anew for each noise in the list, also of one seed', async () => {
    // One noise of twice the size would be what two draws of the same numbers are.
    const noise = (value: number): Intervention => ({ what: 'message.noise', at: all(rule.spec), from: 1, to: 1, value, seed: 5 }); // prettier-ignore
    const sent = async (list: readonly Intervention[]) => {
      const { section, channels, from } = read.said(await run(rule, list), 1, agentGroups(rule.spec).at(-1)!)!;
      return section.data.filter((_, at) => at % channels >= from);
    };
    const [none, one, two] = [await sent([]), await sent([noise(0.5)]), await sent([noise(0.5), noise(0.5)])];
    const added = (of: Float32Array) => [...of].map((value, i) => value - none[i]!);
    const [first, both] = [added(one), added(two)];
    expect(both.some((value, i) => Math.abs(value - 2 * first[i]!) > 0.01)).toBe(true);
    const other: Intervention = { what: 'message.scale', at: all(rule.spec), from: 1, to: 1, value: 1, seed: 5 };
    expect(await sent([other, noise(0.5)])).toEqual(one);
  });

  it('records what was sent and applied, and says so in a file that reads back', async () => {
    const silence: Intervention = { what: 'silence', at: [{ kind: 'unit', layer: 0, unit: 1 }], from: 2, to: 2 };
    const written = await run(rule, [silence]);
    const record = unwrap(decodeEpisode(encodeEpisode(written)));
    expect(record.header.probe.interventions).toEqual([silence]);
    const group = agentGroups(rule.spec).find(({ id }) => id === '0.bias')!;
    const sent = (step: number, unit: number) => {
      const { section, channels } = read.said(record, step, group)!;
      return Array.from({ length: section.shape[0]! }, (_, b) => [
        ...section.data.subarray((b * group.outputs + unit) * channels, (b * group.outputs + unit + 1) * channels),
      ]).flat();
    };
    expect(sent(2, 1).every((value) => value === 0)).toBe(true);
    for (const [step, unit] of [
      [1, 1],
      [3, 1],
      [2, 0],
    ] as const)
      // prettier-ignore
      expect(sent(step, unit).some((value) => value !== 0)).toBe(true);
    expect(read.update(record, 2, '0.bias')!.data[1]).toBe(0);
    expect(read.update(record, 2, '0.bias')!.data[0]).not.toBe(0);
  });

  it('shows a weight that was set before the step that finds it', async () => {
    const set: Intervention = { what: 'parameter.set', at: [{ kind: 'agent', group: '0.bias', unit: [1] }], from: 2, to: 2, value: 0.75 }; // prettier-ignore
    const record = await run(rule, [set]);
    expect(read.parameter(record, 2, '0.bias')!.data[1]).toBe(0.75);
    const after = read.parameter(record, 3, '0.bias')!.data[1]!;
    expect(after).toBeCloseTo(0.75 + read.update(record, 2, '0.bias')!.data[1]!, 6);
  });
});

describe('a rule that hears only zeros', () => {
  it('of the stateless kind gives every agent of a group the update of its own values alone', async () => {
    const rule = await freshRule(tinySpec({ stateful: false }));
    const zero: Intervention = { what: 'message.zero', at: all(rule.spec), ...whole };
    const scaled: Intervention = { what: 'message.scale', at: all(rule.spec), ...whole, value: 1000 };
    // Whatever was to be sent does not matter: scaled before it is zeroed it gives the same.
    expectEqual(await run(rule, [scaled, zero]), await run(rule, [zero]));
    expect(heldOutLosses(await run(rule, [zero, scaled]))).toEqual(heldOutLosses(await run(rule, [zero])));
  });
});
