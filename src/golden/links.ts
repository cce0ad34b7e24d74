// Twenty links of every kind: what they say, for their exact text.

import { PRESET_IDS, PRESETS } from '../experiment/presets.ts';
import type { LabLink } from '../link/link.ts';

const prior = PRESETS['2x10'].spec;
const five = PRESETS['5x10'].spec;
const probe = { taskSeed: 20, networkSeed: 1, steps: 2 };
const shipped = { preset: '2x10', spec: prior, ruleId: 'learned-prior-2x10', probe } as const;

export const LINKS: readonly LabLink[] = [
  ...PRESET_IDS.slice(0, 5).map((preset): LabLink => ({
    preset,
    spec: PRESETS[preset].spec,
    probe: { ...probe, steps: 3 },
  })),
  shipped,
  { ...shipped, moment: { step: 2, phase: 3 } },
  { ...shipped, selection: 'w2:8:13', pinned: 'w2:3:7' },
  { ...shipped, selection: 'none' },
  { ...shipped, view: { agents: 'grid', lines: 'message3', size: 'norm', path: true } },
  { ...shipped, view: { point: 4, whole: true, drawer: true }, selection: 'b1:0' },
  { ...shipped, view: { lanes: 'sgd,metaSgd', rival: 'steady-2x10' } },
  { ...shipped, probe: { ...probe, amplitude: 0.25, phase: 1.5, frequency: 2, noise: 0.1 } },
  { ...shipped, probe: { ...probe, curve: [0, 0.25, -0.5, 0.125] } },
  {
    ...shipped,
    probe: {
      ...probe,
      support: [
        {
          step: 2,
          points: [
            [-1, 0],
            [0.5, 0.25],
          ],
        },
      ],
    },
  },
  {
    preset: '5x10',
    spec: { ...five, rule: { ...five.rule, messageSize: 1, sharing: 'rules', aggregation: 'sum', stateful: false } },
    probe,
  },
  {
    preset: '5x10',
    spec: { ...five, rule: { ...five.rule, hiddenSize: 7, learnerHidden: [80, 40], learnerActivation: 'tanh' } },
    probe,
  },
  {
    preset: '2x10',
    spec: {
      ...prior,
      rule: { ...prior.rule, standardiseInputs: false, centreOutputs: false, learnOutputScale: false },
      recipe: { ...prior.recipe, innerSteps: 4, shortestHorizon: 2, warmUpSteps: 30, taskNormLimit: 2, tasks: 16 },
    },
    probe,
  },
  {
    preset: '2x10',
    spec: {
      ...prior,
      network: {
        ...prior.network,
        layers: [
          { kind: 'dense', units: 3 },
          { kind: 'activation', name: 'tanh' },
          { kind: 'dense', units: 1 },
        ],
      },
      seeds: { rule: 3, training: 9 },
    },
    probe,
  },
  {
    preset: 'boundary',
    spec: PRESETS.boundary.spec,
    ruleId: 'boundary-10x10',
    probe: { taskSeed: 20, networkSeed: 1, steps: 10, frequency: 1.5 },
    moment: { step: 10, phase: 5 },
    view: { lanes: 'adam' },
  },
];
