// The weights and biases of a network as one flat vector, and how many rates a scope has over them.

import { layerUnits } from '../experiment/layout.ts';
import type { NetworkSpec } from '../experiment/types.ts';
import type { RateScope } from './baselines.ts';

type Shaped = Pick<NetworkSpec, 'inputs' | 'layers'>;

/** One weight matrix [I, O], or bias vector as a row [1, O], inside the flat vector. */
export interface NetworkTensor {
  /** Group id of spec/layout: `2.weight`. */
  readonly id: string;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly size: number;
}

/** Weights and biases in the order of the flat vector: weight, then bias, of every dense layer. maths.md section 9. */
export function networkTensors(network: Shaped): NetworkTensor[] {
  const units = layerUnits(network.inputs, network.layers);
  const tensors: NetworkTensor[] = [];
  let offset = 0;
  network.layers.forEach((layer, index) => {
    if (layer.kind !== 'dense') return;
    for (const [kind, rows] of [
      ['weight', units[index] ?? 0],
      ['bias', 1],
    ] as const) {
      const size = rows * layer.units;
      tensors.push({ id: `${index}.${kind}`, offset, rows, columns: layer.units, size });
      offset += size;
    }
  });
  return tensors;
}

/** Numbers of the flat vector P. */
export function networkSize(network: Shaped): number {
  return networkTensors(network).reduce((sum, { size }) => sum + size, 0);
}

/** Rates of one inner step in a scope. */
export function rateCount(network: Shaped, scope: RateScope): number {
  const tensors = networkTensors(network);
  if (scope === 'network') return 1;
  if (scope === 'tensor') return tensors.length;
  if (scope === 'parameter') return networkSize(network);
  return tensors.reduce((sum, { rows, columns }) => sum + rows ** 2 + columns ** 2, 1);
}
