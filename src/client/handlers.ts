import type {
  BackendReport,
  BestSoFar,
  Checkpoint,
  MetaStepReport,
  SerialisedError,
  TrainingStatus,
} from '../protocol/messages.ts';
import type { EpisodeRecord } from '../record/episode.ts';

/** What the page does with what the worker reports. */
export interface LabHandlers {
  ready(report: BackendReport): void;
  /** A new adaptation to show; `metaStep` of the rule that made it. */
  episode(record: EpisodeRecord, metaStep: number): void;
  metaSteps(reports: readonly MetaStepReport[]): void;
  training(status: TrainingStatus, metaStep: number, reason: string): void;
  /** What is kept of the run, and where it did best. */
  checkpoints?(kept: readonly Checkpoint[], best: BestSoFar | undefined): void;
  failed(error: SerialisedError): void;
}
