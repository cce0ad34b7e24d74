// Copies of runs in this browser: each run has its own, and none is offered while a tab trains it.

import type { LabContext } from '../context.ts';
import type { SavedRule } from '../experiment/experiment.ts';

/** Version 1.0 had one copy for all runs. */
const COPY = /^(?:run-|last-session$)/;
/** Copies of older runs go. */
const MOST_COPIES = 10;
const LOCK = 'mplp-lab.';
/** The name of the lock of a run, or of what else one tab does at a time. */
export const heldName = (id: string) => LOCK + id;

/** Whether what is kept under an id is the copy of a run, not a rule that a person kept. */
export const isCopy = (id: string): boolean => COPY.test(id);

/** Insecure origins have none. */
export const locksOf = (navigator: Navigator) => (navigator as { readonly locks?: LockManager }).locks;

/** Ids of the runs that a tab trains. */
export async function heldRuns(navigator: Navigator): Promise<ReadonlySet<string>> {
  const held =
    (
      await locksOf(navigator)
        ?.query()
        .catch(() => undefined)
    )?.held ?? [];
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])));
}

/** The newest copy that nobody trains, of what is kept, newest first. */
export async function resumableOf(all: readonly SavedRule[], navigator: Navigator): Promise<SavedRule | undefined> {
  const taken = await heldRuns(navigator);
  return all.find(({ id }) => isCopy(id) && !taken.has(id));
}

export class RunCopies {
  private readonly context: LabContext;
  private letGo: () => void = () => undefined;

  constructor(context: LabContext) {
    this.context = context;
  }

  private get locks(): LockManager | undefined {
    return locksOf(this.context.page.window.navigator);
  }

  /** The name of a new run's copy. */
  newId(): string {
    const { page } = this.context;
    return `run-${page.randomSeed()}-${page.randomSeed()}`;
  }

  /** This tab trains the run from now on; the lock goes with `release` or with the tab. */
  take(id: string): void {
    this.release();
    const held = new Promise<void>((resolve) => (this.letGo = resolve));
    void this.locks?.request(heldName(id), () => held).catch(() => undefined);
  }

  release(): void {
    this.letGo();
  }

  /** Forgets copies of old runs. */
  async tidy(): Promise<void> {
    const { shelf } = this.context.page;
    const copies = (await shelf.list()).filter(({ id }) => isCopy(id));
    for (const { id } of copies.slice(MOST_COPIES)) await shelf.remove(id);
  }
}
