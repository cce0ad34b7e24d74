// Writes the run under way into the store of runs as it goes: curve, rules along the way, status, what ended it.

import type { Checkpoint, MetaStepReport, RuleInfo, TrainingStatus } from '../../protocol/messages.ts';
import type { EvaluationReport } from '../../record/evaluation.ts';
import { endWords, type Budget, type RunEnd } from '../../record/run.ts';
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
  /** The kept run that goes on; it has the id. */
  readonly goesOn?: TrainedRun | undefined;
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

/** A kept run that goes on with another budget: its own is counted from where it once began. */
function continuedRun(run: TrainedRun, { metaSteps, minutes, ...others }: Budget): TrainedRun {
  const { cause: _before, ...rest } = run;
  const budget = {
    ...others,
    ...(metaSteps !== undefined && { metaSteps: run.metaSteps - run.from + metaSteps }),
    ...(minutes !== undefined && { minutes: run.trainedMs / 60_000 + minutes }),
  };
  const versions = [...new Set([...run.versions, LAB_VERSION])];
  return { ...rest, budget, versions, status: 'running', attempts: run.attempts + 1 };
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
  /** What the worker keeps of the run. */
  private kept: readonly number[] = [];

  constructor(context: LabContext) {
    this.context = context;
  }

  begin(start: RunStart): void {
    const { page } = this.context;
    const { goesOn } = start;
    const run = goesOn ? continuedRun(goesOn, start.settings.budget) : startedRun(this.context, start);
    this.id = start.id;
    this.from = run.from;
    this.asked.clear();
    this.kept = [];
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
    this.kept = kept.map(({ metaStep }) => metaStep);
    for (const { metaStep } of kept) {
      if (this.log === undefined || this.asked.has(metaStep) || !this.isAlways(metaStep)) continue;
      this.asked.add(metaStep);
      // One that was thinned away meanwhile is not there.
      this.with(async (log) => log.has(metaStep) || log.keep(await this.context.client.save(metaStep)));
    }
  }

  /** Kept whatever the worker thins away. */
  private isAlways(metaStep: number): boolean {
    return metaStep === this.from || isKept(metaStep - this.from);
  }

  /** The rules that the worker keeps, evenly along the run, come into the log too; what it keeps no more goes. */
  private async keepAlong(log: RunLog): Promise<void> {
    const { kept, context } = this;
    const [first, last] = [kept[0], kept.at(-1)];
    // While another run is set up, the worker may answer from that one.
    if (first === undefined || last === undefined || context.store.getState().training.starting) return;
    const missing = kept.filter((step) => !this.asked.has(step) && !log.has(step));
    await Promise.allSettled(missing.map(async (step) => log.keep(await context.client.save(step))));
    log.only((step) => step < first || step > last || kept.includes(step) || this.isAlways(step));
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
    const log = await this.log;
    if (log === undefined) return;
    await this.keepAlong(log);
    await log.write(last);
  }
}
