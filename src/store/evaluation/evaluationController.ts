// Evaluating the rule in use on held-out tasks, in the worker.

import { messageOf, type LabContext } from '../context.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import { withEvaluation, withoutEvaluation, type EvaluationSettings, type EvaluationSlice } from './evaluation.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { isActive } from '../meta/training.ts';
import type { TrainingController } from '../meta/trainingController.ts';
import { refusedEvaluation } from '../page/notices.ts';

/** Every evaluation uses the same held-out tasks, those of the command line's default. */
const SEED = 0;

export class EvaluationController {
  private readonly context: LabContext;
  private readonly training: Pick<TrainingController, 'record'>;
  private turn = 0;

  constructor(context: LabContext, training: Pick<TrainingController, 'record'>) {
    this.context = context;
    this.training = training;
  }

  private set(fields: Partial<EvaluationSlice>): void {
    patch(this.context.store, 'evaluation', fields);
  }

  /** Evaluate the rule in use as it is now. One given up leaves the last result as it was. */
  async start(settings: EvaluationSettings): Promise<void> {
    const { store, client } = this.context;
    const { rule, probe, ruleKey } = store.getState().experiment;
    if (rule === undefined) return;
    const mine = ++this.turn;
    dismiss(store, 'evaluation');
    this.set({ running: { ...settings, tasksDone: 0 } });
    try {
      const report = await client.evaluate(
        { ...settings, seed: SEED, ...(probe.layers && { layers: probe.layers }) },
        (tasksDone) => {
          if (mine === this.turn) this.set({ running: { ...settings, tasksDone } });
        },
      );
      if (report === undefined) return;
      const found = { report, ruleLabel: rule.label, metaSteps: rule.metaSteps, spec: probedSpec(rule.spec, probe) };
      this.set(withEvaluation(store.getState().evaluation, found));
      // A run that goes on is judged at its end only, and on its own network.
      if (ruleKey.kind === 'run' && !isActive(store.getState().training.status) && probe.layers === undefined)
        this.training.record.evaluated(ruleKey.id, report);
    } catch (error) {
      notify(store, refusedEvaluation(messageOf(error)));
    } finally {
      if (mine === this.turn) this.set({ running: undefined });
    }
  }

  /** Put one of those kept on show. */
  show(number: number): void {
    const { kept } = this.context.store.getState().evaluation;
    this.set({ finished: kept.find((each) => each.number === number) });
  }

  remove(number: number): void {
    this.set(withoutEvaluation(this.context.store.getState().evaluation, number));
  }

  cancel(): void {
    this.turn++;
    this.context.client.stopEvaluation();
    this.set({ running: undefined });
  }
}
