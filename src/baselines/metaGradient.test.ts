import { describe, expect, it } from 'vitest';
import { RATE_SCOPES, type BaselineStart } from '../record/baselines.ts';
import { Unrolled, type Scoring } from './metaGradient.ts';
import { MetaTraining } from './metaTrain.ts';
import { rateCount } from '../record/tensors.ts';
import { adaptWith } from './adapt.ts';
import { apart, differences, smallNetwork, someBatch, someParameters } from './testing/small.ts';
import { oneRate, tuneRate, type BaselineTask } from './tune.ts';

const STEPS = 3;
const network = smallNetwork('tanh');
const start = someParameters(network, 1);

function someTask(seed: number): BaselineTask {
  const support = Array.from({ length: STEPS }, (_, k) => someBatch(network, 4, 10 * seed + k));
  return { start, support, heldOut: someBatch(network, 6, 10 * seed + 9) };
}

const task = someTask(1);
const SCORINGS: readonly Scoring[] = [
  { hintWeight: 0, heldOutWeight: 1, heldOutEveryStep: false },
  { hintWeight: 0.7, heldOutWeight: 0.3, heldOutEveryStep: false },
  { hintWeight: 0.5, heldOutWeight: 2, heldOutEveryStep: true },
];

describe.each(SCORINGS)('meta-gradient, %o', (scoring) => {
  it.each(RATE_SCOPES)('by start and rates per %s is that of finite differences', (ratesPer) => {
    const unrolled = new Unrolled({ network, scoring, ratesPer, steps: STEPS, batch: 4, heldOutPoints: 6 });
    const count = rateCount(network, ratesPer);
    const flat = Float64Array.from({ length: STEPS * count }, (_, i) => 0.2 + 0.1 * Math.sin(i));
    const rowsOf = (all: Float64Array) =>
      Array.from({ length: STEPS }, (_, k) => all.subarray(k * count, (k + 1) * count));
    const run = (p: Float64Array, rates: Float64Array) => {
      const [startGradient, rateGradient] = [new Float64Array(p.length), new Float64Array(rates.length)];
      const loss = unrolled.metaGradient(p, rowsOf(rates), task, startGradient, rowsOf(rateGradient));
      return { loss, startGradient, rateGradient };
    };
    const { startGradient, rateGradient } = run(start, flat);
    expect(
      apart(
        startGradient,
        differences((p) => run(p, flat).loss, start),
      ),
    ).toBeLessThan(1e-6);
    expect(
      apart(
        rateGradient,
        differences((rates) => run(start, rates).loss, flat),
      ),
    ).toBeLessThan(1e-6);
  });
});

it('scores what adaptWith adapts', () => {
  const scoring = { hintWeight: 0, heldOutWeight: 1, heldOutEveryStep: false };
  const unrolled = new Unrolled({ network, scoring, ratesPer: 'network', steps: STEPS, batch: 4, heldOutPoints: 6 });
  const rates = Array.from({ length: STEPS }, () => new Float64Array([0.3]));
  const gradients = Array.from({ length: STEPS }, () => new Float64Array(1));
  const loss = unrolled.metaGradient(start, rates, task, new Float64Array(start.length), gradients);
  const method = { rule: oneRate('sgd', 0.3), start: { kind: 'random' } } as const;
  const { losses } = adaptWith(method, network, start, task.support, task.heldOut);
  expect(loss).toBeCloseTo(losses.at(-1)!, 12);
});

describe('MetaTraining', () => {
  const options = {
    network,
    scoring: { hintWeight: 0, heldOutWeight: 1, heldOutEveryStep: false },
    steps: STEPS,
    batch: 4,
    heldOutPoints: 6,
    firstRate: 0.05,
    learningRate: 0.01,
    ratesLearningRate: 0.03,
  } as const;
  const tasks = [1, 2].map(someTask);

  it.each([
    ['sgdRates', { ratesPer: 'tensor', ratesPerStep: true, logRates: true, start: undefined }, [3, 6]],
    ['maml', { ratesPer: 'network', ratesPerStep: false, logRates: true, start }, [1, 1]],
    ['metaSgd', { ratesPer: 'parameter', ratesPerStep: false, logRates: false, start }, [1, 35]],
    ['metaCurvature', { ratesPer: 'curvature', ratesPerStep: false, logRates: false, start }, [1, 91]],
  ] as const)('lowers the meta-loss: %s', (_, shape, [rows, columns]) => {
    const training = new MetaTraining({ ...options, ...shape });
    const losses = Array.from({ length: 60 }, (_, i) => training.step(tasks, i / 60));
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
    const { rule, start: learned } = training.result(6);
    expect([rule.rates.length, rule.rates[0]?.length]).toEqual([rows, columns]);
    expect(learned === undefined).toBe(shape.start === undefined);
    // The result, run by adaptWith, has the loss the training last saw, but for its last step and the rounding.
    const from: BaselineStart =
      learned === undefined ? { kind: 'random' } : { kind: 'learned', from: 'test', values: learned };
    const method = { rule, start: from };
    const ends = tasks.map((t) => adaptWith(method, network, t.start, t.support, t.heldOut).losses.at(-1)!);
    expect((ends[0]! + ends[1]!) / 2 / losses.at(-1)!).toBeCloseTo(1, 2);
    expect([training.steps, training.dropped]).toEqual([60, 0]);
  });

  it('leaves out a task that is not finite', () => {
    const training = new MetaTraining({
      ...options,
      ratesPer: 'network',
      ratesPerStep: false,
      logRates: true,
      start: undefined,
    });
    expect(training.step([task, { ...task, start: start.map(() => NaN) }], 0)).toBeGreaterThan(0);
    expect(training.dropped).toBe(1);
    expect(training.result(6).rule.rates[0]?.[0]).not.toBeNaN();
  });
});

describe('tuneRate', () => {
  it('finds a rate no worse than any tried, and refines around the best of the coarse grid', () => {
    const tasks = [1, 2, 3].map(someTask);
    const { rate, tried } = tuneRate(network, 'sgd', tasks);
    const losses = tried.map(({ loss }) => loss ?? Infinity);
    expect(tried).toHaveLength(21);
    expect(tried.find((each) => each.rate === rate)?.loss).toBe(Math.min(...losses));
    expect(losses[0]).toBeGreaterThan(Math.min(...losses));
    const method = { rule: oneRate('sgd', rate), start: { kind: 'random' } } as const;
    const ends = tasks.map((t) => adaptWith(method, network, t.start, t.support, t.heldOut).losses.at(-1)!);
    expect(ends.reduce((a, b) => a + b) / 3).toBeCloseTo(Math.min(...losses), 10);
  });
});
