// How fast this machine trains: meta-steps with more and more tasks, in turn with everything else the worker does.

import { median } from '../lib/statistics.ts';
import type { RequestOf } from '../protocol/answers.ts';
import type { BackendReport } from '../protocol/messages.ts';
import type { SpeedReport, SpeedRow } from '../record/machineSpeed.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { refuseForTraining, validateSpec } from '../experiment/validate.ts';
import { refuseTooLarge, trainingWork } from '../training/memory.ts';
import { freshRule, type Trainer } from '../training/trainer.ts';
import type { Post } from './episodeStream.ts';
import { GivenUp, LatestRequest } from './latestRequest.ts';
import { accepted, RefusedRequest } from './rules.ts';
import { turn } from '../lib/turn.ts';
import { inTurn, type Exclusive } from './turn.ts';

const LADDER = [1, 2, 4, 8, 16, 32];
/** What all of it may take. */
const TOTAL_MS = 3500;
/** A number of tasks is timed until it has had so much time or so many meta-steps. */
const RUNG_MS = 300;
const MOST_STEPS = 5;
/** A first meta-step may take this long: it compiles and starts threads. */
const WARM_UP_MS = 10_000;

/** What a measurement needs of the session. */
export interface SpeedNeeds {
  readonly post: Post;
  readonly exclusive: Exclusive;
  readonly startTrainer: (rule: RuleCheckpoint, report: BackendReport) => Trainer;
  /** The backend in use, once there is one. */
  readonly report: () => BackendReport | undefined;
  /** Whether a training is running now. */
  readonly training: () => boolean;
}

/** The spec with so many tasks; always over its full horizon, which is what most meta-steps cost once it has grown. */
function withTasks(spec: ExperimentSpec, tasks: number): ExperimentSpec {
  return { ...spec, recipe: { ...spec.recipe, tasks, shortestHorizon: 0, lengthenFrom: 0 } };
}

/** Why so many tasks are not tried: a warm-up and one meta-step, each at most twice as long as the last, are too much. */
function outOfTime(last: SpeedRow | undefined, spentMs: number): string | undefined {
  if (last === undefined || spentMs + 4 * last.metaStepMs <= TOTAL_MS) return undefined;
  return `not tried: the measurement ends after about ${Math.round(TOTAL_MS / 1000)} s`;
}

/** One measurement at a time; a new one takes the place of the last. */
export class SpeedRun {
  private readonly needs: SpeedNeeds;
  private readonly request: LatestRequest;

  constructor(needs: SpeedNeeds) {
    this.needs = needs;
    this.request = new LatestRequest(needs.post);
  }

  /** Give up the measurement under way, if there is one, after the meta-step it is in; answered without a report. */
  stop(): void {
    this.request.stop();
  }

  /** Measure and answer: with a report, without one if it was given up, or with a refusal. */
  start(command: RequestOf<'measureSpeed'>): Promise<void> {
    return this.request.answer(command, async () => ({ report: await this.measured(command) }));
  }

  /** @throws GivenUp or RefusedRequest before the first row; afterwards the report says where it ended. */
  private async measured({ requestId, spec }: RequestOf<'measureSpeed'>): Promise<SpeedReport> {
    const report = this.needs.report();
    if (report === undefined) throw new RefusedRequest('backend', 'no backend runs yet');
    const rule = await this.piece(requestId, () =>
      freshRule(accepted(refuseForTraining(accepted(validateSpec(withTasks(spec, 1)))))),
    );
    const rows: SpeedRow[] = [];
    let startedMs = performance.now();
    for (const tasks of LADDER) {
      const late = outOfTime(rows.at(-1), performance.now() - startedMs);
      if (late !== undefined) return { rows, ended: { tasks, why: late } };
      try {
        const { row, warmUpMs } = await this.rung(requestId, rule, tasks, report);
        // The first warm-up compiles what all the others use.
        if (rows.length === 0) startedMs += warmUpMs;
        rows.push(row);
        this.needs.post({ kind: 'speedRow', requestId, row }, []);
      } catch (error) {
        if (error instanceof GivenUp) throw error;
        return { rows, ended: { tasks, why: error instanceof Error ? error.message : String(error) } };
      }
    }
    return { rows };
  }

  /** Meta-steps with one number of tasks, by a trainer of its own. */
  private async rung(
    requestId: number,
    { parameters, metaSteps, spec }: RuleCheckpoint,
    tasks: number,
    report: BackendReport,
  ): Promise<{ row: SpeedRow; warmUpMs: number }> {
    const sized = accepted(refuseTooLarge(withTasks(spec, tasks), trainingWork(report.backend)));
    const trainer = await this.piece(requestId, () =>
      Promise.resolve(this.needs.startTrainer({ spec: sized, parameters, metaSteps }, report)),
    );
    const timed = () => this.piece(requestId, () => this.timed(trainer));
    try {
      const warmUpMs = await timed();
      if (warmUpMs > WARM_UP_MS) throw new Error(`one meta-step took ${Math.round(warmUpMs / 1000)} s`);
      const times: number[] = [];
      let spentMs = 0;
      while (times.length === 0 || (times.length < MOST_STEPS && spentMs < RUNG_MS)) {
        const ms = await timed();
        times.push(ms);
        spentMs += ms;
      }
      const metaStepMs = median(times);
      const row: SpeedRow = {
        tasks,
        metaStepMs,
        metaStepsPerSecond: 1000 / metaStepMs,
        tasksPerSecond: (1000 * tasks) / metaStepMs,
        threads: trainer.threads,
        implementation: trainer.engine === 'stock' ? 'stock' : 'fused',
        backend: report.backend,
        adapter: report.adapter,
      };
      return { row, warmUpMs };
    } finally {
      trainer.dispose();
    }
  }

  private async timed(trainer: Trainer): Promise<number> {
    const startedMs = performance.now();
    await trainer.step();
    return Math.max(performance.now() - startedMs, 0.01);
  }

  /** A piece of work in its turn, unless it was given up or a training runs by then; the page may speak after it. */
  private async piece<T>(requestId: number, work: () => Promise<T>): Promise<T> {
    await turn();
    return inTurn(this.needs.exclusive, async () => {
      if (!this.request.wants(requestId)) throw new GivenUp();
      if (this.needs.training())
        throw new RefusedRequest('training', 'a training is running, and each would slow the other: pause it first');
      return work();
    });
  }
}
