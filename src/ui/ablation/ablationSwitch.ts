// Switching a setting: to the shipped rule trained that way, or to an offer to train one.

import { changedSettings, comparableMetaSteps, matchingRule, type ChangedFrom } from '../../store/ablation/ablation.ts';
import { specInUse, type ExperimentSlice } from '../../store/experiment/experiment.ts';
import { type Lab } from '../../store/lab.ts';
import { patch } from '../../store/labStore.ts';
import { type RuleSpec } from '../../experiment/types.ts';
import { heldOutLosses } from '../../viz/fit/fitGeometry.ts';

/** The run on show, as the comparison keeps it. */
function asBefore({ rule, ruleKey, record }: ExperimentSlice): ChangedFrom | undefined {
  if (rule === undefined || record === undefined) return undefined;
  return {
    ruleKey,
    label: rule.label,
    shippedId: rule.shippedId,
    spec: rule.spec,
    metaSteps: rule.metaSteps,
    probe: record.header.probe,
    losses: heldOutLosses(record),
  };
}

/** Settings that no rule has stand in the address, and Back takes them away again; undefined for those in use. */
export function ask(lab: Lab, asked: RuleSpec | undefined): void {
  patch(lab.store, 'ablation', { asked, train: undefined });
  lab.experiment.commit();
}

/** Another setting is wanted. */
export function switchTo(lab: Lab, wanted: RuleSpec): void {
  const { experiment } = lab.store.getState();
  const spec = specInUse(experiment);
  const match = matchingRule(experiment.manifest, spec, wanted, experiment.rule?.metaSteps ?? 0);
  if (changedSettings(spec.rule, wanted).length === 0) ask(lab, undefined);
  else if (match === undefined) ask(lab, wanted);
  else takeShipped(lab, match.id, wanted);
}

/** Load a shipped rule and remember what it was changed from. */
export function takeShipped(lab: Lab, id: string, to: RuleSpec): void {
  const from = asBefore(lab.store.getState().experiment);
  void lab.experiment.choose({ kind: 'shipped', id }, { push: true }).then((rule) => {
    if (rule !== undefined) patch(lab.store, 'ablation', { asked: undefined, train: undefined, from, to });
  });
}

/** Open the Train form with these settings; the run on show stays until Train is pressed. */
export function offerTraining(lab: Lab, asked: RuleSpec): void {
  const { experiment } = lab.store.getState();
  const inUse = specInUse(experiment);
  const metaSteps = comparableMetaSteps(experiment.manifest, inUse);
  const spec = { ...inUse, rule: asked, recipe: { ...inUse.recipe, metaSteps } };
  patch(lab.store, 'ablation', { train: spec, from: asBefore(experiment), to: asked });
  patch(lab.store, 'appearance', { drawer: true, setup: false });
}
