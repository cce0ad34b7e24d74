// What the page has asked the worker and waits for.

import {
  isAnswerTo,
  requestOf,
  type AnswerTo,
  type Content,
  type ProgressOf,
  type RequestKind,
  type RequestOf,
} from '../protocol/answers.ts';
import type { Command, SerialisedError, WorkerEvent } from '../protocol/messages.ts';

/** A refused request, as a rejection. */
class RefusedError extends Error {
  readonly where: string;
  constructor(error: SerialisedError) {
    super(error.message);
    this.name = 'RefusedError';
    this.where = error.where;
  }
}

interface Pending {
  readonly command: Command;
  readonly answer: (event: WorkerEvent) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((event: ProgressOf<RequestKind>) => void) | undefined;
  /** It was open when a worker ended: perhaps of it. */
  interrupted: boolean;
}

/** Events that are no answers yet. */
const PROGRESS: ReadonlySet<WorkerEvent['kind']> = new Set(['evaluating', 'intervening', 'speedRow', 'cellStep']);

export class Requests {
  private readonly pending = new Map<number, Pending>();
  private next = 1;
  private readonly send: (command: Command) => void;
  /** Why nobody answers any more. */
  private broken: SerialisedError | undefined;

  constructor(send: (command: Command) => void) {
    this.send = send;
  }

  get open(): boolean {
    return this.pending.size > 0;
  }

  ask<K extends RequestKind>(
    kind: K,
    content: Content<RequestOf<K>>,
    onProgress?: (event: ProgressOf<K>) => void,
  ): Promise<AnswerTo<K>> {
    if (this.broken !== undefined) return Promise.reject(new RefusedError(this.broken));
    const requestId = this.next++;
    const command = requestOf(kind, requestId, content) as Command;
    return new Promise((resolve, reject) => {
      const answer = (event: WorkerEvent) => {
        if (isAnswerTo(kind, event)) resolve(event);
        else reject(new Error(`${kind} was answered by ${event.kind}`));
      };
      const progress = onProgress as Pending['onProgress'];
      this.pending.set(requestId, { command, answer, reject, onProgress: progress, interrupted: false });
      this.send(command);
    });
  }

  answered(event: WorkerEvent & { readonly requestId: number }): void {
    const pending = this.pending.get(event.requestId);
    if (PROGRESS.has(event.kind)) {
      pending?.onProgress?.(event as ProgressOf<RequestKind>);
      return;
    }
    this.pending.delete(event.requestId);
    if (event.kind === 'refused') pending?.reject(new RefusedError(event.error));
    else pending?.answer(event);
  }

  /** Another worker has taken the place of one that ended: what is open is asked again, but nothing a third time. */
  askAgain(error: SerialisedError): void {
    for (const [id, pending] of [...this.pending]) {
      if (pending.interrupted) {
        this.pending.delete(id);
        pending.reject(new RefusedError(error));
      } else {
        pending.interrupted = true;
        this.send(pending.command);
      }
    }
  }

  /** Nobody answers what is open, nor what is asked from now on. */
  break(error: SerialisedError): void {
    this.broken = error;
    for (const pending of this.pending.values()) pending.reject(new RefusedError(error));
    this.pending.clear();
  }
}
