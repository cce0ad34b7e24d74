// Episode frames towards the page: one buffer each, transferred, at most two unacknowledged, the newest wins.

import type { Demand, WorkerEvent } from '../protocol/messages.ts';
import { encodeEpisode, type EpisodeRecord } from '../record/episode.ts';

export const MOST_UNACKNOWLEDGED = 2;
/** Share of the time that re-adapting the probe may take while training. */
const PROBE_SHARE = 0.2;
const SHORTEST_INTERVAL_MS = 400;

export type Post = (event: WorkerEvent, transfer: Transferable[]) => void;

interface Waiting {
  readonly runId: string;
  readonly record: EpisodeRecord;
}

/** Sends records within the credit the page gives; a record that must wait is replaced by a newer one. */
export class EpisodeStream {
  demand: Demand = { fit: true, agents: true };
  private readonly unacknowledged = new Set<number>();
  private waiting: Waiting | undefined;
  private seq = 0;
  private dueMs = 0;
  private readonly post: Post;

  constructor(post: Post) {
    this.post = post;
  }

  /** Whether a training run should re-adapt the probe now: somebody looks, nothing waits, and it is not too soon. */
  isDue(nowMs: number): boolean {
    const seen = this.demand.fit || this.demand.agents;
    return seen && this.unacknowledged.size < MOST_UNACKNOWLEDGED && nowMs >= this.dueMs;
  }

  /** What the last adaptation cost decides when the next is due. */
  spent(nowMs: number, costMs: number): void {
    this.dueMs = nowMs + Math.max(SHORTEST_INTERVAL_MS, costMs * (1 / PROBE_SHARE - 1));
  }

  send(runId: string, record: EpisodeRecord): void {
    if (this.unacknowledged.size >= MOST_UNACKNOWLEDGED) {
      this.waiting = { runId, record };
      return;
    }
    const seq = ++this.seq;
    this.unacknowledged.add(seq);
    const buffer = encodeEpisode(record);
    this.post({ kind: 'episode', runId, seq, buffer, metaStep: record.header.metaStep }, [buffer]);
  }

  acknowledge(seq: number): void {
    this.unacknowledged.delete(seq);
    const next = this.waiting;
    this.waiting = undefined;
    if (next !== undefined) this.send(next.runId, next.record);
  }
}
