// Switching a setting: to the shipped rule trained that way, or to an offer to train one.

import type { RuleSpec } from '../../experiment/types.ts';
import { laneOfRecord } from '../../record/sections.ts';
import { messageOf, type LabContext } from '../context.ts';
import { specInUse, type ExperimentSlice } from '../experiment/experiment.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { sourceOf } from '../experiment/ruleChoice.ts';
import { notify, patch } from '../labStore.ts';
import { noLanes } from '../page/notices.ts';
import type { AppearanceController } from '../page/appearanceController.ts';
import {
  changedSettings,
  comparableRecipe,
  matchingRule,
  twinOf,
  type AblationSlice,
  type ChangedFrom,
} from './ablation.ts';

/** The run on show, as the comparison keeps it. */
function asBefore({ rule, ruleKey, record }: ExperimentSlice): ChangedFrom | undefined {
  if (rule === undefined || record === undefined) return undefined;
  return {
    cameFrom: undefined,
    ruleKey,
    label: rule.label,
    shippedId: rule.shippedId,
    spec: rule.spec,
    metaSteps: rule.metaSteps,
    probe: record.header.probe,
    lane: laneOfRecord('before', record),
  };
}

export class AblationController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private readonly appearance: AppearanceController;

  constructor(context: LabContext, experiment: ExperimentController, appearance: AppearanceController) {
    this.context = context;
    this.experiment = experiment;
    this.appearance = appearance;
  }

  private get inUse(): ExperimentSlice {
    return this.context.store.getState().experiment;
  }

  private set(fields: Partial<AblationSlice>): void {
    patch(this.context.store, 'ablation', fields);
  }

  /** Settings that no rule has stand in the address, and Back takes them away again; undefined for those in use. */
  private ask(asked: RuleSpec | undefined): void {
    this.set({ asked, train: undefined });
    this.experiment.commit();
  }

  /** Back to the settings in use. */
  dropAsked(): void {
    this.ask(undefined);
  }

  /** The Train form starts from a preset again. */
  dropOffer(): void {
    this.set({ train: undefined });
  }

  /** Another setting is wanted. */
  switchTo(wanted: RuleSpec): void {
    const spec = specInUse(this.inUse);
    const match = matchingRule(this.inUse.manifest, spec, wanted, this.inUse.rule?.metaSteps ?? 0);
    if (changedSettings(spec.rule, wanted).length === 0) this.dropAsked();
    else if (match === undefined) this.ask(wanted);
    else this.takeShipped(match.id, wanted);
  }

  /** Load a shipped rule and remember what it was changed from. */
  takeShipped(id: string, to: RuleSpec): void {
    const from = asBefore(this.inUse);
    void this.experiment.choose({ kind: 'shipped', id }, { push: true }).then(async (rule) => {
      if (rule === undefined) return;
      const fair = await this.asLongTrained(from, rule.metaSteps, this.inUse.probe.steps);
      // What was asked for meanwhile stays, and the comparison is not about another rule.
      if (this.inUse.rule === rule) this.set({ from: fair, to });
    });
  }

  /**
   * Like is compared with like: where the rule before was trained for another number of meta-steps and a shipped rule with
   * its settings was trained for this one, that rule stands for it, adapted to the same task over as many inner `steps`.
   */
  private async asLongTrained(
    from: ChangedFrom | undefined,
    metaSteps: number,
    steps: number,
  ): Promise<ChangedFrom | undefined> {
    const { manifest } = this.inUse;
    const twin = from && from.metaSteps !== metaSteps ? twinOf(manifest, from.spec, metaSteps) : undefined;
    if (from === undefined || twin === undefined) return from;
    const probe = { ...from.probe, steps };
    try {
      const source = await sourceOf({ kind: 'shipped', id: twin.id }, this.context.page, manifest);
      const { lanes } = await this.context.client.compare(probe, [{ id: 'twin', source }]);
      const [lane] = lanes;
      if (lane === undefined) return from;
      const { ruleKey, label, metaSteps: before } = from;
      return {
        ...from,
        probe,
        cameFrom: { ruleKey, label, metaSteps: before },
        ruleKey: { kind: 'shipped', id: twin.id },
        label: twin.title,
        shippedId: twin.id,
        metaSteps: twin.metaSteps,
        lane: { ...lane, id: 'before' },
      };
    } catch (error) {
      notify(this.context.store, noLanes(messageOf(error)));
      return from;
    }
  }

  /** Open the Train form with these settings; the run on show stays until Train is pressed. */
  offerTraining(asked: RuleSpec): void {
    const spec = specInUse(this.inUse);
    const recipe = comparableRecipe(this.inUse.manifest, spec);
    const train = { ...spec, rule: asked, recipe };
    const from = asBefore(this.inUse);
    this.set({ train, from, to: asked });
    void this.asLongTrained(from, recipe.metaSteps, recipe.innerSteps).then((fair) => {
      if (this.context.store.getState().ablation.from === from) this.set({ from: fair });
    });
    this.appearance.open('drawer');
    this.appearance.close('setup');
  }
}
