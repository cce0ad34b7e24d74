// What a link that was opened or pasted does not bring, in words.

import { probedSpec } from '../../experiment/otherNetwork.ts';
import { NO_AGENT, type LabLink } from '../../link/link.ts';
import { agentFromText } from '../../record/moment.ts';
import type { LabContext } from '../context.ts';
import { shippedRule, type ExperimentSlice } from '../experiment/experiment.ts';
import { dismiss, notify } from '../labStore.ts';
import { linkLeftOut, ruleNotHere } from './notices.ts';

/** What a link says that cannot be read, or names and is not there. */
function leftOutOf(link: LabLink, { manifest, rule }: ExperimentSlice): string[] {
  const { ruleId, selection, pinned, probe, view } = link;
  const spec = rule === undefined ? link.spec : probedSpec(rule.spec, probe);
  const leftOut = [...(link.leftOut ?? [])];
  if (ruleId !== undefined && shippedRule(manifest, ruleId) === undefined)
    leftOut.push(`the rule ${ruleId}, which does not ship with this lab (an untrained one is on show instead)`);
  for (const text of [selection, pinned])
    if (text !== undefined && text !== NO_AGENT && agentFromText(text, spec) === undefined)
      leftOut.push(`the agent ${text}, which this network does not have`);
  if (view?.point !== undefined && view.point >= spec.recipe.batch && probe.support === undefined)
    leftOut.push(`point ${view.point + 1}: a step has ${spec.recipe.batch}`);
  return leftOut;
}

/**
 * Says what of a link is not on show, in place of what was said of the one before.
 *
 * @param isOwn its rule is this browser’s own, and was looked for here.
 */
export function tellOfLink({ store }: LabContext, link: LabLink, isOwn: boolean): void {
  for (const id of ['link', 'linkRule']) dismiss(store, id);
  const leftOut = leftOutOf(link, store.getState().experiment);
  if (leftOut.length > 0) notify(store, linkLeftOut(leftOut));
  if (!isOwn && link.ownSteps !== undefined) notify(store, ruleNotHere(link.ownSteps));
}
