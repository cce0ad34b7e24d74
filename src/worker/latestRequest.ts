// Long work that the page asks for: one request at a time, a newer one takes the place of the last.

import { answerTo, type AnswerTo, type Content, type RequestKind } from '../protocol/answers.ts';
import type { WorkerEvent } from '../protocol/messages.ts';
import type { Post } from './episodeStream.ts';
import { refusalOf } from './errors.ts';

/** Thrown by work that was given up before there was anything to answer with. */
export class GivenUp extends Error {}

export class LatestRequest {
  private readonly post: Post;
  private current: number | undefined;

  constructor(post: Post) {
    this.post = post;
  }

  /** Give up the work under way, if there is any. */
  stop(): void {
    this.current = undefined;
  }

  /** Whether the work is still wanted. */
  wants(requestId: number): boolean {
    return this.current === requestId;
  }

  /** Carry out a request and answer it: with what `work` found, with nothing if it was given up, or with a refusal. */
  async answer<K extends RequestKind>(
    command: { readonly kind: K; readonly requestId: number },
    work: () => Promise<Content<AnswerTo<K>>>,
  ): Promise<void> {
    const { requestId } = command;
    this.current = requestId;
    let answer: WorkerEvent;
    try {
      answer = answerTo(command, await work());
    } catch (error) {
      // Whatever can be given up may be answered with nothing.
      answer = error instanceof GivenUp ? answerTo(command, {} as Content<AnswerTo<K>>) : refusalOf(command, error);
    }
    if (this.current === requestId) this.current = undefined;
    this.post(answer, []);
  }
}
