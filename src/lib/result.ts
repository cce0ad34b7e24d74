// Expected failures are values, not exceptions.

/** What went wrong, in words for a person. */
export interface Failure {
  /** One sentence: what happened. */
  readonly message: string;
  /** Which field, file or link it concerns, for example `rule.messageSize`. */
  readonly where: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(where: string, message: string): Result<never> {
  return { ok: false, failure: { where, message } };
}

/** The value, or a thrown Error: for callers to whom a failure is a programming error. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.failure.where}: ${result.failure.message}`);
}
