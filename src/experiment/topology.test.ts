import { describe, expect, it } from 'vitest';

import { PRESETS } from './presets.ts';
import { topologyOf } from './topology.ts';

const { spec } = PRESETS.boundary;
const topology = topologyOf(spec);
const ids = (groups: readonly { readonly id: string }[]) => groups.map(({ id }) => id);

describe('the topology of a chain', () => {
  it('is described once for a network and a rule', () => {
    expect(topologyOf({ ...spec })).toBe(topology);
    expect(topologyOf({ ...spec, rule: { ...spec.rule, messageSize: 2 } })).not.toBe(topology);
  });

  it('says who hears whom, from the loss to the input side', () => {
    expect(ids(topology.speaking)).toEqual(ids(topology.groups).reverse());
    expect(topology.senderTo('5.softmax')?.id).toBe('6.loss');
    expect(topology.senderTo('4.weight')?.id).toBe('4.bias');
    expect(topology.listenerOf('4.weight')?.id).toBe('3.activation');
    expect(topology.senderTo('6.loss')).toBeUndefined();
    expect(topology.listenerOf('0.weight')).toBeUndefined();
    expect(topology.group('no such group')).toBeUndefined();
    expect(topology.senderTo('no such group')).toBeUndefined();
  });

  it('says what every layer reads', () => {
    expect(topology.layers.map(({ reads }) => reads)).toEqual([undefined, 0, 1, 2, 3, 4]);
    expect(topology.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual([
      [2, 20],
      [20, 20],
      [20, 20],
      [20, 20],
      [20, 2],
      [2, 2],
    ]);
    expect(topology.layersBack.map(({ index }) => index)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('goes back block by block', () => {
    expect(topology.blocks.map(({ groups }) => ids(groups))).toEqual([
      ['0.weight', '0.bias', '1.activation'],
      ['2.weight', '2.bias', '3.activation'],
      ['4.weight', '4.bias', '5.softmax'],
    ]);
    expect(topology.phases.map((phase) => (phase.kind === 'back' ? phase.block : phase.kind))).toEqual([
      'forward',
      'loss',
      2,
      1,
      0,
      'update',
    ]);
  });
});
