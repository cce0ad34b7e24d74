// What changes do, asked for by the page: measured a few tasks at a time, in turn with everything else the worker does.

import type { RuleCheckpoint } from '../record/rule.ts';
import { answerTo, type AnswerTo, type Content, type RequestOf } from '../protocol/answers.ts';
import type { WorkerEvent } from '../protocol/messages.ts';
import { lesionMap, measurable, measure, type Sharing } from '../training/measure.ts';
import { refuseTooLarge, refuseTooManyLosses } from '../training/memory.ts';
import { refusalOf } from './errors.ts';
import type { EvaluationNeeds } from './evaluationRun.ts';
import { accepted } from './rules.ts';
import { inTurn, turn } from './turn.ts';

type Asked = RequestOf<'intervene'> | RequestOf<'lesion'>;

/** Thrown where it was ended before anything was measured. */
class NothingYet extends Error {}

/** One measurement at a time; a new one takes the place of the last. */
export class InterveneRun {
  private readonly needs: Omit<EvaluationNeeds, 'startPool'>;
  private current: number | undefined;

  constructor(needs: Omit<EvaluationNeeds, 'startPool'>) {
    this.needs = needs;
  }

  /** End the measurement under way, if there is one; what is measured by then is its answer. */
  stop(): void {
    this.current = undefined;
  }

  /** Measure and answer: with what was measured, without where that is nothing, or with a refusal. */
  async start(command: Asked): Promise<void> {
    const { requestId } = command;
    this.current = requestId;
    let answer: WorkerEvent;
    try {
      const rule = await inTurn(this.needs.exclusive, () => this.needs.latest());
      accepted(refuseTooLarge(rule.spec, 'adapt'));
      accepted(refuseTooManyLosses(command.tasks, command.steps));
      answer =
        command.kind === 'lesion'
          ? answerTo(command, await this.mapped(command, rule))
          : answerTo(command, await this.measured(command, rule));
    } catch (error) {
      answer = error instanceof NothingYet ? answerTo(command, {}) : refusalOf(command, error);
    }
    if (this.current === requestId) this.current = undefined;
    this.needs.post(answer, []);
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
        if (!any && this.current !== requestId) throw new NothingYet();
        return inTurn(this.needs.exclusive, work);
      },
      goOn: async (done, all) => {
        any = true;
        this.needs.post({ kind: 'intervening', requestId, done, all }, []);
        await turn();
        return this.current === requestId;
      },
    };
  }
}
