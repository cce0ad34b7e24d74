// What lists of kept things share: one change after another, and the list read again.

import type { KeptStores } from '../../checkpoints/keptStores.ts';
import type { Result } from '../../lib/result.ts';
import type { Lab } from '../lab.ts';

/** The value, or an Error in words. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failure.message);
}

/** What was asked before. */
let queue: Promise<void> = Promise.resolve();

/** Does something with what is kept, after what was asked before, and reads it again. @throws in words. */
export function changing(
  lab: Lab,
  work: (stores: KeptStores) => Promise<Result<void>>,
  read: (lab: Lab) => Promise<void>,
): Promise<void> {
  const done = queue.then(async () => {
    valueOf(await work(await lab.kept()));
    await read(lab);
  });
  queue = done.catch(() => undefined);
  return done;
}
