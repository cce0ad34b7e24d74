// Errors as they cross to the page.

import type { SerialisedError, WorkerEvent } from '../protocol/messages.ts';
import { RefusedRequest } from './rules.ts';

/** An error as it crosses to the page. */
export function serialise(error: unknown, where: string): SerialisedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), where };
  return {
    name: error.name,
    message: error.message,
    where,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
  };
}

/** The answer to a request that cannot be carried out: what is wrong with it, or what broke. */
export function refusalOf(
  { kind, requestId }: { readonly kind: string; readonly requestId: number },
  error: unknown,
): WorkerEvent {
  const where = error instanceof RefusedRequest ? error.where : kind;
  return { kind: 'refused', requestId, error: serialise(error, where) };
}
