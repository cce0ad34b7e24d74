// Measuring what changes and lesions do. Loaded when something is measured.

import { meaningsOf } from '../../record/meanings.ts';
import type { MapOf } from '../../record/measurement.ts';
import { messageOf, type LabContext } from '../context.ts';
import { keyText } from '../experiment/ruleKey.ts';
import { interveneCommandLine, lesionCommandLine } from '../export/commandLine.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { notMeasured } from '../page/notices.ts';
import { leftMs, mapText, type MapAsked, type MeasuredWhat, type TouchSlice } from './measuring.ts';

/** The address that opens a map: of the intact rule, whatever is on show. */
function mapLink(link: string, asked: MapAsked): string {
  return `${link.replaceAll(/([#&])(?:do|map)=[^&]*&?/g, '$1').replace(/&$/, '')}&map=${mapText(asked)}`;
}

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

  /** Show a map that was kept of the rule in use. @returns false where there is none. */
  async openKept({ of, tasks }: MapAsked): Promise<boolean> {
    const { page, store } = this.context;
    const { rule, ruleKey, probe } = store.getState().experiment;
    const list = await page.kept().then(({ findings }) => findings.list());
    for (const { found, rule: whose, link, command } of list.ok ? list.value.kept : []) {
      if (found.kind !== 'map' || found.of !== of || found.tasks !== tasks || found.steps !== probe.steps) continue;
      if (whose.key !== keyText(ruleKey) || whose.metaSteps !== rule?.metaSteps) continue;
      const about = { ruleKey, ruleLabel: whose.label, metaSteps: whose.metaSteps, command: { command, note: '' } };
      this.set({ map: { ...found, ...about, link, going: false }, mapShown: true });
      return true;
    }
    return false;
  }

  /** Silence each unit or group in turn; ended early, those done are kept. */
  async mapLesions(of: MapOf, tasks: number): Promise<void> {
    const { experiment } = this.context.store.getState();
    const { rule, ruleKey } = experiment;
    if (rule === undefined) return;
    const { steps } = experiment.probe;
    const command = lesionCommandLine(experiment, of, tasks);
    const { spec, label: ruleLabel, metaSteps } = rule;
    const about = { of, spec, ruleKey, link: mapLink(this.link(), { of, tasks }), tasks, steps, seed: SEED };
    const same = { ...about, ruleLabel, metaSteps, command };
    const seen = { any: false };
    const shown = () => (seen.any ? {} : { mapShown: true });
    const map = await this.run(of, tasks, (told) =>
      this.context.client.lesion({ of, tasks, steps, seed: SEED }, (done, all, soFar) => {
        told(done, all);
        if (soFar === undefined) return;
        this.set({ map: { ...same, map: soFar, going: true }, ...shown() });
        seen.any = true;
      }),
    );
    const { map: before } = this.context.store.getState().touch;
    if (map !== undefined) this.set({ map: { ...same, map, going: false }, ...shown() });
    // It failed on its way: what there is stays.
    else if (before?.going === true) this.set({ map: { ...before, going: false } });
  }

  /** Explain what the channels of the rule mean; ended early, on the tasks done. */
  async explainChannels(tasks: number): Promise<void> {
    const { rule, ruleKey } = this.context.store.getState().experiment;
    if (rule === undefined) return;
    const { metaSteps, spec } = rule;
    const asked = { tasks, steps: spec.recipe.innerSteps, seed: SEED };
    const found = await this.run('channels', tasks, (told) => this.context.client.explain(asked, told));
    // Lines are fitted to one half of the tasks and judged on the other.
    if (found !== undefined && found.tasks > 1)
      this.set({ explained: { ruleKey, metaSteps, meanings: meaningsOf(found) } });
  }

  private set(fields: Partial<TouchSlice>): void {
    patch(this.context.store, 'touch', fields);
  }

  private async run<T>(
    what: MeasuredWhat,
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
