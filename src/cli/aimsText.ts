// What the rules were to reach, beside the best other method of the same tasks and kind of start. Pure.

import type { PresetId, StartKind } from '../experiment/presets.ts';
import { head, row } from '../lib/markdown.ts';
import type { ResultsData } from './measured.ts';
import { limitOf, short } from './rulesText.ts';

interface Aim {
  readonly what: string;
  readonly preset: PresetId;
  readonly start: StartKind;
  /** The rule that is to reach it. */
  readonly rule: string;
  /** The mean loss is the highest over these inner steps. */
  readonly steps: readonly number[];
  /** The authors' released rule, as the project measured it. */
  readonly published?: string;
  /** At most so much, no more than the rule's own loss after another step, or than the best other method. */
  readonly most: number | { readonly ownStep: number } | 'other';
}

const fiveLearned = { preset: '5x10', start: 'learned', rule: 'prior-5x10' } as const;
const fiveSteady = { preset: '5x10', start: 'random', rule: 'steady-5x10' } as const;
const twoLearned = { preset: '2x10', start: 'learned', rule: 'prior-2x10' } as const;
const boundaryLearned = { preset: 'boundary', start: 'learned', rule: 'prior-boundary' } as const;
const standard = { preset: 'sinusoid-standard', start: 'learned', rule: 'standard-1x10' } as const;
const standardFurther = { ...standard, rule: 'standard-10x10' } as const;
const boundary = { preset: 'boundary', start: 'random', rule: 'boundary-10x10' } as const;

const TWO_TO_TEN = [2, 3, 4, 5, 6, 7, 8, 9, 10];

const AIMS: readonly Aim[] = [
  { ...fiveLearned, what: '5x10, learned start, step 5', steps: [5], most: 0.00004 },
  { ...fiveLearned, what: 'the same, step 20', steps: [20], most: { ownStep: 5 } },
  { ...fiveLearned, what: 'the same, step 50', steps: [50], most: { ownStep: 5 } },
  {
    ...{ preset: '5x10', start: 'random', rule: 'sinusoid-5x10' },
    ...{ what: '5x10, random starts, step 5', steps: [5], published: '.0011', most: 0.00015 },
  },
  { ...fiveSteady, what: '5x10 steady, random starts, step 20', steps: [20], published: '.073', most: 0.0001 },
  { ...fiveSteady, what: 'the same, step 50', steps: [50], published: 'diverged', most: { ownStep: 20 } },
  { ...twoLearned, what: '2x10, learned start, step 2', steps: [2], published: '.0011', most: 0.0001 },
  {
    ...twoLearned,
    ...{ what: '2x10 steady, worst of steps 2 to 10', steps: TWO_TO_TEN },
    ...{ published: 'diverged from step 3', most: 0.0002 },
  },
  { ...twoLearned, what: 'the same, step 50', steps: [50], published: 'diverged', most: { ownStep: 10 } },
  { ...boundaryLearned, what: 'boundary, learned start, step 10', steps: [10], most: 0.03 },
  { ...boundaryLearned, what: 'the same, step 50', steps: [50], most: { ownStep: 10 } },
  { ...boundary, what: 'boundary, random starts, step 10', steps: [10], most: 0.08 },
  { ...boundary, what: 'the same, step 50', steps: [50], most: { ownStep: 10 } },
  {
    ...standard,
    // Half of what Meta-Curvature's paper prints.
    ...{ what: 'sinusoid of the literature, ten points, step 1', steps: [1], most: 0.201 / 2 },
  },
  { ...standardFurther, what: 'the same points, step 5', steps: [5], most: 'other' },
  { ...standardFurther, what: 'the same points, step 10', steps: [10], most: 'other' },
];

type Losses = readonly number[] | undefined;

const highest = (losses: Losses, steps: readonly number[]) => Math.max(...steps.map((step) => losses?.[step] ?? NaN));

function mostOf({ most }: Aim, own: Losses, other = NaN): number {
  if (most === 'other') return other;
  return typeof most === 'number' ? most : (own?.[most.ownStep] ?? NaN);
}

function aimRow({ rules, baselines }: ResultsData, aim: Aim): string {
  const { what, preset, start, rule, steps, published = '' } = aim;
  const limit = limitOf(preset);
  const text = (loss: number) => (Number.isNaN(loss) ? '–' : short(loss, limit));
  const own = rules.find(({ id }) => id === rule)?.report.meanLoss;
  const others = (baselines.reports.find((report) => report.preset === preset)?.methods ?? [])
    .filter((method) => method.start.kind === start)
    .map(({ title, evaluation }) => ({ title, loss: highest(evaluation.meanLoss, steps) }))
    .filter(({ loss }) => !Number.isNaN(loss));
  const [best] = others.sort((a, b) => a.loss - b.loss);
  const most = mostOf(aim, own, best?.loss);
  const reached = highest(own, steps);
  return row([
    ...[what, published, best === undefined ? '' : `${best.title} ${text(best.loss)}`],
    ...[`\`${rule}\` ${text(reached)}`, `at most ${text(most)}`, reached <= most ? 'met' : 'missed'],
  ]);
}

/** The aims and what was reached, mean losses. */
export function aimsText(data: ResultsData): string[] {
  const steady = data.rules.find(({ id }) => id === 'steady-2x10')?.report.meanLoss;
  return [
    ...head(['mean loss', 'published rule', 'best other method, same kind of start', 'reached', 'aim', '']),
    ...AIMS.map((aim) => aimRow(data, aim)),
    '',
    `Other methods were meta-trained for the steps of their setting (5, 2, 10 and 1) and go on with the rates of the last: on the literature’s sinusoid they are beyond their horizon after five and ten steps, \`standard-10x10\` is not. \`prior-2x10\` takes its two steps and rests; \`steady-2x10\`, which goes on learning, is at ${short(highest(steady, TWO_TO_TEN))} at the worst of these steps and at ${short(steady?.[50])} after fifty.`,
    '',
  ];
}
