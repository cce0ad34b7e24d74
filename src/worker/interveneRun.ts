// What changes do, asked for by the page: measured a few tasks at a time, in turn with everything else the worker does.

import type { RuleCheckpoint } from '../record/rule.ts';
import type { AnswerTo, Content, RequestOf } from '../protocol/answers.ts';
import { lesionMap, measurable, measure, type Sharing } from '../training/measure.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import type { EvaluationNeeds } from './evaluationRun.ts';
import { GivenUp, LatestRequest } from './latestRequest.ts';
import { accepted } from './rules.ts';
import { inTurn, turn } from './turn.ts';

type Asked = RequestOf<'intervene'> | RequestOf<'lesion'>;

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
    return command.kind === 'lesion'
      ? this.request.answer(command, async () => this.mapped(command, await this.rule(command)))
      : this.request.answer(command, async () => this.measured(command, await this.rule(command)));
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
    return { map: await lesionMap(spec, parameters, { tasks, steps, seed }, of, this.sharing(command)) };
  }

  private sharing({ requestId }: Asked): Sharing {
    let any = false;
    return {
      piece: async (work) => {
        await turn();
        if (!any && !this.request.wants(requestId)) throw new GivenUp();
        return inTurn(this.needs.exclusive, work);
      },
      goOn: async (done, all) => {
        any = true;
        this.needs.post({ kind: 'intervening', requestId, done, all }, []);
        await turn();
        return this.request.wants(requestId);
      },
    };
  }
}
