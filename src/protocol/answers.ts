// Which event answers which command, for both ends: a request gets exactly one answer, or `refused`.

import type { Command, WorkerEvent } from './messages.ts';

/** Every request and the event that answers it. Commands not listed are not answered. */
export const ANSWERED_BY = {
  useRule: 'rule',
  adapt: 'rule',
  train: 'rule',
  compare: 'compared',
  evaluate: 'evaluated',
  intervene: 'intervened',
  lesion: 'lesioned',
  explain: 'explained',
  measureSpeed: 'speedMeasured',
  trainCell: 'cellTrained',
  timeMetaStep: 'metaStepTimed',
  save: 'saved',
} as const satisfies {
  readonly [K in Command as K extends { readonly requestId: number } ? K['kind'] : never]: WorkerEvent['kind'];
};

/** The events a request may be followed by before its answer. */
interface Progress {
  readonly evaluate: 'evaluating';
  readonly intervene: 'intervening';
  readonly lesion: 'intervening';
  readonly explain: 'intervening';
  readonly measureSpeed: 'speedRow';
  readonly trainCell: 'cellStep';
}

type EventOf<K extends WorkerEvent['kind']> = Extract<WorkerEvent, { readonly kind: K }>;

/** Kinds of commands that are answered. */
export type RequestKind = keyof typeof ANSWERED_BY;
export type RequestOf<K extends RequestKind> = Extract<Command, { readonly kind: K }>;
export type AnswerTo<K extends RequestKind> = EventOf<(typeof ANSWERED_BY)[K]>;
export type ProgressOf<K extends RequestKind> = EventOf<K extends keyof Progress ? Progress[K] : never>;

/** What a message says beside its kind and the request it belongs to. */
export type Content<M> = Omit<M, 'kind' | 'requestId'>;

/** A request with the number its answer will carry. */
export function requestOf<K extends RequestKind>(
  kind: K,
  requestId: number,
  content: Content<RequestOf<K>>,
): RequestOf<K> {
  return { kind, requestId, ...content } as RequestOf<K>; // the parts of a RequestOf<K>, which a generic spread forgets
}

/** The answer to a request. */
export function answerTo<K extends RequestKind>(
  { kind, requestId }: { readonly kind: K; readonly requestId: number },
  content: Content<AnswerTo<K>>,
): AnswerTo<K> {
  return { kind: ANSWERED_BY[kind], requestId, ...content } as unknown as AnswerTo<K>; // as in requestOf
}

/** Whether an event is the one that answers requests of this kind. */
export function isAnswerTo<K extends RequestKind>(kind: K, event: WorkerEvent): event is AnswerTo<K> {
  return event.kind === ANSWERED_BY[kind];
}
