import type { ExperimentSpec, LayerSpec } from './types.ts';

/** Two hidden ReLU layers of so many units, and the output. */
const twoHidden = (units: number, outputs: number): readonly LayerSpec[] => [
  { kind: 'dense', units },
  { kind: 'activation', name: 'relu' },
  { kind: 'dense', units },
  { kind: 'activation', name: 'relu' },
  { kind: 'dense', units: outputs },
];

/** Sinusoid regression on a 1-20-20-1 ReLU network: maths.md section 7. */
const SINUSOID = {
  task: { kind: 'sinusoid', amplitude: [0.1, 0.5], phase: [0, Math.PI], x: [-5, 5] },
  network: {
    inputs: 1,
    layers: twoHidden(20, 1),
    loss: 'l2',
    weightSd: 0.05,
  },
} as const;

const SMALL_RULE = {
  messageSize: 8,
  hiddenSize: 15,
  learnerHidden: [32, 16],
  learnerActivation: 'silu',
  sharing: 'none',
  aggregation: 'mean',
  standardiseInputs: true,
  centreOutputs: true,
  learnOutputScale: true,
} as const;

const RECIPE = {
  batch: 10,
  sameSupport: false,
  ownStepSizes: 0,
  learningRate: 1e-3,
  schedule: 'cosine',
  unitNorm: true,
  shortestHorizon: 0,
  warmUpSteps: 0,
  lengthenFrom: 0,
  taskNormLimit: 0,
  standardiserBatches: 16,
} as const;

/** Above or below a random sinusoid, on a 2-20-20-2 ReLU network with softmax and cross-entropy. */
const BOUNDARY = {
  task: { kind: 'boundary', amplitude: [0.2, 0.9], phase: [0, Math.PI], x: [-5, 5], y: [-1, 1] },
  network: {
    inputs: 2,
    layers: [...twoHidden(20, 2), { kind: 'softmax' }],
    loss: 'crossEntropy',
    // From .05 no rule left the plateau in 2,400 meta-steps: docs/recipe.md.
    weightSd: 0.3,
  },
} as const;

/** The task and start shown first: a wide, well placed sinusoid. Shipped rules carry its episode. */
export const FIRST_PROBE = { taskSeed: 20, networkSeed: 1 } as const;

export const PRESET_IDS = [
  '5x10',
  '2x10',
  'boundary',
  '5x10-published',
  '2x10-published',
  'sinusoid-standard',
] as const;
export type PresetId = (typeof PRESET_IDS)[number];

export interface Preset {
  readonly id: PresetId;
  readonly title: string;
  readonly summary: string;
  readonly spec: ExperimentSpec;
}

/** The paper's learners. */
const PUBLISHED_RULE = { learnerHidden: [80, 40], learnerActivation: 'relu' } as const;
/** Its optimiser. */
const PUBLISHED_RECIPE = { tasks: 4, learningRate: 1e-4, schedule: 'constant', outputScaleRate: 1 } as const;

const OURS = {
  '5x10': {
    id: '5x10',
    title: 'Sinusoid 5x10',
    summary: 'Stateful agents, random starting weights, five inner steps of ten points.',
    spec: {
      ...SINUSOID,
      rule: { ...SMALL_RULE, stateful: true },
      recipe: {
        ...RECIPE,
        innerSteps: 5,
        tasks: 4,
        heldOutPoints: 20,
        hintWeight: 0.7,
        heldOutWeight: 0.3,
        heldOutEveryStep: false,
        learnedPrior: false,
        metaSteps: 3000,
        outputScaleRate: 5,
      },
      seeds: { rule: 0, training: 0 },
    },
  },
  '2x10': {
    id: '2x10',
    title: 'Learned prior 2x10',
    summary: 'Stateless agents, learned starting weights, ten points an inner step.',
    spec: {
      ...SINUSOID,
      rule: { ...SMALL_RULE, stateful: false },
      recipe: {
        ...RECIPE,
        innerSteps: 2,
        tasks: 8,
        heldOutPoints: 20,
        hintWeight: 0,
        heldOutWeight: 1,
        heldOutEveryStep: false,
        learnedPrior: true,
        metaSteps: 6000,
        outputScaleRate: 1,
      },
      seeds: { rule: 0, training: 0 },
    },
  },
} as const satisfies Readonly<Record<string, Preset>>;

export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  ...OURS,
  boundary: {
    id: 'boundary',
    title: 'Sinusoid boundary 10x10',
    summary:
      'Which side of a random sinusoid a point lies on: stateful agents, random starting weights, ten inner steps.',
    spec: {
      ...BOUNDARY,
      rule: OURS['5x10'].spec.rule,
      recipe: { ...OURS['5x10'].spec.recipe, innerSteps: 10, heldOutPoints: 40, metaSteps: 12_000 },
      seeds: { rule: 0, training: 0 },
    },
  },
  '5x10-published': {
    id: '5x10-published',
    title: 'Sinusoid 5x10, as published',
    summary: 'The sizes and the optimiser of the paper: learners 80/40 with ReLU, 36,000 meta-steps at a fixed rate.',
    spec: {
      ...OURS['5x10'].spec,
      rule: { ...OURS['5x10'].spec.rule, ...PUBLISHED_RULE },
      recipe: { ...OURS['5x10'].spec.recipe, ...PUBLISHED_RECIPE, metaSteps: 36_000 },
    },
  },
  '2x10-published': {
    id: '2x10-published',
    title: 'Learned prior 2x10, as published',
    summary: 'The sizes and the optimiser of the paper: learners 80/40 with ReLU, a fixed rate.',
    spec: {
      ...OURS['2x10'].spec,
      rule: { ...OURS['2x10'].spec.rule, ...PUBLISHED_RULE },
      recipe: { ...OURS['2x10'].spec.recipe, ...PUBLISHED_RECIPE, metaSteps: 36_000 },
    },
  },
  'sinusoid-standard': {
    id: 'sinusoid-standard',
    title: 'Sinusoid of the literature, 1x10',
    summary:
      'The benchmark of MAML and its successors: amplitudes to 5, a 1-40-40-1 network, a learned start, one step on ten points.',
    spec: {
      ...OURS['2x10'].spec,
      task: { ...SINUSOID.task, amplitude: [0.1, 5] },
      network: { ...SINUSOID.network, layers: twoHidden(40, 1) },
      recipe: { ...OURS['2x10'].spec.recipe, innerSteps: 1, sameSupport: true, metaSteps: 8000 },
    },
  },
};

/** From which weights a rule adapts. */
export const START_KINDS = ['random', 'learned'] as const;
export type StartKind = (typeof START_KINDS)[number];

/** From which weights the rules of a preset adapt. */
export const startOf = (preset: PresetId) => startIn(PRESETS[preset].spec);

export const startIn = ({ recipe }: Pick<ExperimentSpec, 'recipe'>): StartKind =>
  recipe.learnedPrior ? 'learned' : 'random';
