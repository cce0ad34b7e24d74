// The sentence above the Fit.

import { familyOf } from '../../tasks/families.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import { countWord } from '../common/format.ts';

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A line that ends with less than this share of its first loss has been pulled onto the target. */
const PULLED = 0.7;

/** What the points do to the line, as far as it is true of this rule on this task. */
export function fitStory(
  losses: readonly number[],
  applied: number,
  spec: Pick<ExperimentSpec, 'task' | 'recipe'>,
): string {
  const { batch, innerSteps } = spec.recipe;
  const { pulled: line, goal } = familyOf(spec.task).words;
  const [start = NaN, now = NaN] = [losses[0], losses[applied]];
  const trained = losses[Math.min(innerSteps, losses.length - 1)] ?? NaN;
  const points = `${capital(countWord(batch))} new points a step`;
  if (!(trained < PULLED * start)) return `${points}; this rule does not pull the ${line} ${goal} yet.`;
  if (applied > innerSteps && !(now <= trained))
    return `Past the ${countWord(innerSteps)} ${innerSteps === 1 ? 'step' : 'steps'} it was trained for, the rule leads the ${line} away again.`;
  return `${points}.`;
}
