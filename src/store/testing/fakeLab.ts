// A lab over a worker that a test speaks for.

import { vi } from 'vitest';
import type { LabPort } from '../../client/workerLink.ts';
import type { Command, WorkerEvent } from '../../protocol/messages.ts';
import { buildRecord, encodeEpisode } from '../../record/episode.ts';
import type { KeptStore, KeptStores } from '../../checkpoints/keptStores.ts';
import { success } from '../../lib/result.ts';
import { memoryRuns } from '../../runs/testing/memoryRuns.ts';
import { PRESETS } from '../../experiment/presets.ts';
import type { SavedRule } from '../experiment/experiment.ts';
import { createLab, type Lab } from '../lab.ts';
import { until } from '../../lib/testing/until.ts';

const { spec } = PRESETS['2x10'];
/** What the worker says of an untrained rule. */
export const FAKE_RULE = { label: 'Untrained rule', spec, metaSteps: 0, parameters: 14_815 };

class FakeWorker implements LabPort {
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null = null;
  readonly sent: Command[] = [];

  postMessage(message: Command): void {
    this.sent.push(message);
  }

  say(event: WorkerEvent): void {
    this.onmessage?.(new MessageEvent('message', { data: event }));
  }

  /** The last command of a kind that fits, once it was sent. */
  async next<K extends Command['kind']>(
    kind: K,
    fits: (command: Extract<Command, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<Command, { kind: K }>> {
    return until(() => {
      const all = this.sent.filter((c): c is Extract<Command, { kind: K }> => c.kind === kind);
      const found = all.findLast(fits);
      if (found === undefined) throw new Error(`no ${kind} was sent`);
      return found;
    });
  }
}

function episode(steps: number): ArrayBuffer {
  const probe = { taskSeed: 20, networkSeed: 1, steps };
  const data = Float32Array.from({ length: steps + 1 }, () => 0.1);
  const header = { spec, probe, task: { amplitude: 0.5, phase: 2 }, metaStep: 0, backend: 'wasm', omitted: [] };
  return encodeEpisode(buildRecord(header, { heldOutLoss: { data, shape: [steps + 1] } }));
}

function memoryStore<T extends { readonly id: string }>(): KeptStore<T> {
  const kept = new Map<string, T>();
  return {
    list: () => Promise.resolve(success({ kept: [...kept.values()].reverse(), refused: [] })),
    put: (one) => Promise.resolve(success(void kept.set(one.id, one))),
    remove: (id) => Promise.resolve(success(void kept.delete(id))),
  };
}

const memoryKept = (): KeptStores => ({ findings: memoryStore(), evaluations: memoryStore() });

/** A lab that has not started yet; what it keeps is in `shelf`. @param kept what an earlier one kept. */
export function newLab(kept = memoryKept()) {
  const worker = new FakeWorker();
  const shelf = new Map<string, { readonly rule: SavedRule; readonly bytes: ArrayBuffer }>();
  const runs = memoryRuns();
  localStorage.clear();
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"rules":[]}')));
  const lab = createLab(() => worker, {
    baseUrl: 'http://localhost/',
    baselinesUrl: 'baselines.json',
    meaningsUrl: 'meanings.json',
    window,
    storage: localStorage,
    shelf: {
      list: () => Promise.resolve([...shelf.values()].map((entry) => entry.rule)),
      keep: (rule, bytes) => Promise.resolve(void shelf.set(rule.id, { rule, bytes })),
      load: (id) => Promise.resolve(shelf.get(id)?.bytes ?? new ArrayBuffer(0)),
      remove: (id) => Promise.resolve(void shelf.delete(id)),
    },
    runs: () => Promise.resolve(runs),
    kept: () => Promise.resolve(kept),
    nowMs: () => 0,
    dateMs: () => 1000,
    randomSeed: () => 7,
  });
  return { worker, lab, shelf, runs };
}

interface StartOptions {
  /** Called while the first record is under way. */
  readonly beforeRecord?: (lab: Lab) => void;
  readonly kept?: KeptStores;
}

/** A lab that has started on an untrained rule. */
export async function startedLab({ beforeRecord, kept }: StartOptions = {}) {
  const parts = newLab(kept);
  const { worker, lab } = parts;
  const starting = lab.start({});
  await worker.next('hello');
  const passedOver = [{ backend: 'webgpu', why: 'no adapter' }] as const;
  worker.say({ kind: 'ready', protocolVersion: 1, report: { backend: 'wasm', adapter: 'SIMD', passedOver } });
  const { requestId, runId } = await worker.next('useRule');
  worker.say({ kind: 'rule', requestId, runId, rule: FAKE_RULE });
  beforeRecord?.(lab);
  let seq = 0;
  /** Its record arrives, or one like it. */
  const comes = () => worker.say({ kind: 'episode', runId, seq: ++seq, buffer: episode(2), metaStep: 0 });
  comes();
  await starting;
  return { ...parts, comes };
}
