// The sentence above the Fit.

import { capital } from '../../lib/capital.ts';
import { familyOf } from '../../tasks/families.ts';
import type { EpisodeHeader } from '../../record/episode.ts';
import { countWord } from '../common/format.ts';

/** A line that ends with less than this share of its first loss has been pulled onto the target. */
const PULLED = 0.7;
/** A line that loses more than this share of what it had won has been led away, not merely shaken by the new points. */
const SHAKEN = 0.1;

/** What the points do to the line, as far as it is true of this rule on this task. */
export function fitStory(
  losses: readonly number[],
  applied: number,
  { spec, probe }: Pick<EpisodeHeader, 'spec' | 'probe'>,
): string {
  const { batch, innerSteps, sameSupport } = spec.recipe;
  const { pulled: line, goal } = familyOf(spec.task).words;
  const [start = NaN, now = NaN] = [losses[0], losses[applied]];
  const trained = losses[Math.min(innerSteps, losses.length - 1)] ?? NaN;
  const points = sameSupport
    ? `The same ${countWord(batch)} points at every step`
    : `${capital(countWord(batch))} new points a step`;
  // What a changed rule does is not the rule's doing.
  if (probe.interventions !== undefined) return `${points}.`;
  if (!(trained < PULLED * start)) return `${points}; this rule does not pull the ${line} ${goal} yet.`;
  if (applied > innerSteps && !(now <= trained + SHAKEN * (start - trained)))
    return `Past the ${countWord(innerSteps)} ${innerSteps === 1 ? 'step' : 'steps'} it was trained for, the rule leads the ${line} away again.`;
  return `${points}.`;
}
