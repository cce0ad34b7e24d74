// A run that is written down as it goes: trains to the end of its budget, is evaluated, and goes on where it was cut off.

import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { unwrap } from '../lib/result.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { Budget, RunEnd } from '../record/run.ts';
import { endWords } from '../record/run.ts';
import { curveRow, curveWidth, isKept, type TrainedRun } from '../record/trainedRun.ts';
import { isAbout } from '../runs/complete.ts';
import type { RunParts, RunStore } from '../runs/store.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { Run } from './run.ts';
import { DivergedError, freshRule, type MetaStepResult, type Trainer } from './trainer.ts';

/** A crash loses no more than this and a meta-step. */
const SAVE_EVERY_MS = 10_000;
/** What a recorded run needs of the machine it is on. */
export interface Recorder {
  readonly store: RunStore;
  readonly start: (from: RuleCheckpoint) => Trainer;
  /** Undefined where it was stopped: it is done another time. */
  readonly evaluate: (rule: RuleCheckpoint, options: EvaluateOptions) => Promise<EvaluationReport | undefined>;
  /** A clock whose differences count, and the date, in milliseconds. */
  readonly nowMs: () => number;
  readonly dateMs: () => number;
  /** Asked between meta-steps: whether to stop here and go on another time. */
  readonly stopped: () => boolean;
  /** Lets everything else of the thread have its turn. */
  readonly turn: () => Promise<void>;
  readonly onStep?: (run: TrainedRun, result: MetaStepResult) => void;
  /** Whether the rule at a meta-step is kept too, beside those that always are. */
  readonly isKept?: (metaStep: number) => boolean;
  /** What was just written. */
  readonly onSaved?: (parts: RunParts) => void;
}

/** The rule a run goes on from: its last one, or a fresh one. */
async function lastRule(run: TrainedRun, store: RunStore): Promise<RuleCheckpoint> {
  const bytes = await store.rule(run, run.metaSteps);
  return bytes === undefined ? freshRule(run.spec) : { ...unwrap(decodeCheckpoint(bytes)), spec: run.spec };
}

/** The rules kept along the way up to a meta-step: also one that was written just before the run was cut off. */
async function keptRules(run: TrainedRun, metaSteps: number, store: RunStore): Promise<readonly number[]> {
  const always = Array.from({ length: 32 }, (_, i) => 2 ** i).filter(isKept);
  const steps = [...new Set([...run.checkpoints, ...always])].filter((step) => step <= metaSteps).sort((a, b) => a - b);
  const there = await Promise.all(
    steps.map(async (step) => run.checkpoints.includes(step) || (await store.rule(run, step)) !== undefined),
  );
  return steps.filter((_, i) => there[i]);
}

/** What is left of a run's budget at a meta-step. */
function budgetLeft({ budget, from, trainedMs }: TrainedRun, metaSteps: number): Budget {
  return {
    ...budget,
    ...(budget.metaSteps === undefined ? {} : { metaSteps: budget.metaSteps - (metaSteps - from) }),
    ...(budget.minutes === undefined ? {} : { minutes: budget.minutes - trainedMs / 60_000 }),
  };
}

/** Meta-steps that are done but not yet written, and when the last ones were. */
class Recording {
  run: TrainedRun;
  private readonly recorder: Recorder;
  private readonly trainer: Trainer;
  private readonly command: Pick<RuleCheckpoint, 'preset' | 'command'>;
  private readonly trainedBefore: number;
  private rows: number[] = [];
  private rowsFrom: number;
  private checkpoints = new Map<number, ArrayBuffer>();
  private savedMs: number;

  constructor(run: TrainedRun, recorder: Recorder, trainer: Trainer) {
    this.run = run;
    this.recorder = recorder;
    this.trainer = trainer;
    const { preset, command } = run;
    this.command = { ...(preset === undefined ? {} : { preset }), ...(command === undefined ? {} : { command }) };
    this.trainedBefore = run.trainedMs;
    this.rowsFrom = trainer.metaSteps;
    this.savedMs = recorder.nowMs();
  }

  async note(result: MetaStepResult, trainedMs: number): Promise<void> {
    this.rows.push(...curveRow(result, curveWidth(this.run.spec)));
    this.run = { ...this.run, metaSteps: result.metaStep, trainedMs: this.trainedBefore + trainedMs };
    if (isKept(result.metaStep) || this.recorder.isKept?.(result.metaStep)) {
      const { optimiser: _moments, ...rule } = await this.trainer.snapshot();
      this.checkpoints.set(result.metaStep, encodeCheckpoint({ ...rule, ...this.command }));
    }
    this.recorder.onStep?.(this.run, result);
    if (this.recorder.nowMs() - this.savedMs > SAVE_EVERY_MS) await this.save();
  }

  async save(change: Partial<TrainedRun> = {}): Promise<void> {
    const rule = await this.trainer.snapshot();
    const kept = [...new Set([...this.run.checkpoints, ...this.checkpoints.keys()])].sort((a, b) => a - b);
    this.run = { ...this.run, checkpoints: kept, updatedMs: this.recorder.dateMs(), ...change };
    const parts: RunParts = {
      rows: { from: this.rowsFrom, values: Float32Array.from(this.rows) },
      rule: encodeCheckpoint({ ...rule, ...this.command }),
      checkpoints: this.checkpoints,
    };
    await this.recorder.store.save(this.run, parts);
    this.recorder.onSaved?.(parts);
    this.rows = [];
    this.rowsFrom = this.run.metaSteps;
    this.checkpoints = new Map();
    this.savedMs = this.recorder.nowMs();
  }
}

/** What ended a run in words: its limit is that of the whole run, also where it was interrupted. */
const causeOf = (end: RunEnd, budget: Budget) =>
  endWords(end.by === 'budget' ? { ...end, value: budget[end.limit] ?? end.value } : end);

/** Trains until the budget's end, or until it is stopped: then undefined. */
async function untilEnd(recording: Recording, run: Run, { stopped, turn }: Recorder): Promise<RunEnd | undefined> {
  for (;;) {
    const end = run.end();
    if (end !== undefined) return end;
    if (stopped()) return undefined;
    await recording.note(await run.step(), run.trainedMs);
    await turn();
  }
}

async function trained(run: TrainedRun, recorder: Recorder): Promise<TrainedRun> {
  const rule = await lastRule(run, recorder.store);
  const trainer = recorder.start(rule);
  const checkpoints = await keptRules(run, rule.metaSteps, recorder.store);
  const { cause: _before, ...rest } = run;
  const begun: TrainedRun = {
    ...rest,
    ...{ checkpoints, metaSteps: rule.metaSteps, status: 'running', attempts: run.attempts + 1 },
  };
  const recording = new Recording(begun, recorder, trainer);
  try {
    await recording.save();
    const training = new Run(trainer, budgetLeft(run, rule.metaSteps), recorder.nowMs);
    const end = await untilEnd(recording, training, recorder);
    await recording.save(
      end === undefined ? { status: 'paused' } : { status: 'done', cause: causeOf(end, run.budget) },
    );
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    await recording.save({ status: 'diverged', cause: error.message });
  } finally {
    trainer.dispose();
  }
  return recording.run;
}

/** Evaluates the last rule of a run that is done, unless that is there already. */
async function evaluated(run: TrainedRun, recorder: Recorder, options: EvaluateOptions): Promise<TrainedRun> {
  if (run.status !== 'done' || run.evaluations.some(isAbout(options))) return run;
  const report = await recorder.evaluate(await lastRule(run, recorder.store), options);
  if (report === undefined) return run;
  const next = { ...run, evaluations: [...run.evaluations, report], updatedMs: recorder.dateMs() };
  await recorder.store.save(next);
  return next;
}

/**
 * Trains a run from where it stands to its end and evaluates it; everything is in the store when it returns.
 *
 * @returns the run: done, diverged, paused where it was stopped, or failed, with the cause.
 */
export async function recordRun(
  run: TrainedRun,
  recorder: Recorder,
  evaluation?: EvaluateOptions,
): Promise<TrainedRun> {
  let last = run;
  try {
    if (run.status !== 'done') last = await trained(run, recorder);
    return evaluation === undefined ? last : await evaluated(last, recorder, evaluation);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const there = (await recorder.store.read(run.id).catch(() => undefined)) ?? run;
    last = { ...there, status: 'failed', cause, attempts: run.attempts + 1, updatedMs: recorder.dateMs() };
    // A store that failed fails here too; the run it holds is then the last one it could write.
    await recorder.store.save(last).catch(() => undefined);
    return last;
  }
}
