// The session: which backend runs, and what the page has to tell.

import type { BackendReport } from '../../protocol/messages.ts';
import type { StudyPhase } from '../study/going.ts';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** One message to the person. `toast` leaves by itself; the others stay until dismissed. */
export interface Notice {
  readonly id: string;
  readonly tone: 'bad' | 'warn' | 'info' | 'toast';
  readonly title: string;
  readonly text: string;
  readonly actions: readonly NoticeAction[];
}

/** A study under way. */
export interface StudyGoing {
  readonly name: string;
  readonly phase: StudyPhase;
  /** Of its runs, 0 to 1; undefined until a cell is trained. */
  readonly share: number | undefined;
}

export interface SessionSlice {
  readonly backend: BackendReport | undefined;
  readonly notices: readonly Notice[];
  /** What is being read or started, while there is no episode to show. */
  readonly loading: { readonly words: string; readonly share: number };
  /** What Undo would undo and Redo do again; undefined where there is nothing. */
  readonly undo: string | undefined;
  readonly redo: string | undefined;
  /** The study that is trained behind the page, or waits for its turn. */
  readonly study: StudyGoing | undefined;
  /** The worker broke or nothing could be shown. */
  readonly broken: boolean;
}

export const INITIAL_SESSION: SessionSlice = {
  backend: undefined,
  notices: [],
  loading: { words: 'Reading the list of rules.', share: 0.1 },
  undo: undefined,
  redo: undefined,
  study: undefined,
  broken: false,
};

/** A notice replaces an earlier one of the same id, in place. */
export function withNotice(notices: readonly Notice[], notice: Notice): readonly Notice[] {
  const at = notices.findIndex((n) => n.id === notice.id);
  return at < 0 ? [...notices, notice] : notices.with(at, notice);
}

export function withoutNotice(notices: readonly Notice[], id: string): readonly Notice[] {
  return notices.filter((n) => n.id !== id);
}
