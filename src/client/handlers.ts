import type {
  BackendReport,
  BestSoFar,
  Checkpoint,
  MetaStepReport,
  SerialisedError,
  WorkerEvent,
} from '../protocol/messages.ts';
import type { EpisodeRecord } from '../record/episode.ts';

/** A run's status, its meta-steps, and what ended it. */
export type TrainingChange = Pick<
  Extract<WorkerEvent, { readonly kind: 'training' }>,
  'status' | 'metaStep' | 'end' | 'insteadOf'
>;

/** What the page does with what the worker reports. */
export interface LabHandlers {
  ready(report: BackendReport): void;
  /** A new adaptation to show; `metaStep` of the rule that made it. */
  episode(record: EpisodeRecord, metaStep: number): void;
  metaSteps(reports: readonly MetaStepReport[]): void;
  training(change: TrainingChange): void;
  /** What is kept of the run, and where it did best. */
  checkpoints?(kept: readonly Checkpoint[], best: BestSoFar | undefined): void;
  /** Something to be said; everything goes on. */
  told(words: string): void;
  /** The worker ended, and with it the run: it is started again, or given up. */
  failed(error: SerialisedError): void;
}
