// What rules do where they were not trained: other tasks, other numbers of points, other networks.

import { PRESETS, type PresetId } from '../experiment/presets.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { variedRule, type Variation } from '../training/evaluation/variation.ts';
import { evaluationOf } from './evaluate.ts';
import type { Elsewhere } from './measured.ts';

/** One thing changed at a time; the rules of the sinusoid saw amplitudes of .1 to .5, phases of 0 to π and ten points. */
export const CONDITIONS: readonly { readonly name: string; readonly variation: Variation }[] = [
  { name: 'phase π to 2π', variation: { phase: [Math.PI, 2 * Math.PI] } },
  { name: 'amplitude .5 to 1', variation: { amplitude: [0.5, 1] } },
  { name: '5 points', variation: { batch: 5 } },
  { name: '20 points', variation: { batch: 20 } },
  { name: 'tanh', variation: { activation: 'tanh' } },
  { name: 'width 40', variation: { widths: [40] } },
  { name: 'a third hidden layer', variation: { layers: 4 } },
];

/** Whether conditions are asked of a preset's rules. */
export const hasConditions = (preset: PresetId) => PRESETS[preset].spec.task.kind === 'sinusoid';

/**
 * A rule under every condition that it can be put under, after the inner steps it was trained for.
 *
 * @param known what was evaluated before: not done again.
 */
export async function elsewhereOf(
  rule: RuleCheckpoint,
  options: { readonly tasks: number; readonly seed: number },
  known: readonly Elsewhere[],
): Promise<readonly Elsewhere[]> {
  const found: Elsewhere[] = [];
  for (const { name, variation } of CONDITIONS) {
    // A learned start has one shape.
    if (!variedRule(rule, variation).ok) continue;
    const steps = rule.spec.recipe.innerSteps;
    const before = known.find((each) => each.name === name);
    found.push(before ?? { name, report: await evaluationOf(rule, { ...options, steps }, variation) });
  }
  return found;
}
