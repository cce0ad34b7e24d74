import { useEffect, useState, type ReactNode } from 'react';

import { messageOf } from '../../store/context.ts';
import type { Lab } from '../../store/lab.ts';
import { useLab } from '../LabContext.tsx';
import './kept.css';

interface Verbs<T> {
  /** Reads what is kept into the page's state; always the same function, as the others. */
  readonly read: (lab: Lab) => Promise<void>;
  readonly remove: (lab: Lab, one: T) => Promise<void>;
  /** Brings a deleted one back. */
  readonly put: (lab: Lab, one: T) => Promise<void>;
  /** What is kept and cannot be read, in words. */
  readonly refused: readonly string[];
}

/**
 * A list of kept things: read, and again whenever this tab comes into use, for another may have changed it.
 *
 * @returns `unread` where it could not be read; `act` does one thing with what is kept, `remove` deletes one by its name;
 * `told` says what went wrong and what cannot be read, `back` what was deleted last, with the way back.
 */
export function useKept<T>({ read, remove, put, refused }: Verbs<T>) {
  const lab = useLab();
  const [unread, setUnread] = useState<string>();
  const [trouble, setTrouble] = useState<string>();
  const [deleted, setDeleted] = useState<{ readonly one: T; readonly name: string }>();
  useEffect(() => {
    const again = () => {
      read(lab).then(
        () => setUnread(undefined),
        (error: unknown) => setUnread(messageOf(error)),
      );
    };
    again();
    window.addEventListener('focus', again);
    return () => window.removeEventListener('focus', again);
  }, [lab, read]);
  const act = (work: Promise<void>) => {
    setTrouble(undefined);
    work.catch((error: unknown) => setTrouble(messageOf(error)));
  };
  const said = trouble ?? unread;
  const told: ReactNode = (
    <>
      {said !== undefined && <p role="alert">{said}</p>}
      {refused.map((words) => (
        <p key={words}>{words}</p>
      ))}
    </>
  );
  const undo = ({ one }: NonNullable<typeof deleted>) => act(put(lab, one).then(() => setDeleted(undefined)));
  const back: ReactNode = (
    <p className="kept-acts" role="status">
      {deleted !== undefined && (
        <>
          {`${deleted.name} deleted.`}{' '}
          <button type="button" className="fig-button" onClick={() => undo(deleted)}>
            Undo
          </button>
        </>
      )}
    </p>
  );
  return {
    ...{ unread, act, told, back },
    remove: (one: T, name: string) => act(remove(lab, one).then(() => setDeleted({ one, name }))),
  };
}
