// A session of the worker and the page's client of it, in one process.

import { expect } from 'vitest';
import { startNodeBackend } from '../../backend/node.ts';
import type { LabHandlers } from '../../client/handlers.ts';
import { LabClient } from '../../client/labClient.ts';
import { unwrap } from '../../lib/result.ts';
import type { BackendReport, BestSoFar, Checkpoint, MetaStepReport, TrainingStatus } from '../../protocol/messages.ts';
import type { EpisodeRecord } from '../../record/episode.ts';
import type { RuleCheckpoint } from '../../record/rule.ts';
import { tinySpec } from '../../training/testing/tiny.ts';
import { stockTrainer } from '../../training/stockEngine.ts';
import type { RunStore } from '../../runs/store.ts';
import type { Trainer } from '../../training/trainer.ts';
import type { Post } from '../episodeStream.ts';
import { receive } from '../receive.ts';
import { Session } from '../session.ts';
import { endWords } from '../../record/run.ts';
import { until } from '../../lib/testing/until.ts';

export const PROBE = { taskSeed: 1, networkSeed: 1, steps: 2 };
export const SPEC = tinySpec();

/** A session and a client over a real MessageChannel: what crosses is cloned and transferred as between threads. */
export function connect(
  startTrainer: (rule: RuleCheckpoint) => Trainer = (rule) => stockTrainer(rule),
  runs?: RunStore,
) {
  const { port1, port2 } = new MessageChannel();
  const seen = {
    reports: [] as MetaStepReport[],
    statuses: [] as { status: TrainingStatus; reason: string }[],
    records: [] as EpisodeRecord[],
    failures: [] as string[],
    kept: [] as readonly Checkpoint[],
    best: undefined as BestSoFar | undefined,
    ready: undefined as BackendReport | undefined,
  };
  const post: Post = (event, transfer) => {
    port2.postMessage(event, transfer);
  };
  const session = new Session(
    post,
    async () => {
      unwrap(await startNodeBackend('wasm'));
      return { backend: 'wasm', adapter: 'test', passedOver: [{ backend: 'webgpu', why: 'not in this test' }] };
    },
    startTrainer,
    undefined,
    runs && (() => Promise.resolve(runs)),
  );
  port2.onmessage = ({ data }: MessageEvent<unknown>) => receive(data, session, post);
  const handlers: LabHandlers = {
    ready: (report) => {
      seen.ready = report;
    },
    episode: (record) => {
      seen.records.push(record);
    },
    metaSteps: (reports) => {
      seen.reports.push(...reports);
    },
    training: ({ status, end }) => {
      seen.statuses.push({ status, reason: end === undefined ? '' : endWords(end) });
    },
    checkpoints: (kept, best) => {
      Object.assign(seen, { kept, best });
    },
    told: () => undefined,
    failed: (error) => {
      seen.failures.push(error.message);
    },
  };
  const client = new LabClient(() => port1, handlers);
  return {
    client,
    seen,
    close: () => {
      port1.close();
      port2.close();
    },
  };
}

export const steps = (seen: { reports: MetaStepReport[] }) => seen.reports.map((report) => report.metaStep);

/** After the first adaptation of an untrained rule. */
export async function ready(lab: ReturnType<typeof connect>) {
  lab.client.hello(undefined);
  await until(() => {
    expect(lab.seen.ready?.backend).toBe('wasm');
  });
  await lab.client.useRule({ from: 'fresh', spec: SPEC }, PROBE);
  await until(() => {
    expect(lab.seen.records).toHaveLength(1);
  });
  return lab;
}
