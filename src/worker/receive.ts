import { parseCommand } from '../protocol/commandSchema.ts';
import { refusalOf } from './errors.ts';
import type { Post } from './episodeStream.ts';
import { RefusedRequest } from './rules.ts';
import type { Session } from './session.ts';

/** Hands a message of the page on; one that is no command is answered with the field at fault, and changes nothing. */
export function receive(message: unknown, session: Session, post: Post): void {
  const command = parseCommand(message);
  if (command.ok) {
    void session.handle(command.value);
    return;
  }
  const { where, message: why } = command.failure;
  const { kind, requestId } = { kind: 'message', requestId: undefined, ...(message as object | null) };
  if (typeof requestId === 'number') post(refusalOf({ kind, requestId }, new RefusedRequest(where, why)), []);
  else post({ kind: 'told', words: `A message from the page was not understood: ${why}` }, []);
}
