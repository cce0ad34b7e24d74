// One stage of mplp train: a run in a store of runs; beside it the rule, its copies along the way and a line for each
// meta-step.

import { join } from 'node:path';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { diffSpecs } from '../experiment/diff.ts';
import type { PresetId } from '../experiment/presets.ts';
import { mean } from '../lib/statistics.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { Budget } from '../record/run.ts';
import { RUN_FORMAT, type TrainedRun } from '../record/trainedRun.ts';
import { LAB_VERSION } from '../record/version.ts';
import { continuedBudget, runName } from '../runs/begun.ts';
import { digest } from '../runs/format.ts';
import type { RunStore } from '../runs/store.ts';
import { recordRun } from '../training/recordedRun.ts';
import type { MetaStepResult } from '../training/trainer.ts';
import { thisMachine } from './cellRunner.ts';
import { duration } from './duration.ts';
import { evaluationOf } from './evaluate.ts';
import { TRAINED } from './files.ts';
import { appendTo, writeWhole } from './output.ts';
import { RunFolder } from './runFolder.ts';
import { startTrainer, type TrainerOptions } from './trainers.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const REPORT_EVERY_MS = 5_000;
/** A line for each meta-step, beside the rule. */
export const LOG = 'log.jsonl';
/** Ids of trainings: those of a study's cells have none. */
const TRAINING = 'train-';

export interface Plan {
  readonly from: RuleCheckpoint;
  readonly preset: PresetId;
  readonly out: string;
  /** The folder of runs that the training is written to. */
  readonly runs: string;
  readonly budget: Budget;
  readonly command: string;
  /** Meta-steps between the copies that stay beside the rule, `rule-1000.mplp`; undefined for none. */
  readonly keepEvery: number | undefined;
}

/** The meta-step at which a plan ends; infinite where only time or loss ends it. */
const lastStep = ({ from, budget }: Plan) => from.metaSteps + (budget.metaSteps ?? Infinity);

const isSame = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((value, i) => value === b[i]);

/** The training in a store whose last rule is this one. */
export async function trainingOf(store: RunStore, rule: RuleCheckpoint): Promise<TrainedRun | undefined> {
  const { runs } = await store.list();
  for (const run of runs) {
    if (!run.id.startsWith(TRAINING) || run.metaSteps !== rule.metaSteps) continue;
    if (diffSpecs(run.spec, rule.spec).length > 0) continue;
    const bytes = await store.rule(run, run.metaSteps);
    const last = bytes && decodeCheckpoint(bytes);
    if (last?.ok && isSame(last.value.parameters, rule.parameters)) return run;
  }
  return undefined;
}

/** The plan as a run: that which was cut off at its rule, or a new one. */
async function runOf(plan: Plan, store: RunStore, { backend, threads }: TrainerOptions): Promise<TrainedRun> {
  const { from, preset, budget, command } = plan;
  const nowMs = Date.now();
  const before = from.metaSteps === 0 ? undefined : await trainingOf(store, from);
  if (before !== undefined && before.status !== 'done') {
    const versions = [...new Set([...before.versions, LAB_VERSION])];
    return { ...before, budget: continuedBudget(before, budget), command, versions };
  }
  const at = { from: from.metaSteps, metaSteps: from.metaSteps };
  return {
    ...{ runFormat: RUN_FORMAT, id: `${TRAINING}${digest(JSON.stringify([from.spec, at, nowMs, plan.out]))}` },
    ...{ name: runName(from.spec, preset, from.metaSteps), tags: [], spec: from.spec, preset, budget, command },
    ...{ status: 'waiting', ...at, trainedMs: 0, attempts: 0, createdMs: nowMs, updatedMs: nowMs },
    ...{ versions: [LAB_VERSION], machine: thisMachine({ backend, threads }), checkpoints: [], evaluations: [] },
  };
}

/** Says on stderr how a plan goes. */
class TrainProgress {
  private readonly plan: Plan;
  private readonly startedMs = performance.now();
  private saidMs = this.startedMs;
  private readonly recent: MetaStepResult[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  note(result: MetaStepResult, trainedMs: number): void {
    const { recent } = this;
    recent.push(result);
    if (recent.length > 100) recent.shift();
    const nowMs = performance.now();
    if (nowMs - this.saidMs <= REPORT_EVERY_MS) return;
    this.saidMs = nowMs;
    const speed = ((result.metaStep - this.plan.from.metaSteps) / (nowMs - this.startedMs)) * 1000;
    process.stderr.write(this.line(result.metaStep, trainedMs, speed));
  }

  private line(done: number, trainedMs: number, stepsPerSecond: number): string {
    const { plan, recent } = this;
    const untilStep = lastStep(plan);
    const untilMs = (plan.budget.minutes ?? Infinity) * 60_000;
    const left = Math.min(untilMs - trainedMs, ((untilStep - done) / stepsPerSecond) * 1000);
    const loss = mean(recent.map((r) => r.metaLoss)).toFixed(5);
    const heldOut = mean(recent.map((r) => r.heldOut.at(-1) ?? NaN)).toFixed(5);
    const of = Number.isFinite(untilStep) ? ` of ${untilStep}` : '';
    return `meta-step ${done}${of}  meta-loss ${loss}  held-out loss ${heldOut}  ${stepsPerSecond.toFixed(2)} meta-steps/s  ${duration(left)} left\n`;
  }
}

/** How a plan ended. */
export interface PlanEnd {
  /** It came to the plan's last meta-step. */
  readonly finished: boolean;
  readonly interrupted: boolean;
  /** It trained so long. */
  readonly minutes: number;
  /** What it failed of, in words; the last good rule is on disk. */
  readonly fault?: string;
}

/** Trains until the plan's end or an interrupt; everything done is on disk when it returns. */
export async function runPlan(plan: Plan, machine: TrainerOptions): Promise<PlanEnd> {
  const store = new RunFolder(plan.runs);
  const asked = await runOf(plan, store, machine);
  await store.save(asked, { rule: encodeCheckpoint(plan.from) });
  const interrupt = { asked: false };
  const ask = () => {
    interrupt.asked = true;
  };
  for (const signal of SIGNALS) process.on(signal, ask);
  const log: MetaStepResult[] = [];
  const progress = new TrainProgress(plan);
  const isCopied = (metaStep: number) => plan.keepEvery !== undefined && metaStep % plan.keepEvery === 0;
  const trained = (run: TrainedRun) => run.trainedMs - asked.trainedMs;
  try {
    const run = await recordRun(asked, {
      store,
      start: (from) => startTrainer(from, machine),
      evaluate: (rule, options) => evaluationOf(rule, options),
      nowMs: () => performance.now(),
      dateMs: () => Date.now(),
      stopped: () => interrupt.asked,
      // Lets a signal in: on wasm nothing else yields to the event loop.
      turn: () => new Promise((resume) => void setImmediate(resume)),
      isKept: isCopied,
      onStep(now, { metaStep, metaLoss, heldOut }) {
        log.push({ metaStep, metaLoss, heldOut });
        progress.note({ metaStep, metaLoss, heldOut }, trained(now));
      },
      onSaved({ rule, checkpoints }) {
        for (const [step, bytes] of checkpoints ?? [])
          if (isCopied(step)) writeWhole(join(plan.out, `rule-${step}.mplp`), bytes);
        if (rule !== undefined) writeWhole(join(plan.out, TRAINED), rule);
        appendTo(join(plan.out, LOG), log.map((line) => `${JSON.stringify(line)}\n`).join(''));
        log.length = 0;
      },
    });
    const ended = interrupt.asked ? 'interrupted' : run.status === 'done' ? 'done' : run.status;
    process.stderr.write(`${ended} at meta-step ${run.metaSteps}; the rule is in ${join(plan.out, TRAINED)}\n`);
    const isFault = run.status === 'failed' || run.status === 'diverged';
    return {
      finished: run.status === 'done' && run.metaSteps >= lastStep(plan),
      interrupted: interrupt.asked,
      minutes: trained(run) / 60_000,
      ...(isFault ? { fault: run.cause ?? run.status } : {}),
    };
  } finally {
    for (const signal of SIGNALS) process.off(signal, ask);
  }
}
