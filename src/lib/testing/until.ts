import { vi } from 'vitest';

/** What `check` gives once it passes, waiting as long as a busy machine may take. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 60_000, interval: 10 });
