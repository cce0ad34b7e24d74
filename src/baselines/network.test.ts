import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import { forward, lossOf, type NetworkParameters } from '../mplp/network.ts';
import { layoutOf, layerUnits } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { ACTIVATIONS, LOSSES, type NetworkSpec } from '../experiment/types.ts';
import { networkSize, networkTensors } from '../record/tensors.ts';
import { PlainNetwork, type Points } from './network.ts';
import { apart, differences, smallNetwork, someBatch, someParameters } from './testing/small.ts';

beforeAll(async () => {
  unwrap(await startNodeBackend('cpu'));
});

const CASES = LOSSES.flatMap((loss) => ACTIVATIONS.map((name) => [loss, name] as const));

/** Loss and gradient [P] by the reference on tfjs. */
function reference(network: NetworkSpec, p: Float64Array, { input, target }: Points) {
  const units = layerUnits(network.inputs, network.layers);
  const points = input.length / network.inputs;
  const loss = (flat: tf.Tensor) => {
    const parameters: NetworkParameters = new Map(
      network.layers.flatMap((layer, index) => {
        if (layer.kind !== 'dense') return [];
        const view = (kind: string, shape: number[]) => {
          const { offset, size } = networkTensors(network).find(({ id }) => id === `${index}.${kind}`)!;
          return tf.reshape(tf.slice(flat, [offset], [size]), shape);
        };
        const [inputs, outputs] = [units[index]!, layer.units];
        return [[index, { weight: view('weight', [1, inputs, outputs]), bias: view('bias', [1, outputs]) }] as const];
      }),
    );
    const x = tf.tensor(Float32Array.from(input), [1, points, network.inputs]);
    const t = tf.tensor(Float32Array.from(target), [1, points, units.at(-1)!]);
    return tf.mean<tf.Scalar>(lossOf(network.loss, forward(network, parameters, x), t).loss);
  };
  return tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor1d(Float32Array.from(p)));
    return { loss: value.dataSync()[0]!, gradient: grad.dataSync() };
  });
}

describe('the flat vector', () => {
  it('is laid out as the learned prior of a rule', () => {
    const { network, ...rest } = PRESETS['2x10'].spec;
    const starts = layoutOf({ network, ...rest }).parameters.filter(({ role }) => role === 'start');
    const tensors = networkTensors(network);
    expect(tensors.map(({ id, size }) => [`start.${id}`, size])).toEqual(starts.map(({ name, size }) => [name, size]));
    expect(tensors.map(({ offset }) => offset)).toEqual(starts.map(({ offset }) => offset - starts[0]!.offset));
    expect(networkSize(network)).toBe(481);
  });
});

describe.each(CASES)('loss %s on %s', (loss, name) => {
  const network = smallNetwork(name, loss);
  const [p, batch] = [someParameters(network, 3), someBatch(network, 6, 4)];
  const plain = new PlainNetwork(network, 6);
  const gradientAt = (q: Float64Array) => {
    const g = new Float64Array(q.length);
    plain.addGradient(g, q, batch);
    return g;
  };

  it('agrees with the tfjs reference', () => {
    const expected = reference(network, p, batch);
    expect(plain.lossAt(p, batch)).toBeCloseTo(expected.loss, 6);
    expect(apart(gradientAt(p), expected.gradient)).toBeLessThan(1e-5);
  });

  it('has the gradient of finite differences', () => {
    const expected = differences((q) => plain.lossAt(q, batch), p);
    expect(apart(gradientAt(p), expected)).toBeLessThan(1e-7);
  });

  it('has the Hessian of finite differences, along any direction', () => {
    const [v, hv, h] = [someParameters(network, 5), new Float64Array(p.length), 1e-5];
    plain.addHessianProduct(hv, p, v, batch, 2);
    const [up, down] = [h, -h].map((t) => gradientAt(p.map((value, i) => value + t * v[i]!)));
    const expected = hv.map((_, i) => (up![i]! - down![i]!) / h);
    // A step activation with a linear loss above it bends nowhere.
    if (expected.every((value) => value === 0)) expect(hv.every((value) => value === 0)).toBe(true);
    else expect(apart(hv, expected)).toBeLessThan(1e-6);
  });
});

it('adds to what is there, and takes other points each call', () => {
  const network = smallNetwork('tanh');
  const [p, plain] = [someParameters(network, 1), new PlainNetwork(network, 5)];
  const [a, b] = [someBatch(network, 5, 1), someBatch(network, 5, 2)];
  const sum = new Float64Array(p.length);
  plain.addGradient(sum, p, a, 0.25);
  plain.addGradient(sum, p, b, 0.75);
  const expected = differences((q) => 0.25 * plain.lossAt(q, a) + 0.75 * plain.lossAt(q, b), p);
  expect(apart(sum, expected)).toBeLessThan(1e-7);
});
