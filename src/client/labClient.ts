// The page's end of the worker: requests with answers, events to handlers, frames acknowledged as they arrive.

import { assertNever } from '../lib/assert.ts';
import {
  isAnswerTo,
  requestOf,
  type AnswerTo,
  type Content,
  type ProgressOf,
  type RequestKind,
  type RequestOf,
} from '../protocol/answers.ts';
import {
  PROTOCOL_VERSION,
  type BackendName,
  type Command,
  type LaneRequest,
  type Demand,
  type RuleInfo,
  type RuleSource,
  type SerialisedError,
  type WorkerEvent,
} from '../protocol/messages.ts';
import { decodeEpisode } from '../record/episode.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { Lane } from '../record/lanes.ts';
import type { SpeedReport, SpeedRow } from '../record/machineSpeed.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import type { LabHandlers } from './handlers.ts';
import type { Budget } from '../record/run.ts';

/** The part of a Worker (or MessagePort) the client uses. */
export interface LabPort {
  postMessage(message: Command, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null;
}

/** A refused request, as a rejection. */
class RefusedError extends Error {
  readonly where: string;
  constructor(error: SerialisedError) {
    super(error.message);
    this.name = 'RefusedError';
    this.where = error.where;
  }
}

/** Requests that bring a run of episodes of their own. */
type RunKind = 'useRule' | 'adapt' | 'train';

interface Pending {
  readonly answer: (event: WorkerEvent) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((event: ProgressOf<RequestKind>) => void) | undefined;
}

export class LabClient {
  private readonly pending = new Map<number, Pending>();
  private nextRequest = 1;
  private nextRun = 1;
  /** Episodes of other adaptations than the one asked for last are stale. */
  private episodeRun = '';
  private trainingRun = '';
  /** Episodes not acknowledged while nobody looks; undefined while somebody does. */
  private unseen: number[] | undefined;
  /** Why nobody answers any more. */
  private broken: SerialisedError | undefined;
  private readonly port: LabPort;
  private readonly handlers: LabHandlers;

  constructor(port: LabPort, handlers: LabHandlers) {
    this.port = port;
    this.handlers = handlers;
    port.onmessage = (event) => {
      this.receive(event.data);
    };
  }

  /** Start the worker's backend; `handlers.ready` reports which one came up. */
  hello(prefer: BackendName | undefined): void {
    this.send({ kind: 'hello', protocolVersion: PROTOCOL_VERSION, ...(prefer === undefined ? {} : { prefer }) });
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
  async compare(probe: ProbeSpec, lanes: readonly LaneRequest[]): Promise<readonly Lane[]> {
    return (await this.request('compare', { probe, lanes })).lanes;
  }

  /** Start meta-training; reports arrive at the handlers. */
  train(start: 'scratch' | 'continue', spec: ExperimentSpec, budget: Budget, paused = false): Promise<RuleInfo> {
    return this.requestRun('train', { start, spec, budget, paused });
  }

  /** Takes effect within one meta-step. */
  pause(): void {
    this.send({ kind: 'pause' });
  }

  resume(): void {
    this.send({ kind: 'resume' });
  }

  singleStep(): void {
    this.send({ kind: 'singleStep' });
  }

  stop(): void {
    this.send({ kind: 'stop' });
  }

  setDemand(demand: Demand): void {
    this.send({ kind: 'demand', demand });
  }

  /** While the page is out of sight its episodes are not acknowledged, so that the worker makes no more of them. */
  setSeen(seen: boolean): void {
    for (const seq of this.unseen ?? []) this.send({ kind: 'ack', seq });
    this.unseen = seen ? undefined : [];
  }

  /**
   * The current rule as the bytes of a checkpoint file, optimiser state included.
   *
   * @param at the checkpoint kept at this meta-step instead, without optimiser state.
   */
  async save(at?: number): Promise<ArrayBuffer> {
    return (await this.request('save', at === undefined ? {} : { at })).bytes;
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
    const { report } = await this.request('evaluate', options, ({ tasksDone }) => {
      onProgress(tasksDone);
    });
    return report;
  }

  stopEvaluation(): void {
    this.send({ kind: 'stopEvaluation' });
  }

  /**
   * Time meta-steps of a spec with more and more tasks, while everything else goes on.
   *
   * @param onRow told each row as it is measured.
   * @returns undefined where it was given up: by `stopMeasuring`, or for a newer one.
   */
  async measureSpeed(spec: ExperimentSpec, onRow: (row: SpeedRow) => void): Promise<SpeedReport | undefined> {
    const { report } = await this.request('measureSpeed', { spec }, ({ row }) => {
      onRow(row);
    });
    return report;
  }

  stopMeasuring(): void {
    this.send({ kind: 'stopMeasuring' });
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
      return (await this.request<RunKind>(kind, { ...content, runId })).rule;
    } catch (error) {
      if (this.episodeRun === runId) this.episodeRun = before.episode;
      if (this.trainingRun === runId) this.trainingRun = before.training;
      throw error;
    }
  }

  private request<K extends RequestKind>(
    kind: K,
    content: Content<RequestOf<K>>,
    onProgress?: (event: ProgressOf<K>) => void,
  ): Promise<AnswerTo<K>> {
    if (this.broken !== undefined) return Promise.reject(new RefusedError(this.broken));
    const requestId = this.nextRequest++;
    return new Promise((resolve, reject) => {
      const answer = (event: WorkerEvent) => {
        if (isAnswerTo(kind, event)) resolve(event);
        else reject(new Error(`${kind} was answered by ${event.kind}`));
      };
      this.pending.set(requestId, { answer, reject, onProgress: onProgress as Pending['onProgress'] });
      this.send(requestOf(kind, requestId, content));
    });
  }

  private send(command: Command): void {
    this.port.postMessage(command, []);
  }

  private settle(requestId: number, act: (pending: Pending) => void): void {
    const pending = this.pending.get(requestId);
    this.pending.delete(requestId);
    if (pending !== undefined) act(pending);
  }

  private receive(event: WorkerEvent): void {
    switch (event.kind) {
      case 'ready':
        this.handlers.ready(event.report);
        return;
      case 'rule':
      case 'saved':
      case 'compared':
      case 'evaluated':
      case 'speedMeasured':
        this.settle(event.requestId, (p) => {
          p.answer(event);
        });
        return;
      case 'evaluating':
      case 'speedRow':
        this.pending.get(event.requestId)?.onProgress?.(event);
        return;
      case 'refused':
        this.settle(event.requestId, (p) => {
          p.reject(new RefusedError(event.error));
        });
        return;
      case 'episode':
        this.receiveEpisode(event);
        return;
      case 'metaSteps':
        if (event.runId === this.trainingRun) this.handlers.metaSteps(event.reports);
        return;
      case 'training':
        if (event.runId === this.trainingRun) this.handlers.training(event);
        return;
      case 'checkpoints':
        if (event.runId === this.trainingRun) this.handlers.checkpoints?.(event.kept, event.best);
        return;
      case 'failed':
        this.failAll(event.error);
        return;
      default:
        assertNever(event);
    }
  }

  private receiveEpisode(event: Extract<WorkerEvent, { kind: 'episode' }>): void {
    if (this.unseen === undefined) this.send({ kind: 'ack', seq: event.seq });
    else this.unseen.push(event.seq);
    if (event.runId !== this.episodeRun && event.runId !== this.trainingRun) return;
    const decoded = decodeEpisode(event.buffer);
    if (decoded.ok) this.handlers.episode(decoded.value, event.metaStep);
    else this.handlers.failed({ name: 'EpisodeError', message: decoded.failure.message, where: decoded.failure.where });
  }

  /** The worker died or never came up: nobody answers what is open, nor what is asked from now on. */
  workerBroke(error: SerialisedError): void {
    this.broken = error;
    this.failAll(error);
  }

  private failAll(error: SerialisedError): void {
    for (const pending of this.pending.values()) pending.reject(new RefusedError(error));
    this.pending.clear();
    this.handlers.failed(error);
  }
}
