// What changes do, asked for by the page: measured a few tasks at a time, in turn with everything else the worker does.

import type { LesionMap } from '../record/measurement.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import type { AnswerTo, Content, RequestOf } from '../protocol/answers.ts';
import { explain } from '../training/explain.ts';
import { lesionMap, measurable, measure, type Sharing } from '../training/measure.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import type { EvaluationNeeds } from './evaluationRun.ts';
import { GivenUp, LatestRequest } from './latestRequest.ts';
import { accepted } from './rules.ts';
import { turn } from '../lib/turn.ts';
import { inTurn } from './turn.ts';

type Asked = RequestOf<'intervene'> | RequestOf<'lesion'> | RequestOf<'explain'>;

/** One measurement at a time; a new one takes the place of the last. */
export class InterveneRun {
  private readonly needs: Omit<EvaluationNeeds, 'startPool'>;
  private readonly request: LatestRequest;

  constructor(needs: Omit<EvaluationNeeds, 'startPool'>) {
    this.needs = needs;
    this.request = new LatestRequest(needs.post);
  }

  /** End the measurement under way, if there is one; what is measured by then is its answer. */
  stop(): void {
    this.request.stop();
  }

  /** Measure and answer: with what was measured, without where that is nothing, or with a refusal. */
  start(command: Asked): Promise<void> {
    const { request } = this;
    if (command.kind === 'lesion')
      return request.answer(command, async () => this.mapped(command, await this.rule(command)));
    if (command.kind === 'explain')
      return request.answer(command, async () => this.explained(command, await this.rule(command)));
    return request.answer(command, async () => this.measured(command, await this.rule(command)));
  }

  private async rule({ tasks, steps }: Asked): Promise<RuleCheckpoint> {
    const rule = await inTurn(this.needs.exclusive, () => this.needs.latest());
    accepted(refuseTooLarge(rule.spec, 'adapt'));
    accepted(refuseTooManyLosses(tasks, steps));
    return rule;
  }

  private async measured(
    command: RequestOf<'intervene'>,
    { spec, parameters }: RuleCheckpoint,
  ): Promise<Content<AnswerTo<'intervene'>>> {
    const { tasks, steps, seed } = command;
    const startedMs = performance.now();
    const interventions = accepted(measurable(spec, steps, command.interventions));
    const found = await measure(spec, parameters, { tasks, steps, seed }, interventions, this.sharing(command));
    return {
      report: { backend: this.needs.backend(), ...found, wallMs: Math.round(performance.now() - startedMs) },
    };
  }

  private async mapped(
    command: RequestOf<'lesion'>,
    { spec, parameters }: RuleCheckpoint,
  ): Promise<Content<AnswerTo<'lesion'>>> {
    const { tasks, steps, seed, of } = command;
    const sharing = this.sharing(command);
    let more: LesionMap | undefined;
    const found = (soFar: LesionMap) => (more = soFar);
    const goOn: Sharing['goOn'] = (done, all) => {
      const map = more;
      more = undefined;
      return sharing.goOn(done, all, map);
    };
    return { map: await lesionMap(spec, parameters, { tasks, steps, seed }, of, { ...sharing, goOn, found }) };
  }

  private async explained(command: RequestOf<'explain'>, rule: RuleCheckpoint): Promise<Content<AnswerTo<'explain'>>> {
    const { tasks, steps, seed } = command;
    const options = { tasks, steps, seed, backend: this.needs.backend() };
    return { explanation: await explain(rule, options, this.sharing(command)) };
  }

  private sharing({ requestId }: Asked) {
    let any = false;
    return {
      piece: async <T>(work: () => Promise<T>): Promise<T> => {
        await turn();
        if (!any && !this.request.wants(requestId)) throw new GivenUp();
        return inTurn(this.needs.exclusive, work);
      },
      goOn: async (done: number, all: number, map?: LesionMap) => {
        any = true;
        this.needs.post({ kind: 'intervening', requestId, done, all, ...(map && { map }) }, []);
        await turn();
        return this.request.wants(requestId);
      },
    };
  }
}
