// A cell of a study, trained from where the browser's store of runs has it and written there as it goes; and what a
// meta-step of one takes. In turn with everything else the worker does; a training of the page's own goes first.

import { refuseForTraining, validateSpec } from '../experiment/validate.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import type { RequestOf } from '../protocol/answers.ts';
import type { BackendReport } from '../protocol/messages.ts';
import type { EvaluationReport } from '../record/evaluation.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { TrainedRun } from '../record/trainedRun.ts';
import type { RunStore } from '../runs/store.ts';
import { Evaluation, type EvaluateOptions } from '../training/evaluate.ts';
import { refuseTooLarge, refuseTooManyLosses, trainingWork } from '../training/memory.ts';
import { recordRun } from '../training/recordedRun.ts';
import { stepMs } from '../training/stepSpeed.ts';
import type { TaskPool } from '../training/taskPool.ts';
import { freshRule, type Trainer } from '../training/trainer.ts';
import type { Post } from './episodeStream.ts';
import { FIRST_PIECE, LARGEST_PIECE, nextPiece } from './evaluationRun.ts';
import { GivenUp, LatestRequest } from './latestRequest.ts';
import { accepted, RefusedRequest } from './rules.ts';
import { HeldTurn, type Exclusive } from './turn.ts';

const REPORT_EVERY_MS = 250;

/** What a cell needs of the session. */
export interface CellNeeds {
  readonly post: Post;
  readonly exclusive: Exclusive;
  readonly startTrainer: (rule: RuleCheckpoint, report: BackendReport) => Trainer;
  /** Fused kernels for so many tasks, where the backend has them; disposed of afterwards. */
  readonly startPool: (spec: ExperimentSpec, tasks: number) => TaskPool | undefined;
  /** The backend in use, once there is one. */
  readonly report: () => BackendReport | undefined;
  /** Whether a training is running now. */
  readonly training: () => boolean;
  /** The browser's store, where there is one. */
  readonly runs: (() => Promise<RunStore>) | undefined;
}

/** Asked and called between the pieces of an evaluation. */
interface EvaluationHooks {
  readonly stopped: () => boolean;
  readonly turn: () => Promise<void>;
  readonly heard: () => void;
}

/** One cell, or one measurement, at a time. */
export class CellRun {
  private readonly needs: CellNeeds;
  private readonly request: LatestRequest;
  private saidMs = 0;

  constructor(needs: CellNeeds) {
    this.needs = needs;
    this.request = new LatestRequest(needs.post);
  }

  /** Whether one is under way. */
  running = false;

  /** Writes down the cell under way and answers. */
  stop(): void {
    this.request.stop();
  }

  /** Trains a cell to its end, or until it is stopped or a training runs. */
  start(command: RequestOf<'trainCell'>): Promise<void> {
    return this.request.answer(command, () => this.inTurns((turn) => this.trained(command, turn)));
  }

  time(command: RequestOf<'timeMetaStep'>): Promise<void> {
    return this.request.answer(command, async () => ({ ms: await this.inTurns((turn) => this.timed(command, turn)) }));
  }

  private get report(): BackendReport {
    const report = this.needs.report();
    if (report === undefined) throw new RefusedRequest('backend', 'no backend runs yet');
    return report;
  }

  /** Work that holds the session's turn, but for the moments in which it lets others have it. */
  private async inTurns<T>(work: (turn: () => Promise<void>) => Promise<T>): Promise<T> {
    const held = new HeldTurn(this.needs.exclusive);
    await held.take();
    this.running = true;
    try {
      return await work(() => held.pass());
    } finally {
      this.running = false;
      held.leave();
    }
  }

  private fitting(spec: ExperimentSpec): ExperimentSpec {
    const checked = accepted(refuseForTraining(accepted(validateSpec(spec))));
    return accepted(refuseTooLarge(checked, trainingWork(this.report.backend)));
  }

  private async trained({ requestId, id, evaluation }: RequestOf<'trainCell'>, turn: () => Promise<void>) {
    const { needs, report } = this;
    const store = await needs.runs?.();
    const run = await store?.read(id);
    if (store === undefined || run === undefined)
      throw new RefusedRequest('id', `there is no run ${id} in this browser`);
    let yielded = false;
    const stopped = () => {
      yielded ||= needs.training();
      return yielded || !this.request.wants(requestId);
    };
    const say = ({ metaSteps, trainedMs }: TrainedRun) => {
      const nowMs = performance.now();
      if (nowMs - this.saidMs < REPORT_EVERY_MS) return;
      this.saidMs = nowMs;
      needs.post({ kind: 'cellStep', requestId, metaSteps, trainedMs }, []);
    };
    const recorder = {
      ...{ store, stopped, turn, onStep: say },
      start: (from: RuleCheckpoint) => needs.startTrainer({ ...from, spec: this.fitting(from.spec) }, report),
      evaluate: (rule: RuleCheckpoint, options: EvaluateOptions) =>
        this.evaluated(rule, options, { stopped, turn, heard: () => say(run) }),
      nowMs: () => performance.now(),
      dateMs: () => Date.now(),
    };
    await recordRun(run, recorder, evaluation);
    return { yielded };
  }

  /** A few tasks at a time; undefined where it was given up. */
  private async evaluated(
    { spec, parameters }: RuleCheckpoint,
    options: EvaluateOptions,
    { stopped, turn, heard }: EvaluationHooks,
  ): Promise<EvaluationReport | undefined> {
    accepted(refuseTooManyLosses(options.tasks, options.steps));
    const startedMs = performance.now();
    const pool = this.needs.startPool(spec, Math.min(options.tasks, LARGEST_PIECE));
    const evaluation = new Evaluation(spec, parameters, options, pool);
    try {
      for (let most = FIRST_PIECE; !evaluation.finished; most = await nextPiece(evaluation, most)) {
        if (stopped()) return undefined;
        heard();
        await turn();
      }
      const about = { backend: this.report.backend, ...options, trainedSteps: spec.recipe.innerSteps, changes: [] };
      return { ...about, ...evaluation.statistics(), wallMs: Math.round(performance.now() - startedMs) };
    } finally {
      evaluation.dispose();
      pool?.dispose();
    }
  }

  private async timed({ requestId, spec }: RequestOf<'timeMetaStep'>, turn: () => Promise<void>): Promise<number> {
    const go = async () => {
      await turn();
      if (!this.request.wants(requestId)) throw new GivenUp();
    };
    const trainer = this.needs.startTrainer(await freshRule(this.fitting(spec)), this.report);
    try {
      return await stepMs(trainer, { nowMs: () => performance.now(), turn: go });
    } finally {
      trainer.dispose();
    }
  }
}
