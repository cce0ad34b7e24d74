// Writes the run under way into the store of runs as it goes: curve, rules along the way, status, what ended it.

import type { Checkpoint, MetaStepReport, RuleInfo, TrainingStatus } from '../../protocol/messages.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { endWords, type RunEnd } from '../../record/run.ts';
import { isKept, RUN_FORMAT, type TrainedRun } from '../../record/trainedRun.ts';
import { LAB_VERSION } from '../../record/version.ts';
import type { LabContext } from '../context.ts';
import { nearestPreset } from '../experiment/experiment.ts';
import type { RunLog, SavedBytes } from './runLog.ts';
import type { RunSettings } from './training.ts';

/** A run that begins. */
export interface RunStart {
  readonly id: string;
  readonly rule: RuleInfo;
  readonly settings: RunSettings;
  readonly from: number;
}

const LONGEST_NAME = 200;

/** The run as it begins, on this machine. */
function startedRun({ store, page }: LabContext, { id, rule, settings, from }: RunStart): TrainedRun {
  const { navigator } = page.window;
  const nowMs = page.dateMs();
  const backend = store.getState().session.backend?.backend ?? 'none';
  const preset = nearestPreset(rule.spec);
  return {
    ...{ runFormat: RUN_FORMAT, id, tags: [], spec: rule.spec, preset, budget: settings.budget },
    name: from === 0 ? `${preset}, from scratch` : `${preset}, on from meta-step ${from}`,
    ...{ status: 'running', from, metaSteps: from, trainedMs: 0, attempts: 1, createdMs: nowMs, updatedMs: nowMs },
    versions: [LAB_VERSION],
    machine: {
      name: navigator.userAgent.slice(0, LONGEST_NAME),
      backend,
      threads: backend === 'wasm' ? Math.max(1, navigator.hardwareConcurrency || 1) : 1,
    },
    ...{ checkpoints: [], evaluations: [] },
  };
}

/** What a run's status is after the worker's word. */
function statusOf(status: TrainingStatus, end: RunEnd | undefined): TrainedRun['status'] {
  if (status === 'running' || status === 'paused') return status;
  if (end?.by === 'failed') return 'diverged';
  return end?.by === 'budget' ? 'done' : 'paused';
}

export class RunWriter {
  private readonly context: LabContext;
  private log: Promise<RunLog> | undefined;
  private id = '';
  private from = 0;
  private readonly asked = new Set<number>();

  constructor(context: LabContext) {
    this.context = context;
  }

  begin(start: RunStart): void {
    const { page } = this.context;
    const run = startedRun(this.context, start);
    this.id = start.id;
    this.from = start.from;
    this.asked.clear();
    this.log = Promise.all([import('./runLog.ts'), page.runs()]).then(
      ([{ RunLog }, store]) => new RunLog(store, run, () => page.dateMs()),
    );
    // Whoever writes hears of it.
    this.log.catch(() => undefined);
  }

  private with(work: (log: RunLog) => unknown): void {
    this.log?.then(work).catch(() => undefined);
  }

  note(batch: readonly MetaStepReport[]): void {
    this.with((log) => log.note(batch));
  }

  cutAfter(metaStep: number): void {
    this.with((log) => log.cutAfter(metaStep));
  }

  /** Rules along the way that the worker still has are asked for once. */
  onCheckpoints(kept: readonly Checkpoint[]): void {
    for (const { metaStep } of kept) {
      const since = metaStep - this.from;
      if (this.log === undefined || this.asked.has(metaStep) || (since !== 0 && !isKept(since))) continue;
      this.asked.add(metaStep);
      // One that was thinned away meanwhile is not there.
      this.with(async (log) => log.keep(await this.context.client.save(metaStep)));
    }
  }

  /** After it the run's rule is written by `write`, unless nobody will. */
  onStatus(status: TrainingStatus, end: RunEnd | undefined): void {
    const words = end === undefined ? undefined : endWords(end);
    this.with((log) => log.become(statusOf(status, end), words));
    if (end?.by === 'failed') this.with(async (log) => log.write(await this.context.client.save()));
    if (end?.by === 'replaced') this.with((log) => log.write());
  }

  /** The last rule of a run was judged. */
  evaluated(id: string, report: EvaluationReport): void {
    if (id !== this.id) return;
    this.with((log) => {
      log.evaluated(report);
      return log.write();
    });
  }

  /** @throws in words where the browser keeps nothing. */
  async write(last: SavedBytes): Promise<void> {
    await (await this.log)?.write(last);
  }
}
