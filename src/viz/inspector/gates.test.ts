import { describe, expect, it } from 'vitest';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { AgentRef } from '../../record/moment.ts';
import { agentsIn } from '../../experiment/layout.ts';
import { carryOf, groupsOf, messageOut, outputStandard, rawUpdates, rowOf, updateOf } from '../agents/agentData.ts';
import { agentGates, statelessOutputs } from './gates.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

const STATEFUL = [
  'stateful-l2',
  'stateful-l2-tanh-learner',
  'stateful-l2-silu-learner',
  'stateful-l1-message-1',
  'stateful-shared-rules',
  'stateful-shared-rules-and-standardisers',
  'stateful-softmax-cross-entropy',
  'stateful-sum-aggregation',
];
const STATELESS = [
  'stateless-l2',
  'stateless-shared-rules',
  'stateless-shared-rules-and-standardisers',
  'stateless-softmax-cross-entropy',
];

function agentsOf(record: EpisodeRecord): AgentRef[] {
  return groupsOf(record.header.spec).flatMap((group) =>
    Array.from({ length: agentsIn(group) }, (_, at) => ({
      group: group.id,
      unit: group.kind === 'weight' ? [Math.floor(at / group.outputs), at % group.outputs] : [at],
    })),
  );
}

/** Every agent, step and sample of a record. */
function* passes(record: EpisodeRecord): Generator<[AgentRef, number, number]> {
  for (const ref of agentsOf(record))
    for (const step of [1, 2]) for (let b = 0; b < record.header.spec.recipe.batch; b++) yield [ref, step, b];
}

describe.each(STATEFUL)('gates recomputed from %s', (name) => {
  const record = fixtureRecord(name);

  it('give the memory the oracle has', () => {
    let compared = 0;
    for (const [ref, step, b] of passes(record)) {
      const gates = agentGates(record, ref, step, b);
      const expected = rowOf(carryOf(record, ref, step)!, b);
      expected.forEach((value, c) =>
        expect(
          gates?.carryAfter[c],
          `${ref.group} ${ref.unit.join()} step ${step} sample ${b} channel ${c}`,
        ).toBeCloseTo(value, 5),
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('keep and reset between 0 and 1', () => {
    for (const [ref, step, b] of passes(record)) {
      const gates = agentGates(record, ref, step, b)!;
      for (const gate of [...gates.keep, ...gates.reset]) expect(gate > 0 && gate < 1).toBe(true);
    }
  });

  it('turn mean raw updates into the applied ones', () => {
    for (const ref of agentsOf(record)) {
      const raw = rawUpdates(record, ref, 2);
      const standard = outputStandard(record, ref, 2);
      if (raw === undefined || standard === undefined) continue;
      const mean = raw.reduce((sum, v) => sum + v, 0) / raw.length;
      expect((mean - standard.mean) * standard.scale).toBeCloseTo(updateOf(record, ref, 2)!, 6);
    }
  });

  it('has nothing stateless', () => expect(statelessOutputs(record, agentsOf(record)[0]!, 1, 0)).toBeUndefined());
});

describe.each(STATELESS)('stateless outputs recomputed from %s', (name) => {
  const record = fixtureRecord(name);

  it('give the messages the oracle has', () => {
    for (const [ref, step, b] of passes(record)) {
      const message = statelessOutputs(record, ref, step, b)!.message;
      rowOf(messageOut(record, ref, step)!, b).forEach((value, c) => expect(message[c]).toBeCloseTo(value, 5));
    }
  });

  it('give updates whose mean is the applied one', () => {
    for (const ref of agentsOf(record)) {
      const standard = outputStandard(record, ref, 2);
      if (standard === undefined) continue;
      const batch = record.header.spec.recipe.batch;
      const mean =
        Array.from({ length: batch }, (_, b) => statelessOutputs(record, ref, 2, b)!.update!).reduce(
          (sum, v) => sum + v,
          0,
        ) / batch;
      expect((mean - standard.mean) * standard.scale).toBeCloseTo(updateOf(record, ref, 2)!, 6);
    }
  });

  it('has no gates', () => expect(agentGates(record, agentsOf(record)[0]!, 1, 0)).toBeUndefined());
});
