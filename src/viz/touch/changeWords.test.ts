import { expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import type { Intervention } from '../../experiment/types.ts';
import { interventionWords } from './changeWords.ts';

const { spec } = PRESETS['2x10'];
const whole = { from: 1, to: null };

it.each<[Intervention, string]>([
  [{ what: 'silence', at: [{ kind: 'group', group: '2.weight' }], ...whole }, 'silence layer 2 weights'],
  [
    { what: 'update.scale', at: [{ kind: 'unit', layer: 2, unit: 4 }], from: 1, to: 2, value: 0.5 },
    'scale the change of unit 5 of layer 2 ReLUs at 0.5, steps 1 to 2',
  ],
  [
    { what: 'message.noise', at: [{ kind: 'all', of: 'bias' }], from: 2, to: null, value: 0.1 },
    'noise on what is said by all bias agents at 0.1, from step 2',
  ],
  [
    { what: 'parameter.set', at: [{ kind: 'group', group: '4.bias' }], from: 2, to: 2, value: 1 },
    'set layer 3 bias at 1, step 2',
  ],
])('%j', (one, words) => {
  expect(interventionWords(spec, one)).toBe(words);
});
