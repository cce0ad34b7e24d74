// Random valid specs and probes for property tests.

import fc from 'fast-check';
import {
  ACTIVATIONS,
  AGGREGATIONS,
  LEARNER_ACTIVATIONS,
  SCHEDULES,
  SHARINGS,
  type ExperimentSpec,
  type LayerSpec,
  type NetworkSpec,
  type ProbeSpec,
  type RecipeSpec,
  type Range,
} from '../types.ts';

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
const positive = (max: number) => fc.double({ min: 0, minExcluded: true, max, noNaN: true });

const range = (limit: number) =>
  fc.tuple(number(-limit, limit), number(-limit, limit)).map(([a, b]): Range => (a <= b ? [a, b] : [b, a]));

const activation = fc.constantFrom(...ACTIVATIONS).map((name): LayerSpec => ({ kind: 'activation', name }));

const hidden = (mostUnits: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: mostUnits }), fc.array(activation, { maxLength: 2 })), { maxLength: 4 })
    .map((blocks) => blocks.flatMap(([units, after]): LayerSpec[] => [{ kind: 'dense', units }, ...after]));

const network = (mostUnits: number) =>
  fc
    .record({
      before: fc.array(activation, { maxLength: 1 }),
      hidden: hidden(mostUnits),
      end: fc.oneof(fc.constant(undefined), activation, fc.constant<LayerSpec>({ kind: 'softmax' })),
      l1: fc.boolean(),
      weightSd: positive(10),
    })
    .map(({ before, hidden: middle, end, l1, weightSd }): NetworkSpec => {
      const layers: LayerSpec[] = [...before, ...middle, { kind: 'dense', units: 1 }];
      if (end !== undefined) layers.push(end);
      const plain = l1 ? 'l1' : 'l2';
      return { inputs: 1, layers, loss: end?.kind === 'softmax' ? 'crossEntropy' : plain, weightSd };
    });

const recipe = (innerSteps: number): fc.Arbitrary<RecipeSpec> =>
  fc.record({
    innerSteps: fc.constant(innerSteps),
    shortestHorizon: fc.integer({ min: 0, max: innerSteps }),
    warmUpSteps: fc.integer({ min: 0, max: 1000 }),
    lengthenFrom: fc.integer({ min: 0, max: 1_000_000 }),
    batch: fc.integer({ min: 1, max: 256 }),
    sameSupport: fc.boolean(),
    tasks: fc.integer({ min: 1, max: 256 }),
    heldOutPoints: fc.integer({ min: 1, max: 1000 }),
    hintWeight: number(0, 10),
    heldOutWeight: number(0, 10),
    heldOutEveryStep: fc.boolean(),
    learnedPrior: fc.boolean(),
    ownStepSizes: fc.integer({ min: 0, max: 3 }),
    learningRate: positive(1),
    schedule: fc.constantFrom(...SCHEDULES),
    metaSteps: fc.integer({ min: 1, max: 1_000_000 }),
    unitNorm: fc.boolean(),
    taskNormLimit: number(0, 1000),
    outputScaleRate: number(0, 100),
    standardiserBatches: fc.integer({ min: 1, max: 256 }),
  });

/** Valid specs whose layers have at most `mostUnits` units and learners at most `mostHidden`. */
export function specsUpTo(mostUnits: number, mostHidden: number): fc.Arbitrary<ExperimentSpec> {
  const learnerUnits = fc.integer({ min: 1, max: mostHidden });
  return fc.record({
    task: fc.record({ kind: fc.constant('sinusoid'), amplitude: range(5), phase: range(2 * Math.PI), x: range(100) }),
    network: network(mostUnits),
    rule: fc.record({
      stateful: fc.boolean(),
      messageSize: fc.integer({ min: 1, max: 64 }),
      hiddenSize: fc.integer({ min: 0, max: 64 }),
      learnerHidden: fc.tuple(learnerUnits, learnerUnits),
      learnerActivation: fc.constantFrom(...LEARNER_ACTIVATIONS),
      sharing: fc.constantFrom(...SHARINGS),
      aggregation: fc.constantFrom(...AGGREGATIONS),
      standardiseInputs: fc.boolean(),
      centreOutputs: fc.boolean(),
      learnOutputScale: fc.boolean(),
    }),
    recipe: fc.integer({ min: 1, max: 100 }).chain(recipe),
    seeds: fc.record({ rule: seed, training: seed }),
  });
}

/** Any valid spec. */
export const anySpec = specsUpTo(512, 256);

const points = fc.array(fc.tuple(number(-100, 100), number(-100, 100)), { minLength: 1, maxLength: 40 });

/** Any valid probe of the sinusoid task. */
export const anyProbe: fc.Arbitrary<ProbeSpec> = fc.record(
  {
    taskSeed: seed,
    networkSeed: seed,
    steps: fc.integer({ min: 1, max: 100 }),
    amplitude: number(-5, 5),
    phase: number(-2 * Math.PI, 2 * Math.PI),
    frequency: number(0, 4),
    noise: number(0, 1),
    curve: fc.array(number(-5, 5), { minLength: 2, maxLength: 41 }),
    support: fc.uniqueArray(fc.record({ step: fc.integer({ min: 1, max: 100 }), points }), {
      minLength: 1,
      maxLength: 5,
      selector: ({ step }) => step,
    }),
  },
  { requiredKeys: ['taskSeed', 'networkSeed', 'steps'] },
);
