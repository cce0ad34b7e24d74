// Measuring what changes and lesions do. Loaded when something is measured.

import type { MapOf } from '../../record/measurement.ts';
import { messageOf, type LabContext } from '../context.ts';
import { interveneCommandLine, lesionCommandLine } from '../export/commandLine.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { notMeasured } from '../page/notices.ts';
import { leftMs, type TouchSlice } from './measuring.ts';

/** Every measurement is on the tasks of the command line's default. */
const SEED = 0;

export class Measurements {
  private readonly context: LabContext;
  private readonly link: () => string;
  private turn = 0;

  /** @param link the address of what is on show. */
  constructor(context: LabContext, link: () => string) {
    this.context = context;
    this.link = link;
  }

  /**
   * Measure what is changed now; nothing may be changed on another network. Ended before all its tasks are done, what is
   * measured by then is kept.
   */
  async measure(tasks: number, words: string): Promise<void> {
    const { experiment } = this.context.store.getState();
    const { rule, ruleKey, probe } = experiment;
    if (rule === undefined || probe.interventions === undefined) return;
    const link = this.link();
    const asked = { interventions: probe.interventions, tasks, steps: probe.steps, seed: SEED };
    const report = await this.run('changes', tasks, (told) => this.context.client.intervene(asked, told));
    if (report === undefined) return;
    const command = interveneCommandLine(experiment, report.tasks);
    const { label: ruleLabel, metaSteps } = rule;
    this.set({ measured: { report, words, ruleKey, link, ruleLabel, metaSteps, command } });
  }

  /** Silence each unit or group in turn; ended early, those done are kept. */
  async mapLesions(of: MapOf, tasks: number): Promise<void> {
    const { experiment } = this.context.store.getState();
    const { rule, ruleKey } = experiment;
    if (rule === undefined) return;
    const { steps } = experiment.probe;
    // The map is of the intact rule.
    const link = this.link().replaceAll(/([#&])do=[^&]*&?/g, '$1');
    const map = await this.run(of, tasks, (told) => this.context.client.lesion({ of, tasks, steps, seed: SEED }, told));
    if (map === undefined) return;
    const command = lesionCommandLine(experiment, of, tasks);
    const { spec, label: ruleLabel, metaSteps } = rule;
    const measured = { map, of, spec, ruleKey, link, tasks, steps, seed: SEED, ruleLabel, metaSteps, command };
    this.set({ map: measured, mapShown: true });
  }

  private set(fields: Partial<TouchSlice>): void {
    patch(this.context.store, 'touch', fields);
  }

  private async run<T>(
    what: 'changes' | MapOf,
    tasks: number,
    ask: (told: (done: number, all: number) => void) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { store, page } = this.context;
    const mine = ++this.turn;
    const startedMs = page.nowMs();
    dismiss(store, 'measuring');
    this.set({ running: { what, done: 0, all: tasks } });
    try {
      const found = await ask((done, all) => {
        const left = leftMs(page.nowMs() - startedMs, done, all);
        if (mine === this.turn) this.set({ running: { what, done, all, leftMs: left } });
      });
      return mine === this.turn ? found : undefined;
    } catch (error) {
      notify(store, notMeasured(messageOf(error)));
      return undefined;
    } finally {
      if (mine === this.turn) this.set({ running: undefined });
    }
  }
}
