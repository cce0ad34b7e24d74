// What the controller's parts share. Everything outside the page's memory comes in through `PageEnvironment`.

import type { LabClient } from '../client/labClient.ts';
import type { KeptStores } from '../checkpoints/keptStores.ts';
import type { RunStore } from '../runs/store.ts';
import type { SavedRule } from './experiment/experiment.ts';
import type { LabStore } from './labStore.ts';
import type { ReportLog } from './meta/reports.ts';

/** Rules kept in this browser. */
export interface RuleShelf {
  list(): Promise<readonly SavedRule[]>;
  /** Keep under an id, replacing what was there. */
  keep(rule: SavedRule, bytes: ArrayBuffer): Promise<void>;
  load(id: string): Promise<ArrayBuffer>;
  remove(id: string): Promise<void>;
}

export interface PageEnvironment {
  /** Addresses of files beside the page are relative to it. */
  readonly baseUrl: string;
  /** What `mplp baselines` measured, relative to `baseUrl`. */
  readonly baselinesUrl: string;
  /** What `mplp explain --ship` measured, relative to `baseUrl`. */
  readonly meaningsUrl: string;
  readonly window: Window;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly shelf: RuleShelf;
  /** What keeps runs; loaded when it is first needed. */
  runs(): Promise<RunStore>;
  /** What keeps findings and evaluations; loaded when it is first needed. */
  kept(): Promise<KeptStores>;
  /** A clock whose differences count, and the date, in milliseconds. */
  nowMs(): number;
  dateMs(): number;
  randomSeed(): number;
}

export interface LabContext {
  readonly store: LabStore;
  readonly client: LabClient;
  readonly reports: ReportLog;
  readonly page: PageEnvironment;
}

/** An error's words, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
