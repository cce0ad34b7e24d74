// What is wrong with a command line is said in one line.

import type { Result } from '../lib/result.ts';

/** The exit code after an interrupt, as shells give it. */
export const INTERRUPTED = 130;

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

/** What the system may answer to a path, and what can be done about it. */
const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read or written; choose another folder, or change its rights',
  EPERM: 'may not be read or written; choose another folder, or change its rights',
  EROFS: 'lies on a read-only disk; choose another folder',
  ENOSPC: 'cannot be written: the disk is full; free some room and resume',
  EDQUOT: 'cannot be written: the quota is used up; free some room and resume',
  EISDIR: 'is a folder; name a file',
  ENOTDIR: 'goes through a file; name a folder',
  EEXIST: 'is a file; name a folder',
};

/** A fault of the system in one line, with its path; undefined for any other error. */
export function systemFault(error: unknown): string | undefined {
  const { code, path } = error as { readonly code?: unknown; readonly path?: unknown };
  const words = typeof code === 'string' ? SYSTEM_FAULTS[code] : undefined;
  return words === undefined ? undefined : `${typeof path === 'string' ? path : 'a file'} ${words}`;
}
