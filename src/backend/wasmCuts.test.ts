import { expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { unwrap } from '../lib/result.ts';
import { startNodeBackend } from './node.ts';

it('cuts and splits tensors of every rank as tfjs does on cpu', async () => {
  const cuts = [
    [[7], [2], [4]],
    [
      [5, 6],
      [1, 2],
      [3, 3],
    ],
    [
      [5, 6],
      [1, 0],
      [3, 6],
    ],
    [
      [3, 90],
      [1, 7],
      [2, 60],
    ],
    [
      [3, 4, 5],
      [1, 1, 0],
      [2, 2, 5],
    ],
    [
      [2, 3, 4, 5],
      [0, 1, 2, 3],
      [2, 2, 2, 1],
    ],
    [
      [2, 3, 2, 2, 3],
      [1, 0, 1, 0, 1],
      [1, 3, 1, 2, 2],
    ],
    [
      [3, 4],
      [1, 1],
      [2, 0],
    ],
  ] as const;
  const found: Float32Array[][] = [];
  for (const backend of ['cpu', 'wasm'] as const) {
    unwrap(await startNodeBackend(backend));
    found.push([
      ...cuts.map(([shape, begin, size]) => {
        const whole = tf.reshape(tf.range(0, tf.util.sizeFromShape([...shape])), [...shape]);
        return tf.slice(whole, [...begin], [...size]).dataSync<'float32'>();
      }),
      ...tf.split(tf.reshape(tf.range(0, 60), [3, 4, 5]), [1, 3], 1).map((part) => part.dataSync<'float32'>()),
      ...tf.split(tf.range(0, 7), [2, -1, 1]).map((part) => part.dataSync<'float32'>()),
      ...tf.split(tf.range(0, 9), 3).map((part) => part.dataSync<'float32'>()),
    ]);
  }
  expect(found[1]).toEqual(found[0]);
  expect([...found[1]![1]!]).toEqual([8, 9, 10, 14, 15, 16, 20, 21, 22]);
});
