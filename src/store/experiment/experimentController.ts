// Changing the experiment: which rule, which task. Reading and adapting happen in the worker.

import type { RuleInfo, RuleSource } from '../../protocol/messages.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import { agentFromText, agentToText, type AgentRef } from '../../record/moment.ts';
import type { LabLink } from '../../link/link.ts';
import { probedSpec } from '../../experiment/otherNetwork.ts';
import { probeFor } from '../../experiment/outside.ts';
import type { LayerSpec, ProbeSpec } from '../../experiment/types.ts';
import { applyAsked, applyPlace, type Address } from '../page/address.ts';
import { tellOfLink } from '../page/linkLeftOut.ts';
import { messageOf, type LabContext } from '../context.ts';
import { defaultSelection } from '../inspector/defaultSelection.ts';
import { saveFile } from '../export/download.ts';
import { ruleFileName, specInUse, specOnShow, type ExperimentSlice } from './experiment.ts';
import { keyText, sameRule, type RuleKey } from './ruleKey.ts';
import { clockShape, dismiss, notify, patch } from '../labStore.ts';
import { latestOnly } from '../common/latestOnly.ts';
import { noShippedRule, notSaved, refusedAdapt, refusedFile, toast } from '../page/notices.ts';
import { atEnd, type PlaybackAction } from '../clocks/playback.ts';
import { choiceOfKey, choiceOfLink, defaultProbe, keyOf, sourceOf, type RuleChoice } from './ruleChoice.ts';

export interface ChooseOptions {
  readonly probe?: ProbeSpec;
  /** Make a history entry, so that Back returns to the rule before. */
  readonly push?: boolean;
  /** What is on show instead of a shipped rule that cannot be read. */
  readonly instead?: RuleChoice;
}

/** What lies outside the experiment; functions, because the parts are built in turn. */
export interface ExperimentNeeds {
  readonly address: () => Address;
  /** Whether the run under way, if there is one, may end for another rule: the person is asked. */
  readonly mayEndRun: () => Promise<boolean>;
  /** Holds meta-training still, keeping its rule, before another rule is read; the result lets it go on. */
  readonly hold: () => Promise<() => void>;
  readonly clock: (action: PlaybackAction) => void;
}

export class ExperimentController {
  private readonly context: LabContext;
  private readonly needs: ExperimentNeeds;
  /** Rules that no file holds, kept so that Back can return to them. */
  private readonly earlier = new Map<string, RuleSource>();
  /** The rule in use as another worker can be given it; none before the first. */
  private source: RuleSource | undefined;
  private turn = 0;
  /** Rules are read one after another, so that the one chosen last stays. */
  private reading: Promise<unknown> = Promise.resolve();
  /** The worker holds a rule; before that, what is asked for waits in the store. */
  private loaded = false;

  constructor(context: LabContext, needs: ExperimentNeeds) {
    this.context = context;
    this.needs = needs;
  }

  private get slice(): ExperimentSlice {
    return this.context.store.getState().experiment;
  }

  private set(fields: Partial<ExperimentSlice>): void {
    patch(this.context.store, 'experiment', fields);
  }

  private readonly adapt = latestOnly(async (probe: ProbeSpec) => {
    const { store, client } = this.context;
    const { at } = store.getState().training;
    try {
      const rule = await client.adapt(probe, at);
      if (at === undefined && this.slice.rule?.metaSteps !== rule.metaSteps) this.set({ rule });
      // A checkpoint that was thinned away meanwhile: the nearest one is on show.
      if (at !== undefined && store.getState().training.at === at) patch(store, 'training', { at: rule.metaSteps });
      dismiss(store, 'refused');
    } catch (error) {
      notify(store, refusedAdapt(messageOf(error)));
      if (at !== undefined) this.backToNow();
    }
  });

  /** Another task or start, live; `commit` afterwards makes it undoable. */
  setProbe(change: Partial<ProbeSpec>): void {
    this.showProbe({ ...this.slice.probe, ...change });
  }

  private backToNow(): void {
    patch(this.context.store, 'training', { at: undefined });
    this.showProbe(this.slice.probe);
  }

  /** As `setProbe`, with the whole probe: what it leaves out is drawn again. */
  showProbe(probe: ProbeSpec): void {
    this.set({ probe });
    if (this.loaded) this.adapt(probe);
  }

  /** Run the rule on another network, or, with the layers it was made for, on its own again; live. */
  setLayers(layers: readonly LayerSpec[]): void {
    this.showProbe(probeFor(specInUse(this.slice), { ...this.slice.probe, layers }));
  }

  commit(): void {
    this.needs.address().push();
  }

  /** A fresh task, drawn; seen from its start unless the reader stands at a moment of interest. */
  newTask(): void {
    const { store, page } = this.context;
    const { networkSeed, steps, layers } = this.slice.probe;
    this.showProbe({ taskSeed: page.randomSeed(), networkSeed, steps, ...(layers && { layers }) });
    this.commit();
    if (atEnd(store.getState().playback.moment, clockShape(store.getState()))) this.needs.clock({ kind: 'play' });
  }

  /** Make a rule current. One that cannot be read, or must wait for a run, changes nothing and gives undefined. */
  async choose(choice: RuleChoice, options: ChooseOptions = {}): Promise<RuleInfo | undefined> {
    const { store } = this.context;
    const { record } = this.slice;
    const mine = ++this.turn;
    if (!(await this.needs.mayEndRun())) return undefined;
    // A first moment that ships stands for the rule that is being set up.
    this.set({ switching: record !== undefined && record.header.brief !== true });
    const read = () => this.read(choice, options);
    const done = this.reading.then(read, read);
    this.reading = done;
    try {
      const rule = await done;
      dismiss(store, 'refused');
      return rule;
    } catch (error) {
      if (options.instead !== undefined && choice.kind === 'shipped' && !store.getState().session.broken) {
        notify(store, noShippedRule(messageOf(error)));
        return await this.choose(options.instead, { ...(options.probe && { probe: options.probe }) });
      }
      notify(store, refusedFile(choice.kind === 'file' ? choice.file.name : 'This rule', messageOf(error)));
      if (this.slice.record === undefined) patch(store, 'session', { broken: true });
      return undefined;
    } finally {
      if (mine === this.turn) this.set({ switching: false });
    }
  }

  private async read(choice: RuleChoice, options: ChooseOptions): Promise<RuleInfo> {
    const { client, page } = this.context;
    const wanted = this.slice.probe;
    const before = this.slice.rule?.spec.recipe.innerSteps;
    const source = await sourceOf(choice, page, this.slice.manifest);
    const letGoOn = await this.needs.hold();
    const steps = choice.kind === 'fresh' ? choice.spec.recipe.innerSteps : wanted.steps;
    const probe = options.probe ?? { ...wanted, steps };
    let rule: RuleInfo;
    try {
      await this.remember();
      rule = await client.useRule(source, probe);
    } catch (error) {
      letGoOn();
      throw error;
    }
    if (choice.kind === 'file' || choice.kind === 'source') this.earlier.set(keyText(keyOf(choice)), source);
    this.loaded = true;
    this.source = source;
    // Changed while the rule was being read: that change comes on top.
    const changed = this.slice.probe === wanted ? probe : { ...this.slice.probe, steps: probe.steps };
    const asked = probeFor(rule.spec, changed);
    // Asked for more steps than the rule before was trained for: that is wanted of the next one too.
    const longer = before !== undefined && wanted.steps > before;
    const final =
      options.probe === undefined ? { ...asked, steps: longer ? asked.steps : rule.spec.recipe.innerSteps } : asked;
    this.set({ probe: final });
    if (JSON.stringify(final) !== JSON.stringify(probe)) this.adapt(final);
    this.adopt(rule, keyOf(choice), options.push ?? false);
    return rule;
  }

  /** A rule trained here has been saved: what another worker would go on from. */
  savedAs(bytes: ArrayBuffer): void {
    this.source = { from: 'bytes', bytes, label: this.slice.rule?.label ?? 'Trained here' };
  }

  /** Another worker has taken the place of one that ended: give it the rule in use. */
  again(): void {
    const { source } = this;
    if (source === undefined) return;
    patch(this.context.store, 'training', { at: undefined });
    this.context.client.useRule(source, this.slice.probe).then(
      (rule) => this.set({ rule }),
      (error: unknown) => notify(this.context.store, refusedAdapt(messageOf(error))),
    );
  }

  /** The worker's rule is another one now. */
  adopt(rule: RuleInfo, ruleKey: RuleKey, push: boolean): void {
    const { store } = this.context;
    const { agent, pinned } = store.getState().selection;
    const shown = probedSpec(rule.spec, probeFor(rule.spec, this.slice.probe));
    const here = (ref: AgentRef | undefined) => ref && agentFromText(agentToText(ref), shown);
    // The rule a link or the address opened: its point stays.
    const first = this.slice.rule === undefined || sameRule(this.slice.ruleKey, ruleKey);
    const point = first ? store.getState().selection.point : 0;
    this.set({ rule, ruleKey });
    patch(store, 'training', { at: undefined });
    patch(store, 'ablation', { asked: undefined, train: undefined });
    patch(store, 'selection', { agent: here(agent), pinned: here(pinned), point });
    if (push) this.needs.address().push();
    else this.needs.address().settle();
  }

  async openFile(file: File): Promise<RuleInfo | undefined> {
    return this.choose({ kind: 'file', file }, { push: true });
  }

  /** Keep a rule trained here, so that Back can return to it. */
  async remember(): Promise<void> {
    const { ruleKey, rule } = this.slice;
    if (ruleKey.kind !== 'run') return;
    const { bytes } = await this.context.client.save();
    this.earlier.set(keyText(ruleKey), { from: 'bytes', bytes, label: rule?.label ?? 'Trained here' });
  }

  /** Back and Forward: the rule of the history entry, then its task and place. A link followed or pasted comes without one. */
  async restore(link: LabLink | undefined, key: RuleKey, visited: boolean): Promise<void> {
    const source = this.earlier.get(keyText(key));
    const known: RuleChoice | undefined = source === undefined ? choiceOfKey(key) : { kind: 'source', key, source };
    const target = known ?? choiceOfLink(link, this.slice.manifest);
    const probe = link?.probe ?? defaultProbe(specInUse(this.slice));
    if (sameRule(keyOf(target), this.slice.ruleKey)) this.showProbe(probe);
    else if ((await this.choose(target, { probe })) === undefined) {
      // What stayed on show belongs into the address again.
      this.needs.address().settle();
      this.needs.address().show();
      return;
    }
    if (link !== undefined && !visited) tellOfLink(this.context, link, key.kind !== 'none');
    applyAsked(this.context, link);
    this.needs.address().settle();
    if (link !== undefined) applyPlace(this.context, link, specOnShow(this.slice), visited);
  }

  /** An adaptation arrived. */
  receive(record: EpisodeRecord): void {
    const { store } = this.context;
    const { at } = store.getState().training;
    // Sent before the worker knew that a checkpoint is to be shown instead.
    if (at !== undefined && record.header.metaStep !== at) return;
    const first = this.slice.record === undefined;
    this.set({ record });
    patch(store, 'session', { broken: false });
    this.needs.clock({ kind: 'clamp' });
    this.keepSelection(record);
    const { agent, cleared } = store.getState().selection;
    if (first && agent === undefined && cleared !== true)
      patch(store, 'selection', { agent: defaultSelection(record) });
  }

  /** Agents that the network on show has not are selected no more. */
  private keepSelection({ header: { spec } }: EpisodeRecord): void {
    const { store } = this.context;
    const { agent, pinned } = store.getState().selection;
    const gone = (ref: AgentRef | undefined) =>
      ref !== undefined && agentFromText(agentToText(ref), spec) === undefined;
    if (gone(agent)) patch(store, 'selection', { agent: undefined, whole: false });
    if (gone(pinned)) patch(store, 'selection', { pinned: undefined });
  }

  /** Where nothing computes any more, the rule as it was last saved. */
  private lastSaved(error: unknown): ArrayBuffer {
    if (this.source?.from === 'bytes') return this.source.bytes;
    throw error;
  }

  async download(): Promise<void> {
    const { store, client, page } = this.context;
    try {
      const { rule } = this.slice;
      if (rule === undefined) return;
      const { bytes } = await client.save().catch((error: unknown) => ({ bytes: this.lastSaved(error) }));
      saveFile(page.window.document, bytes, ruleFileName(rule));
      notify(store, toast('Rule saved as a file'));
    } catch (error) {
      notify(store, notSaved(messageOf(error)));
    }
  }
}
