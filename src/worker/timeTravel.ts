// Going back along the meta-steps of a run: its checkpoints, the one on show, and how each does on the probe.

import type { WorkerEvent } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { recordEpisode } from '../training/episode.ts';
import type { MetaStepResult, Trainer } from '../training/trainer.ts';
import { RuleHistory } from './ruleHistory.ts';
import { RefusedRequest } from './rules.ts';
import { turn } from '../lib/turn.ts';
import type { Exclusive } from './turn.ts';
import { read } from '../record/sections.ts';

/** Share of the time that adapting checkpoints to the probe may take while training. */
const MAP_SHARE = 0.1;
const ANNOUNCE_EVERY_MS = 100;

/** What lies outside. */
export interface TravelNeeds {
  readonly post: (event: WorkerEvent, transfer: Transferable[]) => void;
  readonly exclusive: Exclusive;
  readonly probe: () => ProbeSpec | undefined;
  readonly training: () => boolean;
}

/** Held-out losses of a run after the last inner step; the first is that of meta-step `from + 1`. */
interface KeptCurve {
  readonly from: number;
  readonly losses: Float32Array;
}

/** Whether episodes of one spec can stand in for those of the other. */
function sameShape(a: ExperimentSpec, b: ExperimentSpec): boolean {
  return JSON.stringify([a.task, a.network, a.rule]) === JSON.stringify([b.task, b.network, b.rule]);
}

export class TimeTravel {
  private readonly needs: TravelNeeds;
  private history: RuleHistory | undefined;
  /** Losses [inner steps + 1] of the probe, by meta-step. */
  private readonly rows = new Map<number, readonly number[]>();
  private rowsProbe = '';
  private wanted = false;
  private filling = false;
  private changed = false;
  private announcedMs = -Infinity;
  private dueMs = 0;

  constructor(needs: TravelNeeds) {
    this.needs = needs;
  }

  /** The checkpoint on show; undefined while the rule as it is now is. */
  get at(): number | undefined {
    return this.history?.held;
  }

  /** A run begins with this rule; what was kept of the one before goes. */
  begin(runId: string, start: RuleCheckpoint): void {
    this.history = new RuleHistory(runId, start);
    this.rows.clear();
    this.announce();
  }

  /** What was kept of the run before this worker, or before the run went on. @param now the rule in use. */
  recall(runId: string, now: RuleCheckpoint, rules: readonly RuleCheckpoint[], curve: KeptCurve): void {
    const fitting = rules.filter(({ spec }) => sameShape(spec, now.spec));
    const later = this.history?.runId === runId ? this.history : new RuleHistory(runId, now);
    const whole = later.extended(fitting, curve.from, curve.losses);
    if (whole === later) return;
    this.history = whole;
    this.announce();
    void this.fill();
  }

  /** Another rule is in use: checkpoints of a network like its own stay. */
  ruleChanged(spec: ExperimentSpec): void {
    const { history } = this;
    this.show(undefined);
    if (history === undefined || sameShape(history.spec, spec)) return;
    this.history = undefined;
    this.rows.clear();
    this.needs.post({ kind: 'checkpoints', runId: history.runId, kept: [] }, []);
  }

  /** The rule kept at a meta-step. @throws RefusedRequest where none is. */
  rule(metaStep: number): RuleCheckpoint {
    const rule = this.history?.at(metaStep);
    if (rule === undefined) throw new RefusedRequest('at', `no checkpoint is kept of meta-step ${metaStep}`);
    return rule;
  }

  /** As `rule`, or of the nearest meta-step kept: the one asked for may have been thinned away meanwhile. */
  nearest(metaStep: number): RuleCheckpoint {
    const distance = (step: number) => Math.abs(step - metaStep);
    const steps = [...(this.history?.steps ?? [])].sort((a, b) => distance(a) - distance(b));
    return this.rule(steps[0] ?? metaStep);
  }

  show(at: number | undefined): void {
    if (this.history !== undefined) this.history.held = at;
    void this.fill();
  }

  /** After a meta-step: keep a copy when it is time, tell the page, and learn a little more of the map. */
  async stepped(trainer: Trainer, { metaStep, metaLoss, heldOut }: MetaStepResult): Promise<void> {
    const { history } = this;
    if (history === undefined) return;
    if (history.note(metaStep, heldOut.at(-1) ?? metaLoss)) {
      history.keep(metaStep, await trainer.parameters());
      this.changed = true;
    }
    if (this.wanted && performance.now() >= this.dueMs) await this.learnRow();
    if (this.changed && performance.now() - this.announcedMs >= ANNOUNCE_EVERY_MS) this.announce();
  }

  /** The run rests or is over: its last rule is kept too. */
  async rest(trainer: Trainer): Promise<void> {
    this.history?.keep(trainer.metaSteps, await trainer.parameters());
    this.announce();
    void this.fill();
  }

  /** Whether the page shows the map. */
  demand(map: boolean): void {
    this.wanted = map;
    void this.fill();
  }

  /** While no training runs, all that is missing of the map, a checkpoint at a time between other work. */
  private async fill(): Promise<void> {
    if (this.filling) return;
    this.filling = true;
    let more = true;
    while (more && this.wanted && !this.needs.training()) {
      more = false;
      await this.needs.exclusive(async () => {
        more = await this.learnRow();
      });
      await turn();
    }
    this.filling = false;
    if (this.changed) this.announce();
  }

  /** Adapts one more checkpoint to the probe. @returns whether there was one. */
  private async learnRow(): Promise<boolean> {
    const probe = this.needs.probe();
    const { history } = this;
    if (probe === undefined || history === undefined) return false;
    this.forgetOtherProbes(probe);
    const metaStep = history.steps.find((step) => !this.rows.has(step));
    const rule = metaStep === undefined ? undefined : history.at(metaStep);
    if (rule === undefined) return false;
    const startedMs = performance.now();
    const record = await recordEpisode(rule, probe, { fit: true, agents: false }, { backend: 'none' });
    this.rows.set(rule.metaSteps, [...read.heldOutLoss(record).data]);
    const endedMs = performance.now();
    this.dueMs = endedMs + (endedMs - startedMs) * (1 / MAP_SHARE - 1);
    this.changed = true;
    if (endedMs - this.announcedMs >= ANNOUNCE_EVERY_MS) this.announce();
    return true;
  }

  private forgetOtherProbes(probe: ProbeSpec): void {
    const key = JSON.stringify(probe);
    if (key === this.rowsProbe) return;
    this.rowsProbe = key;
    this.rows.clear();
  }

  private announce(): void {
    const { history } = this;
    if (history === undefined) return;
    this.changed = false;
    this.announcedMs = performance.now();
    for (const step of this.rows.keys()) if (history.at(step) === undefined) this.rows.delete(step);
    const kept = history.steps.map((metaStep) => {
      const probeLoss = this.rows.get(metaStep);
      return { metaStep, ...(probeLoss === undefined ? {} : { probeLoss }) };
    });
    const best = history.best === undefined ? {} : { best: history.best };
    this.needs.post({ kind: 'checkpoints', runId: history.runId, kept, ...best }, []);
  }
}
