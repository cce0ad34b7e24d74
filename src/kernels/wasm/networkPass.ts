// The inner network on one batch of one task, forward and back, on plain numbers in the kernels' memory: next to the
// learners it costs next to nothing. The same operations as mplp/network.ts.

import { assert } from '../../lib/assert.ts';
import { layerUnits } from '../../experiment/layout.ts';
import type { LayerSpec, NetworkSpec } from '../../experiment/types.ts';
import type { Place } from './call.ts';
import type { KernelModule } from './module.ts';
import { ACTIVATION, CLIP, LOSS } from '../../numbers/functions.ts';

/** Weights and biases of the dense layers by layer index; pointers in bytes. */
export type NetworkPlaces = ReadonlyMap<number, { readonly weight: Place; readonly bias: Place }>;

/** Arrays of one layer: its output [n, out], and what its agents store. */
interface LayerPlaces {
  readonly layer: LayerSpec;
  readonly index: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly input: Place;
  readonly output: Place;
  /** Dense: the sum before the bias. Softmax: x - max, exp, sum of exp. */
  readonly stored: readonly Place[];
}

/** One batch going through the network. */
export class NetworkPass {
  readonly points: number;
  readonly input: Place;
  readonly target: Place;
  readonly loss: Place;
  /** Stored states of the loss agents, [n, outputs] each. */
  readonly lossStates: readonly Place[];
  readonly layers: readonly LayerPlaces[];
  private readonly network: NetworkSpec;
  private readonly outputs: number;
  /** Everything that `clearGradients` zeroes. */
  private readonly gradients: { readonly from: number; readonly bytes: number };

  constructor(module: KernelModule, network: NetworkSpec, points: number) {
    const units = layerUnits(network.inputs, network.layers);
    this.network = network;
    this.points = points;
    this.outputs = units.at(-1)!;
    const lossStates = network.loss === 'l1' ? 2 : 3;
    const sizes = [network.inputs, this.outputs, this.outputs, ...Array<number>(lossStates).fill(this.outputs)];
    network.layers.forEach((layer, i) => {
      const stored = layer.kind === 'dense' ? 1 : layer.kind === 'softmax' ? 3 : 0;
      sizes.push(...Array<number>(1 + stored).fill(units[i + 1]!));
    });
    const bytes = sizes.map((size) => 4 * points * size);
    const total = bytes.reduce((sum, n) => sum + n, 0);
    let values = module.take(total);
    let gradients = module.take(total);
    this.gradients = { from: gradients, bytes: total };
    const places = bytes.map((size): Place => {
      const place = { values, gradients };
      values += size;
      gradients += size;
      return place;
    });
    const next = () => places.shift()!;
    [this.input, this.target, this.loss] = [next(), next(), next()];
    this.lossStates = Array.from({ length: lossStates }, next);
    let input = this.input;
    this.layers = network.layers.map((layer, index) => {
      const output = next();
      const stored = Array.from({ length: layer.kind === 'dense' ? 1 : layer.kind === 'softmax' ? 3 : 0 }, next);
      const places = { layer, index, inputs: units[index]!, outputs: units[index + 1]!, input, output, stored };
      input = output;
      return places;
    });
  }

  /** [n, outputs]. */
  get prediction(): Place {
    return this.layers.at(-1)?.output ?? this.input;
  }

  clearGradients(f: Float32Array): void {
    f.fill(0, this.gradients.from / 4, (this.gradients.from + this.gradients.bytes) / 4);
  }

  /** Predictions, stored states and losses. @returns the mean loss over points and outputs. */
  forward(f: Float32Array, network: NetworkPlaces): number {
    for (const places of this.layers) {
      if (places.layer.kind === 'dense') this.denseForward(f, places, network);
      else if (places.layer.kind === 'softmax') this.softmaxForward(f, places);
      else {
        const { value } = ACTIVATION[places.layer.name];
        const [x, y] = [places.input.values / 4, places.output.values / 4];
        for (let i = 0; i < this.points * places.outputs; i++) f[y + i] = value(f[x + i]!);
      }
    }
    return this.lossForward(f);
  }

  private denseForward(f: Float32Array, { index, inputs, outputs, ...at }: LayerPlaces, network: NetworkPlaces): void {
    const own = network.get(index);
    assert(own !== undefined, `layer ${index} has no weights`);
    const [x, y, z] = [at.input.values / 4, at.output.values / 4, at.stored[0]!.values / 4];
    const [w, b] = [own.weight.values / 4, own.bias.values / 4];
    for (let n = 0; n < this.points; n++) {
      for (let o = 0; o < outputs; o++) {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += f[x + n * inputs + i]! * f[w + i * outputs + o]!;
        f[z + n * outputs + o] = sum;
        f[y + n * outputs + o] = f[z + n * outputs + o]! + f[b + o]!;
      }
    }
  }

  private softmaxForward(f: Float32Array, { outputs, input, output, stored }: LayerPlaces): void {
    const [x, y] = [input.values / 4, output.values / 4];
    const [t, e, s] = stored.map(({ values }) => values / 4) as [number, number, number];
    for (let row = 0; row < this.points * outputs; row += outputs) {
      let largest = -Infinity;
      for (let o = row; o < row + outputs; o++) largest = Math.max(largest, f[x + o]!);
      let sum = 0;
      for (let o = row; o < row + outputs; o++) {
        f[t + o] = f[x + o]! - largest;
        f[e + o] = Math.exp(f[t + o]!);
        sum += f[e + o]!;
      }
      for (let o = row; o < row + outputs; o++) {
        f[s + o] = sum;
        f[y + o] = f[e + o]! / sum;
      }
    }
  }

  private lossForward(f: Float32Array): number {
    const [x, t, l] = [this.prediction.values / 4, this.target.values / 4, this.loss.values / 4];
    const states = this.lossStates.map(({ values }) => values / 4);
    const loss = LOSS[this.network.loss];
    const count = this.points * this.outputs;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const target = f[t + i]!;
      const output = f[x + i]!;
      const stored = loss.states(output, target);
      for (const [s, place] of states.entries()) f[place + i] = stored[s]!;
      f[l + i] = loss.value(output, target);
      sum += f[l + i]!;
    }
    return sum / count;
  }

  /**
   * From the gradients of loss and stored states to those of weights and biases (added) and of the layers between.
   *
   * @param lossScale added to the gradient of every entry of the loss.
   */
  backward(f: Float32Array, network: NetworkPlaces, lossScale = 0): void {
    this.lossBackward(f, lossScale);
    for (const places of [...this.layers].reverse()) {
      if (places.layer.kind === 'dense') this.denseBackward(f, places, network);
      else if (places.layer.kind === 'softmax') this.softmaxBackward(f, places);
      else {
        const { slope } = ACTIVATION[places.layer.name];
        const [x, y] = [places.input.values / 4, places.output.values / 4];
        const [dx, dy] = [places.input.gradients / 4, places.output.gradients / 4];
        for (let i = 0; i < this.points * places.outputs; i++) f[dx + i]! += f[dy + i]! * slope(f[x + i]!, f[y + i]!);
      }
    }
  }

  private lossBackward(f: Float32Array, lossScale: number): void {
    const [x, dx, t] = [this.prediction.values / 4, this.prediction.gradients / 4, this.target.values / 4];
    const dl = this.loss.gradients / 4;
    const states = this.lossStates.map(({ gradients }) => gradients / 4);
    for (let i = 0; i < this.points * this.outputs; i++) {
      const d = f[dl + i]! + lossScale;
      const [output, target] = [f[x + i]!, f[t + i]!];
      const stored = f[states[0]! + i]!;
      if (this.network.loss === 'crossEntropy') {
        if (output < CLIP || output > 1 - CLIP) continue;
        f[dx + i]! += (f[states[2]! + i]! - d * target) / output + stored;
      } else if (this.network.loss === 'l1') f[dx + i]! += stored - d * Math.sign(target - output);
      else f[dx + i]! += stored - d * (target - output) - f[states[2]! + i]!;
    }
  }

  private denseBackward(f: Float32Array, { index, inputs, outputs, ...at }: LayerPlaces, network: NetworkPlaces): void {
    const own = network.get(index)!;
    const [x, dx] = [at.input.values / 4, at.input.gradients / 4];
    const [dy, dz] = [at.output.gradients / 4, at.stored[0]!.gradients / 4];
    const [w, dw, db] = [own.weight.values / 4, own.weight.gradients / 4, own.bias.gradients / 4];
    for (let n = 0; n < this.points; n++) {
      for (let o = 0; o < outputs; o++) {
        const d = f[dy + n * outputs + o]!;
        f[db + o]! += d;
        f[dz + n * outputs + o]! += d;
      }
      for (let i = 0; i < inputs; i++) {
        const value = f[x + n * inputs + i]!;
        let sum = 0;
        for (let o = 0; o < outputs; o++) {
          const d = f[dz + n * outputs + o]!;
          sum += d * f[w + i * outputs + o]!;
          f[dw + i * outputs + o]! += d * value;
        }
        f[dx + n * inputs + i]! += sum;
      }
    }
  }

  private softmaxBackward(f: Float32Array, { outputs, input, output, stored }: LayerPlaces): void {
    const [dx, dy] = [input.gradients / 4, output.gradients / 4];
    const [t, e, s] = stored.map(({ values }) => values / 4) as [number, number, number];
    const [dt, de, ds] = stored.map(({ gradients }) => gradients / 4) as [number, number, number];
    for (let row = 0; row < this.points * outputs; row += outputs) {
      const sum = f[s + row]!;
      let dSum = 0;
      for (let o = row; o < row + outputs; o++) dSum += f[ds + o]! - (f[dy + o]! * f[e + o]!) / (sum * sum);
      let [dMax, largest] = [0, row];
      for (let o = row; o < row + outputs; o++) {
        const d = f[dt + o]! + (f[de + o]! + f[dy + o]! / sum + dSum) * f[e + o]!;
        f[dx + o]! += d;
        dMax -= d;
        if (f[t + o]! > f[t + largest]!) largest = o;
      }
      f[dx + largest]! += dMax;
    }
  }
}
