import { describe, expect, it } from 'vitest';
import type { EpisodeRecord } from '../../record/episode.ts';
import { PRESETS } from '../../experiment/presets.ts';
import {
  aggregateOf,
  carryOf,
  groupOf,
  hasAgents,
  hasMessages,
  meanMessages,
  meanRow,
  messageIn,
  messageOut,
  parameterOf,
  rowOf,
  updateOf,
} from './agentData.ts';
import { agentName, agentTitle, groupCaption, inputInWords, receiverInWords, senderInWords } from './agentNames.ts';
import { statesOf } from './agentStates.ts';
import { inspectorModel } from '../inspector/inspectorModel.ts';
import { batchLoss, networkFrame } from './networkFrame.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

const record = fixtureRecord('stateful-l2');

describe('what agents hear and say', () => {
  it('is what the next agent in the backward order sent', () => {
    expect(messageIn(record, { group: '2.weight', unit: [1, 0] }, 1)).toEqual(
      messageOut(record, { group: '2.bias', unit: [0] }, 1),
    );
    expect(messageIn(record, { group: '2.bias', unit: [1] }, 2)).toEqual(
      messageOut(record, { group: '3.activation', unit: [1] }, 2),
    );
    expect(messageIn(record, { group: '4.bias', unit: [0] }, 1)).toEqual(
      messageOut(record, { group: '5.loss', unit: [0] }, 1),
    );
    expect(messageIn(record, { group: '3.activation', unit: [1] }, 1)).toEqual(
      aggregateOf(record, groupOf(record.header.spec, '4.weight')!, 1, 1),
    );
  });

  it('is the mean over the outgoing weights', () => {
    const said = [0, 1].map((j) => messageOut(record, { group: '2.weight', unit: [2, j] }, 1)!);
    const heard = messageIn(record, { group: '1.activation', unit: [2] }, 1)!;
    heard.data.forEach((value, k) => expect(value).toBeCloseTo((said[0]!.data[k]! + said[1]!.data[k]!) / 2, 6));
  });

  it('is the loss value itself for the loss agent', () => {
    expect(messageIn(record, { group: '5.loss', unit: [0] }, 1)).toMatchObject({ rows: 2, columns: 1 });
    expect(batchLoss(record, 1)).toBeCloseTo(
      messageIn(record, { group: '5.loss', unit: [0] }, 1)!.data.reduce((a, b) => a + b) / 2,
      7,
    );
  });

  it('is averaged per unit for the network figure', () => {
    const group = groupOf(record.header.spec, '1.activation')!;
    const means = meanMessages(record, group, 2)!;
    [0, 1, 2].forEach((unit) => {
      meanRow(messageOut(record, { group: group.id, unit: [unit] }, 2)!).forEach((v, c) =>
        expect(rowOf(means, unit)[c]).toBeCloseTo(v, 6),
      );
    });
  });
});

describe('memory, parameters and states', () => {
  it('starts empty and ends with the message', () => {
    const ref = { group: '2.weight', unit: [0, 1] };
    expect(carryOf(record, ref, 0)!.data.every((v) => v === 0)).toBe(true);
    const [carry, message] = [carryOf(record, ref, 1)!, messageOut(record, ref, 1)!];
    expect([...rowOf(carry, 1).slice(-2)]).toEqual([...rowOf(message, 1)]);
  });

  it('adds the update to the parameter', () => {
    const ref = { group: '4.weight', unit: [1, 0] };
    for (const step of [1, 2])
      expect(parameterOf(record, ref, step)! + updateOf(record, ref, step)!).toBeCloseTo(
        parameterOf(record, ref, step + 1)!,
        6,
      );
  });

  it('gives stored values in the order of the specification', () => {
    const loss = statesOf(record, { group: '5.loss', unit: [0] }, 1)!;
    expect(loss.columns).toBe(3);
    const [x = 0, target = 0, error = 0] = rowOf(loss, 0);
    expect(error).toBeCloseTo(target - x, 6);
    const ref = { group: '2.weight', unit: [1, 0] };
    const weight = statesOf(record, ref, 1)!;
    expect(weight.data[0]).toBe(parameterOf(record, ref, 1));
    const softmax = fixtureRecord('stateful-softmax-cross-entropy');
    const group = softmax.header.spec.network.layers.findIndex((layer) => layer.kind === 'softmax');
    const states = statesOf(softmax, { group: `${group}.softmax`, unit: [0] }, 1)!;
    const [, t = 0, e = 0, sum = 0] = rowOf(states, 0);
    expect(e).toBeCloseTo(Math.exp(t), 6);
    expect(sum).toBeGreaterThanOrEqual(1);
  });
});

describe('names', () => {
  const { spec } = PRESETS['5x10'];
  it('count layers and units from 1', () => {
    expect(agentName(spec, { group: '2.weight', unit: [8, 13] })).toBe('w₂ 9→14');
    expect(agentName(spec, { group: '0.weight', unit: [0, 13] })).toBe('w₁ x→14');
    expect(agentName(spec, { group: '4.weight', unit: [8, 0] })).toBe('w₃ 9→y');
    expect(agentName(spec, { group: '2.bias', unit: [4] })).toBe('b₂ 5');
    expect(agentName(spec, { group: '4.bias', unit: [0] })).toBe('b₃');
    expect(agentName(spec, { group: '1.activation', unit: [6] })).toBe('ReLU₁ 7');
    expect(agentName(spec, { group: '5.loss', unit: [0] })).toBe('loss');
    expect(agentTitle(spec, { group: '2.weight', unit: [8, 13] })).toBe('Weight agent, layer 2');
  });

  it('say who talks to whom', () => {
    expect(senderInWords(spec, { group: '2.weight', unit: [8, 13] })).toBe('bias 14');
    expect(receiverInWords(spec, { group: '2.weight', unit: [8, 13] })).toBe('ReLU 9');
    expect(receiverInWords(spec, { group: '0.weight', unit: [0, 1] })).toBe('nobody: input side');
    expect(senderInWords(spec, { group: '3.activation', unit: [1] })).toBe('1 weight');
    expect(receiverInWords(spec, { group: '5.loss', unit: [0] })).toBe('bias y');
    expect(senderInWords(spec, { group: '4.bias', unit: [0] })).toBe('the loss agent');
    expect(inputInWords(spec, { group: '2.weight', unit: [8, 13] })).toBe('ReLU 9');
    expect(groupCaption(spec, groupOf(spec, '2.weight')!)).toBe('400 weights');
  });
});

describe('the inspector model', () => {
  it('keeps quiet about what has not been said yet', () => {
    const ref = { group: '2.weight', unit: [0, 0] };
    const before = inspectorModel(record, { step: 2, phase: 2 }, ref, 0)!;
    expect([before.says, before.change, before.gates, before.memory?.after]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const after = inspectorModel(record, { step: 2, phase: 3 }, ref, 0)!;
    expect(after.says?.rows).toBe(2);
    expect(after.memory?.keep).toHaveLength(6);
    expect(after.change?.update).toBe(updateOf(record, ref, 2));
    expect(after.history.map(({ step }) => step)).toEqual([1, 2]);
  });

  it('hears a sender before it speaks itself', () => {
    const model = inspectorModel(record, { step: 1, phase: 2 }, { group: '3.activation', unit: [0] }, 0)!;
    expect([model.says, model.hears?.rows]).toEqual([undefined, 2]);
  });
});

describe('records without agents', () => {
  const sections = Object.fromEntries(
    Object.entries(record.header.sections).filter(([name]) => !/^\d+\/\d+\./.test(name)),
  );
  const bare: EpisodeRecord = { header: { ...record.header, sections }, data: record.data };

  it('say so and still have frames and models', () => {
    expect(hasAgents(bare)).toBe(false);
    expect(hasAgents(record)).toBe(true);
    expect(hasMessages(bare, groupOf(bare.header.spec, '2.weight')!)).toBe(false);
    const frame = networkFrame(bare, { step: 1, phase: 5 }, 'weight');
    expect(frame.edges.get('2.weight')?.shown).toBe(false);
    const model = inspectorModel(bare, { step: 1, phase: 5 }, { group: '2.weight', unit: [0, 0] }, 0)!;
    expect([model.missing, model.says, model.change]).toEqual([true, undefined, undefined]);
  });
});
