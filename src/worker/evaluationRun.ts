// An evaluation asked for by the page: a few tasks at a time, in turn with everything else the worker does.

import type { AnswerTo, Content, RequestOf } from '../protocol/answers.ts';
import type { BackendReport } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { networkChanges } from '../experiment/otherNetwork.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { Evaluation } from '../training/evaluate.ts';
import type { TaskPool } from '../training/taskPool.ts';
import type { Post } from './episodeStream.ts';
import { ruleOnNetwork } from '../training/evaluation/ruleOnNetwork.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import { LatestRequest } from './latestRequest.ts';
import { accepted } from './rules.ts';
import { turn } from '../lib/turn.ts';
import { inTurn, type Exclusive } from './turn.ts';

/** How long the page's other commands may have to wait. */
const PIECE_MS = 200;
/** Tasks of the first piece, and of the largest. */
export const FIRST_PIECE = 2;
export const LARGEST_PIECE = 50;

/** Makes the fused kernels that adapt so many tasks at a time, where the backend has any beside tfjs. */
export type StartPool = (spec: ExperimentSpec, tasks: number, report: BackendReport) => TaskPool | undefined;

/** Does the next tasks. @returns how many fit into the time a piece may take. */
export async function nextPiece(evaluation: Evaluation, most: number): Promise<number> {
  const startedMs = performance.now();
  await evaluation.advance(most);
  const spentMs = Math.max(1, performance.now() - startedMs);
  return Math.max(1, Math.min(LARGEST_PIECE, 2 * most, Math.floor((most * PIECE_MS) / spentMs)));
}

/** What an evaluation needs of the session. */
export interface EvaluationNeeds {
  readonly post: Post;
  readonly exclusive: Exclusive;
  /** The rule as it is this moment. */
  readonly latest: () => Promise<RuleCheckpoint>;
  readonly backend: () => string;
  /** Fused kernels for so many tasks, where the backend has them; disposed of afterwards. */
  readonly startPool?: (spec: ExperimentSpec, tasks: number) => TaskPool | undefined;
}

/** One evaluation at a time; a new one takes the place of the last. */
export class EvaluationRun {
  private readonly needs: EvaluationNeeds;
  private readonly request: LatestRequest;

  constructor(needs: EvaluationNeeds) {
    this.needs = needs;
    this.request = new LatestRequest(needs.post);
  }

  /** Give up the evaluation under way, if there is one; it is answered without a report. */
  stop(): void {
    this.request.stop();
  }

  /** Carry out an evaluation and answer it: with a report, without one if it was given up, or with a refusal. */
  start(command: RequestOf<'evaluate'>): Promise<void> {
    return this.request.answer(command, () => this.evaluated(command));
  }

  /** Without a report where it was given up. */
  private async evaluated(command: RequestOf<'evaluate'>): Promise<Content<AnswerTo<'evaluate'>>> {
    const { kind: _kind, requestId, layers, ...options } = command;
    const startedMs = performance.now();
    const rule = await inTurn(this.needs.exclusive, () => this.needs.latest());
    const network = { ...rule.spec.network, ...(layers && { layers }) };
    const { spec, parameters, reused } = accepted(ruleOnNetwork(rule, network));
    accepted(refuseTooLarge(spec, 'adapt'));
    accepted(refuseTooManyLosses(command.tasks, command.steps));
    const pool = this.needs.startPool?.(spec, Math.min(command.tasks, LARGEST_PIECE));
    const evaluation = new Evaluation(spec, parameters, options, pool);
    try {
      let most = FIRST_PIECE;
      while (!evaluation.finished && this.request.wants(requestId)) {
        most = await inTurn(this.needs.exclusive, () => nextPiece(evaluation, most));
        this.needs.post({ kind: 'evaluating', requestId, tasksDone: evaluation.tasksDone }, []);
        await turn();
      }
      if (!evaluation.finished) return {};
      const changes = networkChanges(rule.spec.network, network, reused);
      const about = { backend: this.needs.backend(), trainedSteps: spec.recipe.innerSteps, changes };
      const wallMs = Math.round(performance.now() - startedMs);
      return { report: { ...about, ...options, ...evaluation.statistics(), wallMs } };
    } finally {
      evaluation.dispose();
      pool?.dispose();
    }
  }
}
