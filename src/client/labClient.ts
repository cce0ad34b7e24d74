// The page's end of the worker: requests with answers, events to handlers, frames acknowledged as they arrive.

import { assertNever } from '../lib/assert.ts';
import {
  PROTOCOL_VERSION,
  type BackendName,
  type BackendReport,
  type BestSoFar,
  type Budget,
  type Checkpoint,
  type Command,
  type LaneRequest,
  type Demand,
  type MetaStepReport,
  type RuleInfo,
  type RuleSource,
  type SerialisedError,
  type TrainingStatus,
  type WorkerEvent,
} from '../protocol/messages.ts';
import { decodeEpisode, type EpisodeRecord } from '../record/episode.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { Lane } from '../record/lanes.ts';
import type { SpeedReport, SpeedRow } from '../record/machineSpeed.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';

/** The part of a Worker (or MessagePort) the client uses. */
export interface LabPort {
  postMessage(message: Command, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null;
}

/** What the page does with what the worker reports. */
export interface LabHandlers {
  ready(report: BackendReport): void;
  /** A new adaptation to show; `metaStep` of the rule that made it. */
  episode(record: EpisodeRecord, metaStep: number): void;
  metaSteps(reports: readonly MetaStepReport[]): void;
  training(status: TrainingStatus, metaStep: number, reason: string): void;
  /** What is kept of the run, and where it did best. */
  checkpoints?(kept: readonly Checkpoint[], best: BestSoFar | undefined): void;
  failed(error: SerialisedError): void;
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

interface Pending {
  readonly resolve: (event: WorkerEvent) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((event: WorkerEvent) => void) | undefined;
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
    return this.requestRun((ids) => ({ kind: 'useRule', ...ids, source, probe }));
  }

  /**
   * Adapt the current rule to another probe; the record arrives at `handlers.episode`.
   *
   * @param at with the checkpoint kept nearest to this meta-step instead, which then stays on show.
   */
  adapt(probe: ProbeSpec, at?: number): Promise<RuleInfo> {
    return this.requestRun((ids) => ({ kind: 'adapt', ...ids, probe, ...(at === undefined ? {} : { at }) }));
  }

  /** Adapt other learners to a probe, in the network of the current rule. */
  async compare(probe: ProbeSpec, lanes: readonly LaneRequest[]): Promise<readonly Lane[]> {
    const event = await this.request((requestId) => ({ kind: 'compare', requestId, probe, lanes }));
    if (event.kind !== 'compared') throw new Error(`expected lanes, got ${event.kind}`);
    return event.lanes;
  }

  /** Start meta-training; reports arrive at the handlers. */
  train(start: 'scratch' | 'continue', spec: ExperimentSpec, budget: Budget, paused = false): Promise<RuleInfo> {
    return this.requestRun((ids) => {
      this.trainingRun = ids.runId;
      return { kind: 'train', ...ids, start, spec, budget, paused };
    });
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
    const event = await this.request((requestId) => ({ kind: 'save', requestId, ...(at === undefined ? {} : { at }) }));
    if (event.kind !== 'saved') throw new Error(`expected saved bytes, got ${event.kind}`);
    return event.bytes;
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
    const event = await this.request(
      (requestId) => ({ kind: 'evaluate', requestId, ...options }),
      (progress) => {
        if (progress.kind === 'evaluating') onProgress(progress.tasksDone);
      },
    );
    if (event.kind !== 'evaluated') throw new Error(`expected an evaluation, got ${event.kind}`);
    return event.report;
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
    const event = await this.request(
      (requestId) => ({ kind: 'measureSpeed', requestId, spec }),
      (progress) => {
        if (progress.kind === 'speedRow') onRow(progress.row);
      },
    );
    if (event.kind !== 'speedMeasured') throw new Error(`expected a measured speed, got ${event.kind}`);
    return event.report;
  }

  stopMeasuring(): void {
    this.send({ kind: 'stopMeasuring' });
  }

  /** A request that brings a run of episodes of its own: those before it are stale, unless it is refused. */
  private async requestRun(
    make: (ids: { readonly requestId: number; readonly runId: string }) => Command,
  ): Promise<RuleInfo> {
    const runId = `run-${this.nextRun++}`;
    const before = { episode: this.episodeRun, training: this.trainingRun };
    this.episodeRun = runId;
    try {
      const event = await this.request((requestId) => make({ requestId, runId }));
      if (event.kind !== 'rule') throw new Error(`expected a rule, got ${event.kind}`);
      return event.rule;
    } catch (error) {
      if (this.episodeRun === runId) this.episodeRun = before.episode;
      if (this.trainingRun === runId) this.trainingRun = before.training;
      throw error;
    }
  }

  private request(
    make: (requestId: number) => Command,
    onProgress?: (event: WorkerEvent) => void,
  ): Promise<WorkerEvent> {
    if (this.broken !== undefined) return Promise.reject(new RefusedError(this.broken));
    const requestId = this.nextRequest++;
    return new Promise((resolve, reject) => {
      this.pending.set(requestId, { resolve, reject, onProgress });
      this.send(make(requestId));
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
          p.resolve(event);
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
        if (event.runId === this.trainingRun) this.handlers.training(event.status, event.metaStep, event.reason);
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
