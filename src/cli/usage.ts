// Reading the command line: what is wrong with it is said in one line.

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

/** A whole number at least `least`, or undefined where the option was not given. */
export function wholeNumber(name: string, text: string | undefined, least = 0): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`--${name} is ${text}; allowed: a whole number from ${least}`);
  return value;
}

/** A number above 0, or undefined where the option was not given. */
export function positiveNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError(`--${name} is ${text}; allowed: a number above 0`);
  return value;
}

/** One of a few words. */
export function oneOf<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new UsageError(`--${name} is ${text}; allowed: ${allowed.join(', ')}`);
  return found;
}
