import { describe, expect, it } from 'vitest';
import { rngFrom } from '../lib/rng.ts';
import { freshNetworks } from '../mplp/fresh.ts';
import { agentGroups } from '../experiment/layout.ts';
import { PRESETS } from '../experiment/presets.ts';
import { networkSize, rateCount } from '../record/tensors.ts';
import { adaptWith, flatNetwork } from './adapt.ts';
import { PlainNetwork } from './network.ts';
import { smallNetwork, someBatch, someParameters } from './testing/small.ts';

const network = smallNetwork('tanh');
const start = someParameters(network, 1);
const batches = [1, 2, 3].map((seed) => someBatch(network, 5, seed));
const judged = someBatch(network, 7, 9);
const size = networkSize(network);
const random = { kind: 'random' } as const;

/** Gradient at p on batch k. */
function gradientAt(p: Float64Array, k: number): Float64Array {
  const g = new Float64Array(p.length);
  new PlainNetwork(network, 5).addGradient(g, p, batches[k]!);
  return g;
}

describe('adaptWith', () => {
  it('judges before learning and after every step of SGD', () => {
    const rule = { optimiser: 'sgd', ratesPer: 'network', rates: [[0.1]] } as const;
    const { losses, predictions } = adaptWith({ rule, start: random }, network, start, batches, judged);
    let p = start;
    const expected = [0, 1, 2, 3].map((k) => {
      if (k > 0) {
        const g = gradientAt(p, k - 1);
        p = p.map((value, i) => value - 0.1 * g[i]!);
      }
      return new PlainNetwork(network, 7).lossAt(p, judged);
    });
    expect(losses).toEqual(expected.map((loss) => expect.closeTo(loss, 12) as number));
    expect(losses[3]).toBeLessThan(losses[0]!);
    expect(predictions.map((curve) => curve.length)).toEqual([14, 14, 14, 14]);
    expect(predictions[1]).not.toEqual(predictions[0]);
  });

  it('takes the first step of momentum as SGD, later ones along what has gathered', () => {
    const run = (optimiser: 'sgd' | 'momentum') => {
      const rule = { optimiser, ratesPer: 'network', rates: [[0.01]] } as const;
      return adaptWith({ rule, start: random }, network, start, [batches[0]!, batches[0]!], batches[0]!).losses;
    };
    expect(run('momentum')[1]).toBe(run('sgd')[1]);
    expect(run('momentum')[2]).toBeLessThan(run('sgd')[2]!);
  });

  it("moves every parameter by the rate in Adam's first step", () => {
    const rule = { optimiser: 'adam', ratesPer: 'network', rates: [[0.01]] } as const;
    const { losses } = adaptWith({ rule, start: random }, network, start, batches.slice(0, 1), judged);
    const g = gradientAt(start, 0);
    const moved = start.map((value, i) => value - 0.01 * Math.sign(g[i]!));
    expect(losses[1]).toBeCloseTo(new PlainNetwork(network, 7).lossAt(moved, judged), 5);
  });

  it('corrects the bias of both moments by the number of the step', () => {
    const rule = { optimiser: 'adam', ratesPer: 'network', rates: [[0.01]] } as const;
    const { losses } = adaptWith({ rule, start: random }, network, start, batches.slice(0, 2), judged);
    const [m, v] = [new Float64Array(size), new Float64Array(size)];
    let p = start;
    for (const k of [0, 1]) {
      const g = gradientAt(p, k);
      p = p.map((value, i) => {
        m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
        v[i] = 0.999 * v[i]! + 0.001 * g[i]! * g[i]!;
        const [mean, square] = [m[i] / (1 - 0.9 ** (k + 1)), v[i] / (1 - 0.999 ** (k + 1))];
        return value - (0.01 * mean) / (Math.sqrt(square) + 1e-8);
      });
    }
    expect(losses[2]).toBeCloseTo(new PlainNetwork(network, 7).lossAt(p, judged), 10);
  });

  it('uses the rates of the step, the tensor and the parameter; the last step goes on', () => {
    expect([rateCount(network, 'network'), rateCount(network, 'tensor'), rateCount(network, 'parameter')]).toEqual([
      1,
      6,
      size,
    ]);
    const still = Array<number>(6).fill(0);
    const rule = { optimiser: 'sgd', ratesPer: 'tensor', rates: [still, still.with(5, 0.5)] } as const;
    const { losses, predictions } = adaptWith({ rule, start: random }, network, start, batches, judged);
    expect(losses[1]).toBe(losses[0]);
    // Only the output's two biases move: every point's prediction by the same.
    for (const k of [2, 3]) {
      const moved = predictions[k]!.map((value, i) => value - predictions[k - 1]![i]!);
      expect(Math.abs(moved[0]!)).toBeGreaterThan(1e-3);
      for (let n = 1; n < 7; n++) expect(moved[2 * n]).toBeCloseTo(moved[0]!, 6);
    }
  });

  it('starts from what was learned, and refuses a start of another size', () => {
    const rule = { optimiser: 'sgd', ratesPer: 'parameter', rates: [Array<number>(size).fill(0)] } as const;
    const learned = { kind: 'learned', from: 'test', values: Array.from(start) } as const;
    const { losses } = adaptWith({ rule, start: learned }, network, new Float64Array(size), batches, judged);
    expect(losses[0]).toBeCloseTo(new PlainNetwork(network, 7).lossAt(start, judged), 12);
    expect(() => adaptWith({ rule, start: random }, network, [1, 2], batches, judged)).toThrow('not 35');
  });
});

describe('flatNetwork', () => {
  it('takes one task of what freshNetworks drew', () => {
    const { spec } = PRESETS['5x10'];
    const networks = freshNetworks(spec, agentGroups(spec), [rngFrom(1), rngFrom(2)]);
    const flat = flatNetwork(spec.network, (id) => networks.get(id), 1);
    expect([...flat.subarray(0, 20)]).toEqual([...networks.get('0.weight')!.subarray(20, 40)]);
    expect([...flat.subarray(20, 40)]).toEqual(Array(20).fill(0));
    expect([...flat.subarray(460, 480)]).toEqual([...networks.get('4.weight')!.subarray(20, 40)]);
    expect(() => flatNetwork(spec.network, () => undefined)).toThrow('no 0.weight');
  });
});
