import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { withSlots } from './innerStep.ts';

beforeAll(async () => {
  expect(unwrap(await startNodeBackend('cpu'))).toBe('cpu');
});

it('gives new sample slots an empty memory, forgets those without a sample, and leaves the others', async () => {
  const carry = tf.tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 1, 2]);
  const state = { network: new Map(), carries: new Map([['0.bias', carry]]), steps: 0 };
  const slots = (samples: number) => withSlots(state, samples).carries.get('0.bias')!;
  expect(slots(2)).toBe(carry);
  expect(slots(3).shape).toEqual([2, 3, 1, 2]);
  expect([...(await slots(3).data())]).toEqual([1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0]);
  expect([...(await slots(1).data())]).toEqual([1, 2, 5, 6]);
});
