// A piece of work in its turn with everything else that waits.

import { turn } from '../lib/turn.ts';

/** Does a piece of work when its turn has come; never rejects. */
export type Exclusive = (work: () => Promise<void>) => Promise<void>;

/** The session's turn, held over several pieces of work, between which others have theirs. */
export class HeldTurn {
  private readonly exclusive: Exclusive;
  private release: () => void = () => undefined;

  constructor(exclusive: Exclusive) {
    this.exclusive = exclusive;
  }

  /** Resolves when the turn has come; it lasts until `leave`. */
  take(): Promise<void> {
    return new Promise((taken) => {
      void this.exclusive(() => {
        taken();
        return new Promise((release) => (this.release = release));
      });
    });
  }

  /** Lets everything that waits have its turn. */
  async pass(): Promise<void> {
    this.leave();
    await turn();
    await this.take();
  }

  leave(): void {
    this.release();
  }
}

/** The result of a piece of work that waits for its turn; what it throws is thrown here, not at the session. */
export function inTurn<T>(exclusive: Exclusive, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    void exclusive(() => work().then(resolve, reject));
  });
}
