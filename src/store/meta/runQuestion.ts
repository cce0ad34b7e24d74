// Another rule is chosen while one is trained here: the run goes on, and the person is asked.

import type { LabContext } from '../context.ts';
import { dismiss, notify } from '../labStore.ts';
import { runGoesOn } from '../page/notices.ts';
import { isActive } from './training.ts';

export class RunQuestion {
  private readonly context: LabContext;
  /** Answers what was asked last. */
  private answer: (end: boolean) => void = () => undefined;

  constructor(context: LabContext) {
    this.context = context;
  }

  /** Whether another rule may take the place of the run: at once where there is none. A newer question ends an older. */
  async mayEnd(): Promise<boolean> {
    const { store } = this.context;
    const { status, step } = store.getState().training;
    this.answer(false);
    if (!isActive(status)) return true;
    return new Promise((resolve) => {
      this.answer = (end) => {
        dismiss(store, 'run');
        resolve(end);
      };
      notify(store, runGoesOn(step, this.answer));
    });
  }
}
