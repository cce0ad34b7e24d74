import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { probeFor } from '../../experiment/outside.ts';
import type { Intervention } from '../../experiment/types.ts';
import { changeOf, intactProbe, whereOf, withChange, withoutChange } from './touch.ts';

const { spec } = PRESETS['2x10'];
const probe = { taskSeed: 1, networkSeed: 2, steps: 2 };
const weight = { group: '2.weight', unit: [8, 13] };

describe('a change of the selection', () => {
  it('reaches the agent, its unit, its layer or all of its kind', () => {
    expect(whereOf(spec, weight, 'agent')).toEqual({ kind: 'agent', ...weight });
    expect(whereOf(spec, weight, 'unit')).toEqual({ kind: 'unit', layer: 2, unit: 13 });
    expect(whereOf(spec, { group: '3.activation', unit: [4] }, 'unit')).toEqual({ kind: 'unit', layer: 2, unit: 4 });
    expect(whereOf(spec, weight, 'layer')).toEqual({ kind: 'group', group: '2.weight' });
    expect(whereOf(spec, weight, 'kind')).toEqual({ kind: 'all', of: 'weight' });
    expect(whereOf(spec, { group: '5.loss', unit: [0] }, 'unit')).toBeUndefined();
  });

  it('says why it is impossible', () => {
    expect(changeOf(spec, weight, 'layer', 'carry.freeze', 0)).toMatch(/keep nothing/);
    expect(changeOf(spec, { group: '5.loss', unit: [0] }, 'agent', 'parameter.freeze', 0)).toMatch(
      /without a parameter/,
    );
    expect(changeOf(spec, weight, 'layer', 'update.scale', 0.5)).toMatchObject({ what: 'update.scale', value: 0.5 });
  });

  it('is put on, taken off, and leaves the probe as it was', () => {
    const one = changeOf(spec, weight, 'layer', 'silence', 0) as Intervention;
    const two = withChange(withChange(probe, one), { ...one, from: 2 });
    expect(two.interventions).toEqual([one, { ...one, from: 2 }]);
    expect(withoutChange(two, 0).interventions).toEqual([{ ...one, from: 2 }]);
    expect(withoutChange(withoutChange(two, 0), 0)).toEqual(probe);
    expect(intactProbe(two)).toEqual(probe);
  });

  it('goes with a rule that does not have those agents', () => {
    const kept = withChange(probe, changeOf(spec, weight, 'layer', 'silence', 0) as Intervention);
    expect(probeFor(spec, kept)).toEqual(kept);
    const smaller = { ...spec, network: { ...spec.network, layers: spec.network.layers.slice(0, 2) } };
    expect(probeFor(smaller, kept)).toEqual(probe);
  });
});
