// What the channels of the rule in use mean: shipped with it, or measured here.

import type { RuleMeanings } from '../../record/meanings.ts';
import type { ExperimentSlice } from '../experiment/experiment.ts';
import { sameRule } from '../experiment/ruleKey.ts';
import type { TouchSlice } from './measuring.ts';

/** Of the rule in use on the network it was made for; undefined where nobody measured. */
export function meaningsInUse({
  touch,
  experiment,
}: {
  readonly touch: TouchSlice;
  readonly experiment: ExperimentSlice;
}): RuleMeanings | undefined {
  const { rule, ruleKey, probe } = experiment;
  const { explained, shippedMeanings } = touch;
  if (rule === undefined || probe.layers !== undefined) return undefined;
  if (explained !== undefined && explained.metaSteps === rule.metaSteps && sameRule(explained.ruleKey, ruleKey))
    return explained.meanings;
  return rule.shippedId === undefined ? undefined : shippedMeanings?.[rule.shippedId];
}
