// The run that trains, if one does: meta-steps in turn with the page's commands, paused, stepped singly and ended.

import type { RunEnd } from '../record/run.ts';
import { firstFault } from '../training/fault.ts';
import { DivergedError, type MetaStepResult, type Trainer } from '../training/trainer.ts';
import type { TrainingRun } from './trainingRun.ts';
import { turn } from '../lib/turn.ts';

/** What a training needs of the session. */
export interface TrainingLoopContext {
  /** Does work in its turn with the page's commands. */
  readonly exclusive: (where: string, work: () => Promise<void> | void) => Promise<void>;
  /** Whether it is time that the page sees the probe again. */
  readonly isDue: () => boolean;
  readonly sendProbe: (run: TrainingRun) => Promise<void>;
  readonly stepped: (trainer: Trainer, result: MetaStepResult) => Promise<void>;
  /** While a run pauses or ends. */
  readonly rest: (trainer: Trainer) => Promise<void>;
  /** Keeps the rule as the run leaves it. */
  readonly keepRule: () => Promise<unknown>;
}

export class TrainingLoop {
  private readonly context: TrainingLoopContext;
  /** The run under way, running or paused. */
  run: TrainingRun | undefined;
  /** Counts loops begun; only the newest goes on. */
  private loops = 0;

  constructor(context: TrainingLoopContext) {
    this.context = context;
  }

  get running(): boolean {
    return this.run?.status === 'running';
  }

  /** A run takes the place of the last one, which was stopped. */
  begin(run: TrainingRun, paused: boolean): void {
    this.run = run;
    if (paused) run.announce('paused');
    else void this.loop(run);
  }

  pause(): void {
    if (this.run?.status === 'running') this.run.announce('paused');
  }

  async pauseAndRest(): Promise<void> {
    if (this.run?.status !== 'running') return;
    this.pause();
    await this.context.rest(this.run.trainer);
  }

  resume(): void {
    if (this.run?.status === 'paused') void this.loop(this.run);
  }

  /** Meta-steps one after another, each in its turn with the page's commands. */
  private async loop(run: TrainingRun): Promise<void> {
    const mine = ++this.loops;
    run.announce('running');
    // Paused and resumed within one meta-step, an older loop may still be waiting for its turn.
    while (run.status === 'running' && mine === this.loops) {
      await this.context.exclusive('train', () => this.loopStep(run));
      await turn();
    }
  }

  private async loopStep(run: TrainingRun): Promise<void> {
    if (run.status !== 'running') return;
    await this.guardedStep(run);
    if (this.run !== run) return;
    const end = run.end();
    if (end !== undefined) await this.stop(end);
    else if (this.context.isDue()) await this.context.sendProbe(run);
  }

  /** One meta-step; a divergence ends in status `failed` with the last good rule kept. */
  private async guardedStep(run: TrainingRun): Promise<void> {
    try {
      await this.context.stepped(run.trainer, await run.step());
    } catch (error) {
      if (!(error instanceof DivergedError)) throw error;
      const first = await firstFault(await run.trainer.snapshot());
      run.announce('failed', { by: 'failed', message: error.message, ...(first && { first }) });
      await this.end(run);
    }
  }

  async singleStep(): Promise<void> {
    const run = this.run;
    if (run === undefined) return;
    if (run.status === 'running') this.pause();
    await this.guardedStep(run);
    if (this.run !== run) return;
    const end = run.end();
    if (end !== undefined) return this.stop(end);
    await this.context.sendProbe(run);
    run.announce('paused');
  }

  /** Ends the run, if there is one. */
  async stop(end: RunEnd): Promise<void> {
    const run = this.run;
    if (run === undefined) return;
    await this.context.sendProbe(run);
    run.announce('idle', end);
    await this.end(run);
  }

  /** Keep the trained rule, free the trainer's tensors. */
  private async end(run: TrainingRun): Promise<void> {
    await this.context.keepRule();
    await this.context.rest(run.trainer);
    this.run = undefined;
    run.trainer.dispose();
  }
}
