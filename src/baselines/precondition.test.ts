import { expect, it } from 'vitest';
import { networkSize, networkTensors, rateCount } from '../record/tensors.ts';
import { preconditionerOf } from './precondition.ts';
import { smallNetwork, someParameters } from './testing/small.ts';
import { RATE_SCOPES } from '../record/baselines.ts';

const network = smallNetwork('tanh');
const gradient = someParameters(network, 2);

/** S(r) g. */
function applied(scope: (typeof RATE_SCOPES)[number], r: Float64Array): Float64Array {
  const update = new Float64Array(gradient.length);
  preconditionerOf(network, scope).apply(update, r, gradient);
  return update;
}

it.each(RATE_SCOPES)('begins as one rate for all: %s', (scope) => {
  const first = preconditionerOf(network, scope).first(0.25);
  expect(first).toHaveLength(rateCount(network, scope));
  expect(applied(scope, first)).toEqual(gradient.map((g) => 0.25 * g));
});

it('multiplies every tensor by a matrix on each side, and by the rate', () => {
  const r = Float64Array.from({ length: rateCount(network, 'curvature') }, (_, i) => Math.sin(i + 1));
  const update = applied('curvature', r);
  let at = 1;
  const expected = new Float64Array(networkSize(network));
  for (const { offset, rows, columns } of networkTensors(network)) {
    const [left, right] = [at, at + rows * rows];
    for (let i = 0; i < rows; i++) {
      for (let o = 0; o < columns; o++) {
        for (let j = 0; j < rows; j++) {
          for (let q = 0; q < columns; q++) {
            const around = r[left + i * rows + j]! * r[right + q * columns + o]!;
            expected[offset + i * columns + o]! += r[0]! * around * gradient[offset + j * columns + q]!;
          }
        }
      }
    }
    at = right + columns * columns;
  }
  expect(at).toBe(r.length);
  expect([...update]).toEqual([...expected].map((value) => expect.closeTo(value, 12) as number));
});
