// What rules do where they were not trained: other tasks, other numbers of points, other networks.

import { PRESETS, type PresetId } from '../experiment/presets.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { variedRule, type Variation } from '../training/evaluation/variation.ts';
import { evaluationOf } from './evaluate.ts';
import type { Elsewhere } from './measured.ts';

interface Condition {
  readonly name: string;
  readonly variation: Variation;
}

/** Another number of support points. */
export interface Shot extends Condition {
  readonly variation: { readonly batch: number };
}

const FEWER: Shot = { name: '5 points', variation: { batch: 5 } };
const MORE: Shot = { name: '20 points', variation: { batch: 20 } };

/** One thing changed at a time; the rules of the sinusoid saw amplitudes of .1 to .5, phases of 0 to π and ten points. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'phase π to 2π', variation: { phase: [Math.PI, 2 * Math.PI] } },
  { name: 'amplitude .5 to 1', variation: { amplitude: [0.5, 1] } },
  FEWER,
  MORE,
  { name: 'noise of .05', variation: { noise: 0.05 } },
  { name: 'tanh', variation: { activation: 'tanh' } },
  { name: 'width 40', variation: { widths: [40] } },
  { name: 'a third hidden layer', variation: { layers: 4 } },
];

/** What the papers report: one support set of each size. */
export const SHOTS: readonly Shot[] = [FEWER, MORE];

/** Whether a preset's tasks are those of the literature. */
export const isStandard = (preset: string) => preset === 'sinusoid-standard';

/** Whether a preset's rules stand in the table of conditions. */
export const hasConditions = (preset: PresetId) => PRESETS[preset].spec.task.kind === 'sinusoid' && !isStandard(preset);

const conditionsOf = (preset: PresetId): readonly Condition[] =>
  hasConditions(preset) ? CONDITIONS : isStandard(preset) ? SHOTS : [];

/**
 * A rule of a preset under every condition that it can be put under, after the inner steps it was trained for.
 *
 * @param known what was evaluated before: not done again.
 */
export async function elsewhereOf(
  rule: RuleCheckpoint,
  preset: PresetId,
  options: { readonly tasks: number; readonly seed: number },
  known: readonly Elsewhere[],
): Promise<readonly Elsewhere[]> {
  const found: Elsewhere[] = [];
  for (const { name, variation } of conditionsOf(preset)) {
    // A learned start has one shape.
    if (!variedRule(rule, variation).ok) continue;
    const steps = rule.spec.recipe.innerSteps;
    const before = known.find((each) => each.name === name);
    found.push(before ?? { name, report: await evaluationOf(rule, { ...options, steps }, variation) });
  }
  return found;
}
