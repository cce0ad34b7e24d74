// The page's end of the worker: requests with answers, events to handlers, frames acknowledged as they arrive.

import { assertNever } from '../lib/assert.ts';
import type { Explanation } from '../record/explanation.ts';
import type { Content, RequestOf } from '../protocol/answers.ts';
import {
  PROTOCOL_VERSION,
  type BackendName,
  type LaneRequest,
  type Demand,
  type RuleInfo,
  type RuleSource,
  type SerialisedError,
  type WorkerEvent,
} from '../protocol/messages.ts';
import { decodeEpisode } from '../record/episode.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { Compared } from '../record/lanes.ts';
import type { LesionMap, MeasurementReport } from '../record/measurement.ts';
import type { SpeedReport, SpeedRow } from '../record/machineSpeed.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { Requests } from './requests.ts';
import { WorkerLink, type LabPort } from './workerLink.ts';
import type { LabHandlers } from './handlers.ts';
import type { Budget } from '../record/run.ts';

/** Requests that bring a run of episodes of their own. */
type RunKind = 'useRule' | 'adapt' | 'train';

export class LabClient {
  private nextRun = 1;
  /** Episodes of other adaptations than the one asked for last are stale. */
  private episodeRun = '';
  private trainingRun = '';
  /** Episodes not acknowledged while nobody looks; undefined while somebody does. */
  private unseen: number[] | undefined;
  private demand: Demand | undefined;
  /** Between `hello` and `ready`. */
  private starting = false;
  private training = false;
  private readonly link: WorkerLink;
  private readonly requests: Requests;
  private readonly handlers: LabHandlers;

  /** @param startPort starts the worker; it may still be loading. */
  constructor(startPort: () => LabPort, handlers: LabHandlers) {
    this.handlers = handlers;
    this.link = new WorkerLink(startPort, {
      receive: (event) => this.receive(event),
      ended: (error) => {
        this.training = false;
        handlers.failed(error);
      },
      waiting: () => this.starting || this.training || this.requests.open,
    });
    this.requests = new Requests((command) => this.link.post(command));
  }

  /**
   * Start the worker, and its backend: `handlers.ready` reports which one came up.
   *
   * @param prefer start with this one, `because` of which better ones are passed over.
   */
  hello(prefer: BackendName | undefined, because?: string): void {
    this.starting = true;
    if (this.unseen !== undefined) this.unseen = [];
    const asked = { ...(prefer === undefined ? {} : { prefer }), ...(because === undefined ? {} : { because }) };
    this.link.start({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, ...asked });
  }

  /** After `hello` in place of a worker that ended: what was open is asked again. */
  askAgain(error: SerialisedError): void {
    if (this.demand !== undefined) this.setDemand(this.demand);
    this.requests.askAgain(error);
  }

  /** Nobody computes any more: what is open is refused, and what is asked from now on. */
  giveUp(error: SerialisedError): void {
    this.link.end();
    this.requests.break(error);
  }

  /** Make a rule current and adapt it. Rejects with a RefusedError and changes nothing if it cannot be read. */
  useRule(source: RuleSource, probe: ProbeSpec): Promise<RuleInfo> {
    return this.requestRun('useRule', { source, probe });
  }

  /**
   * Adapt the current rule to another probe; the record arrives at `handlers.episode`.
   *
   * @param at with the checkpoint kept nearest to this meta-step instead, which then stays on show.
   */
  adapt(probe: ProbeSpec, at?: number): Promise<RuleInfo> {
    return this.requestRun('adapt', { probe, ...(at === undefined ? {} : { at }) });
  }

  /** Adapt other learners to a probe, in the network of the current rule. */
  async compare(probe: ProbeSpec, lanes: readonly LaneRequest[]): Promise<Compared> {
    const { lanes: adapted, stepMs } = await this.requests.ask('compare', { probe, lanes });
    return { lanes: adapted, stepMs };
  }

  /** Start meta-training; reports arrive at the handlers. */
  train(start: 'scratch' | 'continue', spec: ExperimentSpec, budget: Budget, paused = false): Promise<RuleInfo> {
    return this.requestRun('train', { start, spec, budget, paused });
  }

  /** Takes effect within one meta-step. */
  pause(): void {
    this.link.post({ kind: 'pause' });
  }

  resume(): void {
    this.link.post({ kind: 'resume' });
  }

  singleStep(): void {
    this.link.post({ kind: 'singleStep' });
  }

  stop(): void {
    this.link.post({ kind: 'stop' });
  }

  setDemand(demand: Demand): void {
    this.demand = demand;
    this.link.post({ kind: 'demand', demand });
  }

  /** While the page is out of sight its episodes are not acknowledged, so that the worker makes no more of them. */
  setSeen(seen: boolean): void {
    for (const seq of this.unseen ?? []) this.link.post({ kind: 'ack', seq });
    this.unseen = seen ? undefined : [];
  }

  /**
   * The current rule as the bytes of a checkpoint file, optimiser state included, and its meta-steps.
   *
   * @param at the checkpoint kept at this meta-step instead, without optimiser state.
   */
  save(at?: number): Promise<{ readonly bytes: ArrayBuffer; readonly metaSteps: number }> {
    return this.requests.ask('save', at === undefined ? {} : { at });
  }

  /** What an earlier visit or worker kept of the run whose rule is in use; its checkpoints arrive at the handlers. */
  recall(files: readonly ArrayBuffer[], from: number, losses: ArrayBuffer): void {
    if (this.trainingRun === '') this.trainingRun = `run-${this.nextRun++}`;
    this.link.post({ kind: 'recall', runId: this.trainingRun, files, from, losses });
  }

  /**
   * Score the rule as it is now on held-out tasks, while everything else goes on.
   *
   * @param onProgress told how many tasks are done.
   * @returns undefined where it was given up: by `stopEvaluation`, or for a newer one.
   */
  async evaluate(
    options: { readonly tasks: number; readonly steps: number; readonly seed: number },
    onProgress: (tasksDone: number) => void,
  ): Promise<EvaluationReport | undefined> {
    const { report } = await this.requests.ask('evaluate', options, ({ tasksDone }) => {
      onProgress(tasksDone);
    });
    return report;
  }

  stopEvaluation(): void {
    this.link.post({ kind: 'stopEvaluation' });
  }

  /**
   * What interventions do, on many tasks, while everything else goes on.
   *
   * @param onProgress told how many tasks are done, of how many.
   * @returns over the tasks done by then where `stopIntervening`, or a newer one, ended it; undefined where none were.
   */
  async intervene(
    options: Content<RequestOf<'intervene'>>,
    onProgress: (done: number, all: number) => void,
  ): Promise<MeasurementReport | undefined> {
    const answer = await this.requests.ask('intervene', options, ({ done, all }) => onProgress(done, all));
    return answer.report;
  }

  /** What silencing each unit or group in turn does; told what there is as it grows. The rest as with `intervene`. */
  async lesion(
    options: Content<RequestOf<'lesion'>>,
    onProgress: (done: number, all: number, map?: LesionMap) => void,
  ): Promise<LesionMap | undefined> {
    return (await this.requests.ask('lesion', options, ({ done, all, map }) => onProgress(done, all, map))).map;
  }

  /** What the rule's channels mean; the rest as with `intervene`. */
  async explain(
    options: Content<RequestOf<'explain'>>,
    onProgress: (done: number, all: number) => void,
  ): Promise<Explanation | undefined> {
    return (await this.requests.ask('explain', options, ({ done, all }) => onProgress(done, all))).explanation;
  }

  stopIntervening(): void {
    this.link.post({ kind: 'stopIntervening' });
  }

  /**
   * Time meta-steps of a spec with more and more tasks, while everything else goes on.
   *
   * @param onRow told each row as it is measured.
   * @returns undefined where it was given up: by `stopMeasuring`, or for a newer one.
   */
  async measureSpeed(spec: ExperimentSpec, onRow: (row: SpeedRow) => void): Promise<SpeedReport | undefined> {
    const { report } = await this.requests.ask('measureSpeed', { spec }, ({ row }) => {
      onRow(row);
    });
    return report;
  }

  stopMeasuring(): void {
    this.link.post({ kind: 'stopMeasuring' });
  }

  /**
   * Train a run of the browser's store to its end, while everything else goes on; it is written there as it goes.
   *
   * @param onStep told meta-steps and milliseconds trained.
   * @returns whether it was left because a training runs.
   */
  async trainCell(
    id: string,
    evaluation: RequestOf<'trainCell'>['evaluation'],
    onStep: (done: { readonly metaSteps: number; readonly trainedMs: number }) => void,
  ): Promise<boolean> {
    return (await this.requests.ask('trainCell', { id, evaluation }, onStep)).yielded;
  }

  stopCell(): void {
    this.link.post({ kind: 'stopCell' });
  }

  /** Milliseconds of a meta-step; undefined where it was given up by `stopCell`. */
  async timeMetaStep(spec: ExperimentSpec): Promise<number | undefined> {
    return (await this.requests.ask('timeMetaStep', { spec })).ms;
  }

  /** A request that brings a run of episodes of its own: those before it are stale, unless it is refused. */
  private async requestRun<K extends RunKind>(
    kind: K,
    content: Omit<Content<RequestOf<K>>, 'runId'>,
  ): Promise<RuleInfo> {
    const runId = `run-${this.nextRun++}`;
    const before = { episode: this.episodeRun, training: this.trainingRun };
    this.episodeRun = runId;
    if (kind === 'train') this.trainingRun = runId;
    try {
      return (await this.requests.ask<RunKind>(kind, { ...content, runId })).rule;
    } catch (error) {
      if (this.episodeRun === runId) this.episodeRun = before.episode;
      if (this.trainingRun === runId) this.trainingRun = before.training;
      throw error;
    }
  }

  private receive(event: WorkerEvent): void {
    switch (event.kind) {
      case 'alive':
      case 'failed':
        return; // the link's own
      case 'told':
        this.handlers.told(event.words);
        return;
      case 'ready':
        this.starting = false;
        this.handlers.ready(event.report);
        return;
      case 'rule':
      case 'saved':
      case 'compared':
      case 'evaluated':
      case 'intervened':
      case 'lesioned':
      case 'explained':
      case 'intervening':
      case 'speedMeasured':
      case 'evaluating':
      case 'speedRow':
      case 'cellStep':
      case 'cellTrained':
      case 'metaStepTimed':
      case 'refused':
        this.requests.answered(event);
        return;
      case 'episode':
        this.receiveEpisode(event);
        return;
      case 'metaSteps':
        if (event.runId === this.trainingRun) this.handlers.metaSteps(event.reports);
        return;
      case 'training':
        if (event.runId !== this.trainingRun) return;
        this.training = event.status === 'running';
        this.handlers.training(event);
        return;
      case 'checkpoints':
        if (event.runId === this.trainingRun) this.handlers.checkpoints?.(event.kept, event.best);
        return;
      default:
        assertNever(event);
    }
  }

  private receiveEpisode(event: Extract<WorkerEvent, { kind: 'episode' }>): void {
    if (this.unseen === undefined) this.link.post({ kind: 'ack', seq: event.seq });
    else this.unseen.push(event.seq);
    if (event.runId !== this.episodeRun && event.runId !== this.trainingRun) return;
    const decoded = decodeEpisode(event.buffer);
    if (decoded.ok) this.handlers.episode(decoded.value, event.metaStep);
    else this.handlers.told(`an adaptation could not be read: ${decoded.failure.message}`);
  }
}
