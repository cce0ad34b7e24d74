// Small networks and batches for the tests of the baselines.

import { rngFrom } from '../../lib/rng.ts';
import type { ActivationName, LossName, NetworkSpec } from '../../experiment/types.ts';
import { networkSize } from '../../record/tensors.ts';
import type { Points } from '../network.ts';

/** 2-4-3-2 with the given activation; a softmax at the end for cross-entropy. */
export function smallNetwork(name: ActivationName, loss: LossName = 'l2'): NetworkSpec {
  return {
    inputs: 2,
    layers: [
      { kind: 'dense', units: 4 },
      { kind: 'activation', name },
      { kind: 'dense', units: 3 },
      { kind: 'activation', name },
      { kind: 'dense', units: 2 },
      ...(loss === 'crossEntropy' ? ([{ kind: 'softmax' }] as const) : []),
    ],
    loss,
    weightSd: 0.05,
  };
}

/** Parameters of order one, biases too. */
export function someParameters(network: NetworkSpec, seed: number): Float64Array {
  const rng = rngFrom(seed, 'parameters');
  return Float64Array.from({ length: networkSize(network) }, () => 0.7 * rng.normal());
}

/** Inputs and targets of a batch for `smallNetwork`; classes where the loss names one. */
export function someBatch(network: NetworkSpec, points: number, seed: number): Points {
  const rng = rngFrom(seed, 'batch');
  const input = Float64Array.from({ length: 2 * points }, () => rng.normal());
  const target = new Float64Array(2 * points);
  for (let n = 0; n < points; n++) {
    if (network.loss === 'crossEntropy') target[2 * n + (rng.uniform() < 0.5 ? 0 : 1)] = 1;
    else target.set([rng.normal(), rng.normal()], 2 * n);
  }
  return { input, target };
}

/** Central differences of a scalar function, one coordinate at a time. */
export function differences(f: (p: Float64Array) => number, p: Float64Array, h = 1e-5): Float64Array {
  return p.map((value, i) => {
    const at = (x: number) => f(p.with(i, x));
    return (at(value + h) - at(value - h)) / (2 * h);
  });
}

/** Largest difference relative to the largest entry. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const largest = Math.max(...Array.from(b, Math.abs));
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) / largest;
}
