// Carries out the page's commands: one at a time, meta-steps in between. Takes a `post` function, so it runs in Node too.

import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import type { OnRequest } from '../record/agentChannel.ts';
import type { EpisodeRecord } from '../record/episode.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { assertNever } from '../lib/assert.ts';
import { answerTo, type RequestOf } from '../protocol/answers.ts';
import { PROTOCOL_VERSION, type BackendName, type BackendReport, type Command } from '../protocol/messages.ts';
import { FIRST_PROBE } from '../experiment/presets.ts';
import { probeFor } from '../experiment/outside.ts';
import type { ProbeSpec } from '../experiment/types.ts';
import { recordEpisode } from '../training/episode.ts';
import { trainingWork } from '../training/memory.ts';
import type { RunStore } from '../runs/store.ts';
import type { Trainer } from '../training/trainer.ts';
import { EpisodeStream, type Post } from './episodeStream.ts';
import { refusalOf, serialise } from './errors.ts';
import { CellRun } from './cellRun.ts';
import { adaptLanes } from './lanes.ts';
import { EvaluationRun, type StartPool } from './evaluationRun.ts';
import { checkedProbe, infoOf, readSource, RefusedRequest, trainingStart, type NamedRule } from './rules.ts';
import { InterveneRun } from './interveneRun.ts';
import { SpeedRun } from './speedRun.ts';
import { StepTimes } from './stepTimes.ts';
import { TimeTravel } from './timeTravel.ts';
import { TrainingLoop } from './trainingLoop.ts';
import { TrainingRun } from './trainingRun.ts';

/** Starts a backend and reports which; the worker's real one, or a test's. */
export type StartBackend = (prefer: BackendName | undefined, because?: string) => Promise<BackendReport>;

/** Makes what trains a rule on the backend of the report. */
export type StartTrainer = (rule: RuleCheckpoint, report: BackendReport) => Trainer;

/** Requests that are carried out in one go. */
type AtOnce = 'useRule' | 'adapt' | 'compare' | 'train' | 'save';

export class Session {
  private readonly post: Post;
  private readonly startBackend: StartBackend;
  private readonly startTrainer: StartTrainer;
  private readonly episodes: EpisodeStream;
  private readonly evaluation: EvaluationRun;
  private readonly intervening: InterveneRun;
  private readonly speed: SpeedRun;
  private readonly cells: CellRun;
  private readonly times: StepTimes;
  private readonly travel: TimeTravel;
  private readonly training: TrainingLoop;
  private report: BackendReport | undefined;
  private current: NamedRule | undefined;
  private probe: ProbeSpec | undefined;
  /** Everything that touches tensors goes through this queue, so that commands wait for at most one meta-step. */
  private queue: Promise<unknown> = Promise.resolve();

  /** @param runs the browser's store of runs, for cells of studies. */
  constructor(
    post: Post,
    startBackend: StartBackend,
    startTrainer: StartTrainer,
    startPool?: StartPool,
    runs?: () => Promise<RunStore>,
  ) {
    this.post = post;
    this.startBackend = startBackend;
    this.startTrainer = startTrainer;
    this.episodes = new EpisodeStream(post);
    this.times = new StepTimes((spec) => this.report && startPool?.(spec, 1, this.report));
    this.evaluation = new EvaluationRun({
      post,
      exclusive: (work) => this.exclusive('evaluate', work),
      latest: async () => (await this.latest()).rule,
      backend: () => this.report?.backend ?? 'none',
      startPool: (spec, tasks) => this.report && startPool?.(spec, tasks, this.report),
    });
    this.intervening = new InterveneRun({
      post,
      exclusive: (work) => this.exclusive('intervene', work),
      latest: async () => (await this.latest()).rule,
      backend: () => this.report?.backend ?? 'none',
    });
    this.speed = new SpeedRun({
      post,
      exclusive: (work) => this.exclusive('measureSpeed', work),
      startTrainer,
      report: () => this.report,
      training: () => this.training.running || this.cells.running,
    });
    this.cells = new CellRun({
      ...{ post, startTrainer, runs, report: () => this.report, training: () => this.training.running },
      exclusive: (work) => this.exclusive('trainCell', work),
      startPool: (spec, tasks) => this.report && startPool?.(spec, tasks, this.report),
    });
    this.travel = new TimeTravel({
      post,
      exclusive: (work) => this.exclusive('map', work),
      probe: () => this.probe,
      training: () => this.training.running,
    });
    this.training = new TrainingLoop({
      exclusive: (where, work) => this.exclusive(where, work),
      isDue: () => this.episodes.isDue(performance.now()),
      sendProbe: (run) => this.sendProbe(run),
      stepped: (trainer, result) => this.travel.stepped(trainer, result),
      rest: (trainer) => this.travel.rest(trainer),
      keepRule: () => this.latest(),
    });
  }

  /** Carry out a command. Never rejects: what goes wrong is posted. */
  async handle(command: Command): Promise<void> {
    switch (command.kind) {
      case 'hello':
        return this.exclusive('start', () => this.hello(command));
      case 'useRule':
      case 'adapt':
      case 'compare':
      case 'train':
      case 'save':
        return this.exclusive(command.kind, () => this.answer(command));
      case 'evaluate':
        return this.evaluation.start(command);
      case 'stopEvaluation':
        this.evaluation.stop();
        return;
      case 'intervene':
      case 'lesion':
      case 'explain':
        return this.intervening.start(command);
      case 'stopIntervening':
        this.intervening.stop();
        return;
      case 'measureSpeed':
        return this.speed.start(command);
      case 'stopMeasuring':
        this.speed.stop();
        return;
      case 'trainCell':
        return this.cells.start(command);
      case 'stopCell':
        this.cells.stop();
        return;
      case 'timeMetaStep':
        return this.cells.time(command);
      case 'recall':
        return this.exclusive('recall', () => this.recall(command));
      case 'ack':
        this.episodes.acknowledge(command.seq);
        return;
      case 'demand':
        return this.exclusive('demand', () => this.changeDemand(command.demand));
      case 'pause':
        return this.exclusive('pause', () => this.training.pauseAndRest());
      case 'resume':
        return this.exclusive('resume', () => {
          this.training.resume();
        });
      case 'singleStep':
        return this.exclusive('singleStep', () => this.training.singleStep());
      case 'stop':
        return this.exclusive('stop', () => this.training.stop({ by: 'hand' }));
      default:
        return assertNever(command);
    }
  }

  private exclusive(where: string, work: () => Promise<void> | void): Promise<void> {
    const done = this.queue.then(work).catch((error: unknown) => {
      this.post({ kind: 'failed', error: serialise(error, where) }, []);
      this.training.pause();
    });
    this.queue = done;
    return done;
  }

  private async hello(command: Extract<Command, { kind: 'hello' }>): Promise<void> {
    if (command.protocolVersion !== PROTOCOL_VERSION) {
      throw new Error(
        `the page speaks protocol ${command.protocolVersion}, the worker ${PROTOCOL_VERSION}: reload the page`,
      );
    }
    this.report = await this.startBackend(command.prefer, command.because);
    this.post({ kind: 'ready', protocolVersion: PROTOCOL_VERSION, report: this.report }, []);
  }

  /** A request gets exactly one answer; a refused one changes nothing. */
  private async answer(command: RequestOf<AtOnce>): Promise<void> {
    try {
      if (command.kind === 'useRule') await this.useRule(command);
      else if (command.kind === 'adapt') await this.adapt(command);
      else if (command.kind === 'compare') await this.compare(command);
      else if (command.kind === 'train') await this.train(command);
      else await this.save(command);
    } catch (error) {
      this.post(refusalOf(command, error), []);
    }
  }

  private async useRule(command: RequestOf<'useRule'>): Promise<void> {
    const rule = await readSource(command.source);
    const probe = checkedProbe(probeFor(rule.rule.spec, command.probe), rule.rule.spec);
    const record = await this.record(rule.rule, probe, rule.shippedId);
    // Only now, when nothing can be refused any more, does the old rule go.
    await this.training.stop({ by: 'replaced', what: 'rule' });
    this.current = rule;
    this.probe = probe;
    this.travel.ruleChanged(rule.rule.spec);
    this.post(answerTo(command, { runId: command.runId, rule: infoOf(rule) }), []);
    this.episodes.send(command.runId, record);
  }

  private async adapt(command: RequestOf<'adapt'>): Promise<void> {
    const { at } = command;
    const rule = at === undefined ? await this.latest() : { rule: this.travel.nearest(at), label: `Meta-step ${at}` };
    const probe = checkedProbe(command.probe, rule.rule.spec);
    const record = await this.record(rule.rule, probe, 'shippedId' in rule ? rule.shippedId : undefined);
    this.probe = probe;
    this.travel.show(at === undefined ? undefined : rule.rule.metaSteps);
    this.post(answerTo(command, { runId: command.runId, rule: infoOf(rule) }), []);
    this.episodes.send(command.runId, record);
  }

  private async compare(command: RequestOf<'compare'>): Promise<void> {
    const rule = await this.latest();
    const probe = checkedProbe(command.probe, rule.rule.spec);
    this.post(answerTo(command, await adaptLanes(command.lanes, rule.rule, probe, this.times)), []);
  }

  private async train(command: RequestOf<'train'>): Promise<void> {
    const { report } = this;
    if (report === undefined) throw new RefusedRequest('backend', 'no backend runs yet');
    const current = this.current === undefined ? undefined : await this.latest();
    const { shippedId: _unused, ...start } = await trainingStart(
      command.start,
      command.spec,
      current,
      trainingWork(report.backend),
    );
    const horizon = start.rule.spec.recipe.innerSteps;
    const steps = command.start === 'scratch' ? horizon : (this.probe?.steps ?? horizon);
    const probe = probeFor(start.rule.spec, { ...FIRST_PROBE, ...this.probe, steps });
    const record = await this.record(start.rule, probe, undefined);
    const trainer = this.startTrainer(start.rule, report);
    // As in useRule: only now does the old run go.
    await this.training.stop({ by: 'replaced', what: 'run' });
    const run = new TrainingRun(command.runId, trainer, command.budget, this.post);
    this.current = start;
    this.probe = probe;
    this.travel.begin(run.runId, start.rule);
    this.post(answerTo(command, { runId: command.runId, rule: infoOf(start) }), []);
    this.episodes.send(run.runId, record);
    this.training.begin(run, command.paused);
  }

  private async save(command: RequestOf<'save'>): Promise<void> {
    const { at } = command;
    const rule = at === undefined ? (await this.latest()).rule : this.travel.rule(at);
    const bytes = encodeCheckpoint(rule);
    // Who keeps the rule keeps the losses up to it.
    if (at === undefined) this.training.run?.flush();
    this.post(answerTo(command, { bytes, metaSteps: rule.metaSteps }), [bytes]);
  }

  /** Files that cannot be read are left out. */
  private async recall({ runId, files, from, losses }: Extract<Command, { kind: 'recall' }>): Promise<void> {
    if (this.current === undefined) return;
    const rules = files.map(decodeCheckpoint).flatMap((read) => (read.ok ? [read.value] : []));
    this.travel.recall(runId, (await this.latest()).rule, rules, { from, losses: new Float32Array(losses) });
  }

  /** The rule as it is this moment, training included. */
  private async latest(): Promise<NamedRule> {
    if (this.current === undefined) throw new RefusedRequest('rule', 'no rule is loaded yet');
    const { run } = this.training;
    if (run === undefined) return this.current;
    // Evaluation figures and the command that made it are those of the rule it started from; the preset stays.
    const { preset } = this.current.rule;
    const rule = { ...(await run.trainer.snapshot()), ...(preset === undefined ? {} : { preset }) };
    this.current = { ...this.current, rule };
    return this.current;
  }

  private async record(
    rule: Pick<RuleCheckpoint, 'spec' | 'parameters' | 'metaSteps'>,
    probe: ProbeSpec,
    ruleId: string | undefined,
  ): Promise<EpisodeRecord> {
    const about = { backend: this.report?.backend ?? 'none', ...(ruleId === undefined ? {} : { ruleId }) };
    const startedMs = performance.now();
    const record = await recordEpisode(rule, probe, this.episodes.demand, about);
    const endedMs = performance.now();
    this.episodes.spent(endedMs, endedMs - startedMs);
    return record;
  }

  /** A figure that comes into view gets what it needs. */
  private async changeDemand(demand: EpisodeStream['demand']): Promise<void> {
    const before = this.episodes.demand;
    const newly = (part: OnRequest) => demand[part] === true && before[part] !== true;
    const more = (demand.agents && !before.agents) || newly('gradients') || newly('intact');
    this.episodes.demand = demand;
    this.travel.demand(demand.map === true);
    const { run, running } = this.training;
    if (more && run !== undefined && !running) await this.sendProbe(run);
  }

  /** The probe adapted by the rule as it is now, unless an earlier one is on show. */
  private async sendProbe(run: TrainingRun): Promise<void> {
    if (this.probe === undefined || this.travel.at !== undefined) return;
    const { spec, metaSteps } = run.trainer;
    const rule = { spec, metaSteps, parameters: await run.trainer.parameters() };
    this.episodes.send(run.runId, await this.record(rule, this.probe, undefined));
  }
}
