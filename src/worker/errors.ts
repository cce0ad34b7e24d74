import type { SerialisedError } from '../protocol/messages.ts';

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
