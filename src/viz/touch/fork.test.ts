import { expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { phasesOf } from '../../record/moment.ts';
import type { Intervention } from '../../experiment/types.ts';
import { forkOf } from './fork.ts';

const { spec } = PRESETS['2x10'];
const kinds = phasesOf(spec).map((phase) => (phase.kind === 'back' ? `layer ${phase.block + 1}` : phase.kind));
const fork = (...changes: readonly (readonly [Intervention['what'], string, number])[]) => {
  const { step, phase } = forkOf(
    spec,
    changes.map(([what, group, from]) => ({ what, at: [{ kind: 'group', group }], from, to: null, value: 1 })),
  );
  return [step, kinds[phase]];
};

it('is where the first of the changed agents speaks, a value is set, or a change is applied', () => {
  expect(fork(['silence', '2.weight', 1])).toEqual([1, 'layer 2']);
  expect(fork(['silence', '5.loss', 2])).toEqual([2, 'loss']);
  expect(fork(['parameter.set', '2.weight', 2])).toEqual([2, 'forward']);
  expect(fork(['update.scale', '4.weight', 1])).toEqual([1, 'update']);
  expect(fork(['silence', '0.weight', 1], ['message.zero', '4.bias', 1], ['silence', '5.loss', 2])).toEqual([
    1,
    'layer 3',
  ]);
});
