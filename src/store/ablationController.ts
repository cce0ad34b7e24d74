// Switching a setting of the rule: the shipped rule that has it, or the offer to train one.

import { requireSection } from '../record/episode.ts';
import { type RuleSpec } from '../spec/types.ts';
import { shippedWith, sameRule, withSetting, type AblationSlice, type RunBefore } from './ablation.ts';
import { type LabContext } from './context.ts';
import { type ExperimentController } from './experimentController.ts';
import { patch } from './labStore.ts';
import { choiceOfKey } from './ruleChoice.ts';
import { type RunSettings } from './training.ts';
import { type TrainingController } from './trainingController.ts';

export interface AblationNeeds {
  readonly experiment: ExperimentController;
  readonly training: TrainingController;
  readonly undo: () => void;
}

export class AblationController {
  private readonly context: LabContext;
  private readonly needs: AblationNeeds;

  constructor(context: LabContext, needs: AblationNeeds) {
    this.context = context;
    this.needs = needs;
  }

  private get experiment() {
    return this.context.store.getState().experiment;
  }

  private set(fields: Partial<AblationSlice>): void {
    patch(this.context.store, 'ablation', fields);
  }

  private onShow(): RunBefore | undefined {
    const { ruleKey, rule, record } = this.experiment;
    if (rule === undefined || record === undefined) return undefined;
    return { ruleKey, rule, probe: record.header.probe, losses: [...requireSection(record, 'heldOutLoss').data] };
  }

  /** Switch a setting of the rule on show, or of the settings asked for. */
  async switchTo(change: Partial<RuleSpec>): Promise<void> {
    const { manifest, rule, ruleKey } = this.experiment;
    const { wanted } = this.context.store.getState().ablation;
    if (rule === undefined) return;
    const next = withSetting(wanted?.of === ruleKey ? wanted.rule : rule.spec.rule, change);
    if (sameRule(next, rule.spec.rule)) {
      this.set({ wanted: undefined });
      return;
    }
    const found = shippedWith(manifest, rule, next);
    if (found === undefined) {
      this.set({ wanted: { of: ruleKey, rule: next } });
      return;
    }
    const before = this.onShow();
    if ((await this.needs.experiment.choose({ kind: 'shipped', id: found.id }, { push: true })) === undefined) return;
    this.changed(before);
  }

  private changed(before: RunBefore | undefined): void {
    const to = this.experiment.ruleKey;
    this.set({ wanted: undefined, change: before && to !== before.ruleKey ? { to, before } : undefined });
  }

  /** Train a rule with the settings asked for; the one on show stays within reach. */
  async train(settings: RunSettings): Promise<void> {
    const before = this.onShow();
    patch(this.context.store, 'appearance', { drawer: true });
    await this.needs.training.start(settings);
    this.changed(before);
  }

  /** Forget the settings asked for. */
  forget(): void {
    this.set({ wanted: undefined });
  }

  /** Back to the run a switch left. */
  async back(): Promise<void> {
    const { change } = this.context.store.getState().ablation;
    if (change === undefined) return;
    const choice = choiceOfKey(change.before.ruleKey);
    if (choice === undefined) this.needs.undo();
    else await this.needs.experiment.choose(choice, { push: true });
  }
}
