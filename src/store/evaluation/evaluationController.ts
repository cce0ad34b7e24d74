// Evaluating the rule in use on held-out tasks, in the worker.

import { messageOf, type LabContext } from '../context.ts';
import type { EvaluationSettings, EvaluationSlice } from './evaluation.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { refusedEvaluation } from '../page/notices.ts';

/** Every evaluation uses the same held-out tasks, those of the command line's default. */
const SEED = 0;

export class EvaluationController {
  private readonly context: LabContext;
  private turn = 0;

  constructor(context: LabContext) {
    this.context = context;
  }

  private set(fields: Partial<EvaluationSlice>): void {
    patch(this.context.store, 'evaluation', fields);
  }

  /** Evaluate the rule in use as it is now. One given up leaves the last result as it was. */
  async start(settings: EvaluationSettings): Promise<void> {
    const { store, client } = this.context;
    const { rule, probe } = store.getState().experiment;
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
      if (report !== undefined) this.set({ finished: { report, ruleLabel: rule.label, metaSteps: rule.metaSteps } });
    } catch (error) {
      notify(store, refusedEvaluation(messageOf(error)));
    } finally {
      if (mine === this.turn) this.set({ running: undefined });
    }
  }

  cancel(): void {
    this.turn++;
    this.context.client.stopEvaluation();
    this.set({ running: undefined });
  }
}
