// The verbs of a change: apply, take back, all back to intact. Each can be undone like a change of the task.

import type { Intervention, ProbeSpec } from '../../experiment/types.ts';
import type { MapOf } from '../../record/measurement.ts';
import { messageOf, type LabContext } from '../context.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { specOnShow } from '../experiment/experiment.ts';
import { interveneCommandLine, lesionCommandLine } from '../export/commandLine.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { notMeasured } from '../page/notices.ts';
import { leftMs, type TouchSlice } from './measuring.ts';
import { changeOf, intactProbe, withChange, withoutChange } from './touch.ts';

/** Every measurement is on the tasks of the command line's default. */
const SEED = 0;

export class TouchController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private turn = 0;

  constructor(context: LabContext, experiment: ExperimentController) {
    this.context = context;
    this.experiment = experiment;
  }

  private show(change: (probe: ProbeSpec) => ProbeSpec): void {
    this.experiment.showProbe(change(this.context.store.getState().experiment.probe));
    this.experiment.commit();
  }

  apply(one: Intervention): void {
    this.show((probe) => withChange(probe, one));
  }

  /** @param index place in the list in force. */
  remove(index: number): void {
    this.show((probe) => withoutChange(probe, index));
  }

  /**
   * Measure what is changed now; nothing may be changed on another network. Ended before all its tasks are done, what is
   * measured by then is kept.
   */
  async measure(tasks: number, words: string): Promise<void> {
    const { experiment } = this.context.store.getState();
    const { rule, probe } = experiment;
    if (rule === undefined || probe.interventions === undefined) return;
    const asked = { interventions: probe.interventions, tasks, steps: probe.steps, seed: SEED };
    const report = await this.run('changes', tasks, (told) => this.context.client.intervene(asked, told));
    if (report === undefined) return;
    const command = interveneCommandLine(experiment, report.tasks);
    this.set({ measured: { report, words, ruleLabel: rule.label, metaSteps: rule.metaSteps, command } });
  }

  /** Silence each unit or group in turn; ended early, those done are kept. */
  async mapLesions(of: MapOf, tasks: number): Promise<void> {
    const { experiment } = this.context.store.getState();
    const { rule, ruleKey } = experiment;
    if (rule === undefined) return;
    const { steps } = experiment.probe;
    const map = await this.run(of, tasks, (told) => this.context.client.lesion({ of, tasks, steps, seed: SEED }, told));
    if (map === undefined) return;
    const command = lesionCommandLine(experiment, of, tasks);
    const { spec, label: ruleLabel, metaSteps } = rule;
    const measured = { map, of, spec, ruleKey, tasks, steps, seed: SEED, ruleLabel, metaSteps, command };
    this.set({ map: measured, mapShown: true });
  }

  /** Put the map in the agents' place, or take it away; it is kept until the next one. */
  showMap(mapShown: boolean): void {
    this.set({ mapShown });
  }

  /** End the measurement under way; what is measured by then is its result. */
  endMeasuring(): void {
    this.context.client.stopIntervening();
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

  intact(): void {
    if (this.context.store.getState().experiment.probe.interventions !== undefined) this.show(intactProbe);
  }

  /** Silence the selected agent, or its layer where all of it is read together. */
  silence(): void {
    const { selection, experiment } = this.context.store.getState();
    if (selection.agent === undefined) return;
    const reach = selection.whole ? 'layer' : 'agent';
    const one = changeOf(specOnShow(experiment), selection.agent, reach, 'silence', 0);
    if (typeof one !== 'string') this.apply(one);
  }
}
