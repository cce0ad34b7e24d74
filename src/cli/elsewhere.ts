// What rules do where they were not trained: other tasks, other numbers of points, other networks.

import type { PresetId } from '../experiment/presets.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { variedRule } from '../training/evaluation/variation.ts';
import { conditionsOf } from './conditions.ts';
import { evaluationOf } from './evaluate.ts';
import type { Elsewhere } from './measured.ts';

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
