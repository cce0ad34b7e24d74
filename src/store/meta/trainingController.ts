// Meta-training from the page's side: start, pause, stop, keep a copy in this browser, resume a later visit.

import { savedChoice } from '../experiment/ruleChoice.ts';
import { probeFor } from '../../experiment/outside.ts';
import type { MetaStepReport } from '../../protocol/messages.ts';
import type { TrainedRun } from '../../record/trainedRun.ts';
import { messageOf, type LabContext } from '../context.ts';
import type { ExperimentController } from '../experiment/experimentController.ts';
import { dismiss, notify, patch } from '../labStore.ts';
import { noCopyKept, sentence, shelfUnread, stockInstead, toast, trainingRefused } from '../page/notices.ts';
import { remember } from '../page/safeStorage.ts';
import { RunCopies } from './runCopies.ts';
import { shelfTitle } from './shelfController.ts';
import { storedBudget } from './storedBudget.ts';
import { RunWriter } from './runWriter.ts';
import { withSample } from './progress.ts';
import { INITIAL_TRAINING, isActive, remaining, withStatus, type RunSettings, type TrainingSlice } from './training.ts';
import { endWords, type Fault, type RunEnd } from '../../record/run.ts';
import type { TrainingChange } from '../../client/handlers.ts';

const AUTOSAVE_EVERY_MS = 20_000;
const BUDGET_KEY = 'mplp-lab.budget';

/** A run whose worker ended. */
interface Interrupted {
  readonly settings: RunSettings;
  readonly paused: boolean;
  /** The meta-step it goes on from. */
  readonly from: number;
}

export class TrainingController {
  private readonly context: LabContext;
  private readonly experiment: ExperimentController;
  private readonly copies: RunCopies;
  /** The run under way, or the last one, in the store of runs. */
  readonly record: RunWriter;
  /** Why the last copy could not be kept. */
  private keepsNothing: string | undefined;
  /** Under which the run under way, or the last one, is kept. */
  private copyId = '';
  /** Meta-step of the last copy of the run under way, which the experiment holds; undefined before the first. */
  private stateStep: number | undefined;
  private autosaveTimer: ReturnType<typeof setInterval> | undefined;
  /** Another rule is about to take the run's place; the run's own has been kept. */
  private held = false;

  constructor(context: LabContext, experiment: ExperimentController) {
    this.context = context;
    this.experiment = experiment;
    this.copies = new RunCopies(context);
    this.record = new RunWriter(context);
    context.page.window.addEventListener('beforeunload', (event) => {
      // What was trained since the last copy would be lost.
      if (
        this.slice.status === 'running' ||
        (this.slice.status === 'paused' && this.slice.savedStep !== this.slice.step)
      )
        event.preventDefault();
    });
    // A page that goes out of sight may be closed next.
    const { document } = context.page.window;
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && this.slice.status === 'running') void this.autosave();
    });
  }

  private get slice(): TrainingSlice {
    return this.context.store.getState().training;
  }

  private get rule() {
    return this.context.store.getState().experiment.rule;
  }

  private set(fields: Partial<TrainingSlice>): void {
    patch(this.context.store, 'training', fields);
  }

  /** @param goesOn the kept run that goes on; a new one begins without. */
  async start(settings: RunSettings, goesOn?: TrainedRun): Promise<void> {
    const { store, client, reports, page } = this.context;
    const before = this.slice;
    dismiss(store, 'training');
    try {
      await this.experiment.remember();
      const startStep = settings.start === 'continue' ? (this.rule?.metaSteps ?? 0) : 0;
      this.set({
        ...INITIAL_TRAINING,
        starting: true,
        version: before.version + 1,
        settings,
        startStep,
        step: startStep,
      });
      remember(page.storage, BUDGET_KEY, JSON.stringify(settings.budget));
      this.stateStep = undefined;
      const trained = await client.train(settings.start, settings.spec, settings.budget);
      reports.clear();
      this.set({ version: this.slice.version + 1 });
      const { probe } = store.getState().experiment;
      // The worker does the same: a new rule is shown over the inner steps it is trained for.
      if (settings.start === 'scratch')
        patch(store, 'experiment', {
          probe: probeFor(trained.spec, { ...probe, steps: trained.spec.recipe.innerSteps }),
        });
      this.copyId = goesOn?.id ?? this.copies.newId();
      this.copies.take(this.copyId);
      this.record.begin({ id: this.copyId, rule: trained, settings, from: startStep, goesOn });
      this.experiment.adopt(trained, { kind: 'run', id: this.copyId }, goesOn === undefined);
      if (goesOn !== undefined) void this.bringBack(this.copyId, startStep);
      void this.autosave().then(() => this.tidy());
    } catch (error) {
      this.set(before);
      notify(store, trainingRefused(messageOf(error)));
    }
  }

  private async tidy(): Promise<void> {
    await this.copies.tidy();
    await (await import('./runReturn.ts')).thinOldRuns(this.context).catch(() => undefined);
  }

  /** After a reload: the run whose rule is on show, with its curve and its rules along the way. */
  async comeBack(): Promise<void> {
    const { ruleKey, rule } = this.context.store.getState().experiment;
    if (ruleKey.kind !== 'run' || rule === undefined || this.slice.settings !== undefined) return;
    await this.bringBack(ruleKey.id, rule.metaSteps);
  }

  /** Curve and rules along the way of a kept run, up to a meta-step. */
  private async bringBack(id: string, metaSteps: number): Promise<void> {
    try {
      const { bringBack } = await import('./runReturn.ts');
      if (await bringBack(this.context, id, metaSteps)) this.set({ version: this.slice.version + 1 });
    } catch (error) {
      notify(this.context.store, shelfUnread(messageOf(error)));
    }
  }

  pause(): void {
    this.context.client.pause();
  }

  resume(): void {
    this.context.client.resume();
  }

  singleStep(): void {
    this.context.client.singleStep();
  }

  stop(): void {
    this.context.client.stop();
  }

  /**
   * Holds a run still before another rule takes its place, which ends it; its rule is kept in this browser.
   *
   * @returns what lets it go on, should the other rule be refused.
   */
  async hold(): Promise<() => void> {
    const { status } = this.slice;
    if (!isActive(status)) return () => undefined;
    this.held = true;
    this.pause();
    await this.autosave();
    return () => {
      this.held = false;
      if (status === 'running') this.resume();
    };
  }

  /** The worker has ended, and its run with it: what another needs to go on with it, where there was one. */
  interrupt(): Interrupted | undefined {
    clearInterval(this.autosaveTimer);
    const { status, settings, startStep } = this.slice;
    if (!isActive(status) || settings === undefined) return undefined;
    this.set(withStatus(this.slice, 'failed', this.context.page.nowMs()));
    return { settings, paused: status === 'paused', from: this.stateStep ?? startStep };
  }

  /** Another worker has the rule as the run last left it: the run goes on from there. */
  async again({ settings, paused, from }: Interrupted): Promise<void> {
    const { client, reports, store } = this.context;
    const { startStep, runMs, version } = this.slice;
    reports.cutAfter(from);
    this.record.cutAfter(from);
    this.countSteps(from);
    this.set({ version: version + 1, samples: [] });
    // Before its first copy it has done nothing that is not done again.
    const start = this.stateStep === undefined ? settings.start : 'continue';
    try {
      await client.train(start, settings.spec, remaining(settings.budget, from - startStep, runMs), paused);
      await this.bringBack(this.copyId, from);
    } catch (error) {
      notify(store, trainingRefused(messageOf(error)));
    }
  }

  /** Go on with the rule of the last visit, with another budget of the size it had. */
  async resumeLast(): Promise<void> {
    const { resumable } = this.slice;
    if (resumable === undefined || (await this.experiment.choose(savedChoice(resumable.id))) === undefined) return;
    const { rule, context } = this;
    if (rule === undefined) return;
    const budget = storedBudget(context.page.storage.getItem(BUDGET_KEY));
    const { runToGoOn } = await import('./runReturn.ts');
    const goesOn = await runToGoOn(context, resumable.id, rule.metaSteps).catch(() => undefined);
    await this.start({ start: 'continue', spec: rule.spec, budget }, goesOn);
  }

  /** Back to the copy kept in this browser, without training. */
  private async backToSaved(): Promise<boolean> {
    dismiss(this.context.store, 'training');
    const rule = await this.experiment.choose(savedChoice(this.copyId), { push: true });
    this.set({ status: 'idle' });
    return rule !== undefined;
  }

  onReports(batch: readonly MetaStepReport[]): void {
    const last = batch.at(-1);
    if (last === undefined) return;
    this.context.reports.append(batch);
    this.record.note(batch);
    this.countSteps(last.metaStep);
    const sample = { timeMs: this.context.page.nowMs(), metaStep: last.metaStep };
    this.set({ version: this.slice.version + 1, samples: withSample(this.slice.samples, sample) });
  }

  onStatus({ status, metaStep, end, insteadOf }: TrainingChange): void {
    const { store, page } = this.context;
    const told = this.slice.insteadOf;
    this.set({ ...withStatus(this.slice, status, page.nowMs()), insteadOf });
    if (insteadOf !== undefined && insteadOf !== told) notify(store, stockInstead(insteadOf));
    this.countSteps(metaStep);
    this.record.onStatus(status, end);
    clearInterval(this.autosaveTimer);
    if (status === 'running') this.autosaveTimer = setInterval(() => void this.autosave(), AUTOSAVE_EVERY_MS);
    else if (end?.by === 'failed') void this.failed(metaStep, end);
    // A run that was held has been kept already; once it is over, the worker has the other rule.
    else if (!this.held) void this.autosave();
    if (status === 'idle') this.held = false;
    if (!isActive(status)) this.copies.release();
    if (status === 'idle' && end !== undefined && end.by !== 'hand')
      notify(store, toast(`Training ended: ${endWords(end)}`));
  }

  private async failed(metaStep: number, end: Extract<RunEnd, { readonly by: 'failed' }>): Promise<void> {
    const { rule, context } = this;
    const { settings, savedStep } = this.slice;
    const { faultNotice, showFault, withLowerRate } = await import('./runFault.ts');
    if (rule === undefined || settings === undefined) return;
    const rollBack = async () => {
      if (savedStep !== undefined && !(await this.backToSaved())) return;
      const { startStep, runMs } = this.slice;
      const budget = remaining(settings.budget, (savedStep ?? metaStep) - startStep, runMs);
      await this.start({ start: 'continue', spec: withLowerRate(rule.spec), budget });
    };
    const actions = {
      show: (first: Fault) => {
        // The rule as it was after the last good meta-step.
        this.set({ at: undefined });
        this.experiment.setProbe({});
        showFault(context, first);
      },
      back: () => void this.backToSaved(),
      rollBack: () => void rollBack(),
    };
    notify(context.store, faultNotice(end, { spec: rule.spec, metaStep }, savedStep, actions));
  }

  /** The rule's count follows the run. */
  private countSteps(metaSteps: number): void {
    this.set({ step: metaSteps });
    const { rule } = this;
    if (rule !== undefined && rule.metaSteps !== metaSteps)
      patch(this.context.store, 'experiment', { rule: { ...rule, metaSteps } });
  }

  /** The copy of the run under this id. */
  private async keepAs(id: string): Promise<number> {
    const title = shelfTitle(this.context.store.getState().experiment);
    const { bytes, metaSteps } = await this.context.client.save();
    if (id === this.copyId) {
      // Before the shelf, which may refuse it.
      this.stateStep = metaSteps;
      this.experiment.savedAs(bytes);
    }
    await Promise.all([
      this.context.page.shelf.keep({ id, title, metaSteps }, bytes),
      id === this.copyId && this.record.write({ bytes, metaSteps }),
    ]);
    return metaSteps;
  }

  private async autosave(): Promise<void> {
    try {
      this.set({ savedStep: await this.keepAs(this.copyId) });
      if (this.keepsNothing !== undefined) dismiss(this.context.store, 'autosave');
      this.keepsNothing = undefined;
    } catch (error) {
      const why = messageOf(error);
      // Said once; the next copy may fail for the same reason, and the run goes on.
      if (why === this.keepsNothing) return;
      this.keepsNothing = why;
      const save = { label: 'Save as a file', run: () => void this.experiment.download() };
      notify(
        this.context.store,
        noCopyKept(isActive(this.slice.status) ? `${sentence(why)} The run goes on.` : why, [save]),
      );
    }
  }
}
