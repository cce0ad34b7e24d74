// What is wrong with a command line is said in one line.

import type { Result } from '../lib/result.ts';

/** The command line, or a file it names, cannot be used; its message is meant for the person who typed it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The value, or a UsageError with the failure's words. */
export function expectUsable<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { where, message } = result.failure;
  throw new UsageError(message.startsWith(where) ? message : `${where}: ${message}`);
}
