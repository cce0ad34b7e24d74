import { describe, expect, it } from 'vitest';
import { channelValues } from './agentChannels.ts';
import { groupOf } from './agentData.ts';
import { pathFromLoss } from './agentPath.ts';
import { relatedAgents } from './networkRelations.ts';
import { fixtureRecord } from '../testing/fixtureRecord.ts';

describe('the path from the loss', () => {
  const record = fixtureRecord('stateful-l2');
  const { spec } = record.header;
  const far = { group: '0.weight', unit: [0, 1] };

  it('starts at the loss, ends at the agent and only ever goes to a listener', () => {
    const path = pathFromLoss(record, far, 1);
    expect(path.map(({ group }) => group)).toEqual([
      '5.loss',
      '4.bias',
      '4.weight',
      '3.activation',
      '2.bias',
      '2.weight',
      '1.activation',
      '0.bias',
      '0.weight',
    ]);
    expect(path.at(-1)).toEqual(far);
    path.slice(1).forEach((ref, at) => expect(relatedAgents(spec, ref)).toContainEqual(path[at]));
  });

  it('takes the weight with the largest message where several speak', () => {
    const weights = groupOf(spec, '2.weight')!;
    const norms = channelValues(record, weights, { step: 2, phase: 5 }, 'norm')!;
    for (let unit = 0; unit < weights.inputs; unit++) {
      const [i, j] = pathFromLoss(record, { group: '1.activation', unit: [unit] }, 2).at(-2)!.unit;
      expect(i).toBe(unit);
      const row = [...norms.subarray(unit * weights.outputs, (unit + 1) * weights.outputs)];
      expect(norms[unit * weights.outputs + j!]).toBe(Math.max(...row));
    }
  });

  it('passes through the softmax, output by output', () => {
    const softmax = fixtureRecord('stateful-softmax-cross-entropy');
    const last = softmax.header.spec.network.layers.findLastIndex(({ kind }) => kind === 'dense');
    const path = pathFromLoss(softmax, { group: `${last}.bias`, unit: [1] }, 1);
    expect(path).toEqual([
      { group: `${last + 2}.loss`, unit: [1] },
      { group: `${last + 1}.softmax`, unit: [1] },
      { group: `${last}.bias`, unit: [1] },
    ]);
  });

  it('is the loss alone for the loss', () => {
    expect(pathFromLoss(record, { group: '5.loss', unit: [0] }, 1)).toEqual([{ group: '5.loss', unit: [0] }]);
  });
});
