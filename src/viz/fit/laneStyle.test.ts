import { expect, it } from 'vitest';
import { laneAfter, toldFrom } from './laneStyle.ts';

it('shows the last prediction past the end', () => {
  expect(laneAfter({ id: 'sgd', losses: [], predictions: [Float32Array.of(1), Float32Array.of(2)] }, 5)).toEqual(
    Float32Array.of(2),
  );
});

it('names a rule at its line by what tells it from the one in use', () => {
  expect(toldFrom('Learned prior 2x10, steady', 'Learned prior 2x10')).toBe('steady');
  expect(toldFrom('Sinusoid 5x10', 'Learned prior 2x10')).toBe('Sinusoid 5x10');
});
