// The verbs of a change: apply, take back, all back to intact. Each can be undone like a change of the task.

import { fetchBytes } from '../../lib/deadline.ts';
import type { Intervention, ProbeSpec } from '../../experiment/types.ts';
import type { MapOf } from '../../record/measurement.ts';
import { messageOf, type LabContext } from '../context.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { specOnShow } from '../experiment/experiment.ts';
import { notify, patch, type LabState } from '../labStore.ts';
import { notLoaded } from '../page/notices.ts';
import type { MapAsked } from './measuring.ts';
import type { Measurements } from './measurements.ts';
import { nextChanges, possibleBranches } from './branches.ts';
import { changeOf, intactProbe, withChange, withoutChange } from './touch.ts';

export class TouchController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private readonly link: () => string;
  private loaded: Measurements | undefined;
  private meanings: Promise<void> | undefined;

  /** @param link the address of what is on show. */
  constructor(context: LabContext, experiment: ExperimentController, link: () => string) {
    this.context = context;
    this.experiment = experiment;
    this.link = link;
    context.store.subscribe((state) => this.answerLink(state));
  }

  /** A link asks for a map: one that this browser kept of it, else it is measured, once there is a rule. */
  private answerLink({ touch, experiment, session }: LabState): void {
    const { mapAsked } = touch;
    const { record, switching, rule } = experiment;
    if (mapAsked === undefined || session.backend === undefined || switching || rule === undefined) return;
    if (record === undefined || record.header.brief === true) return;
    patch(this.context.store, 'touch', { mapAsked: undefined });
    void this.openMap(mapAsked);
  }

  private async openMap({ of, tasks }: MapAsked): Promise<void> {
    const measurements = await this.measurements();
    if ((await measurements?.openKept({ of, tasks })) === false) await measurements?.mapLesions(of, tasks);
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

  /** What measures, once it is loaded; undefined where it could not be, which is said. */
  private async measurements(): Promise<Measurements | undefined> {
    try {
      this.loaded ??= new (await import('./measurements.ts')).Measurements(this.context, this.link);
    } catch (error) {
      notify(this.context.store, notLoaded(messageOf(error)));
    }
    return this.loaded;
  }

  /** Measure what is changed now; ended early, what is measured by then is kept. */
  async measure(tasks: number, words: string): Promise<void> {
    await (await this.measurements())?.measure(tasks, words);
  }

  /** Silence each unit or group in turn; ended early, those done are kept. */
  async mapLesions(of: MapOf, tasks: number): Promise<void> {
    await (await this.measurements())?.mapLesions(of, tasks);
  }

  /** What the channels of the rule in use mean; ended early, on the tasks done. */
  async explainChannels(tasks: number): Promise<void> {
    await (await this.measurements())?.explainChannels(tasks);
  }

  /** Reads what the channels of shipped rules mean, once. Where it cannot be had they have no names. */
  readMeanings(): void {
    this.meanings ??= this.fetchMeanings().catch((error: unknown) => console.warn(messageOf(error)));
  }

  private async fetchMeanings(): Promise<void> {
    const { page, store } = this.context;
    const [{ parseMeanings }, bytes] = await Promise.all([
      import('../../record/meanings.ts'),
      fetchBytes(new URL(page.meaningsUrl, page.baseUrl).href),
    ]);
    const read = parseMeanings(JSON.parse(new TextDecoder().decode(bytes)));
    if (!read.ok) throw new Error(read.failure.message);
    patch(store, 'touch', { shippedMeanings: read.value.rules });
  }

  /** Put the map in the agents' place, or take it away; it is kept until the next one. */
  showMap(mapShown: boolean): void {
    patch(this.context.store, 'touch', { mapShown });
  }

  /** End the measurement under way; what is measured by then is its result. */
  endMeasuring(): void {
    this.context.client.stopIntervening();
  }

  intact(): void {
    this.showChanges(undefined);
  }

  /** Show the task as it is learned with these changes, or, with none, intact. */
  showChanges(interventions: ProbeSpec['interventions']): void {
    if (this.context.store.getState().experiment.probe.interventions === interventions) return;
    this.show((probe) => (interventions === undefined ? intactProbe(probe) : { ...probe, interventions }));
  }

  /** From the intact run to branch A, to B and so on, and back. */
  nextBranch(): void {
    const { lanes, experiment } = this.context.store.getState();
    const branches = possibleBranches(specOnShow(experiment), lanes.branches);
    this.showChanges(nextChanges(branches, experiment.probe.interventions));
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
