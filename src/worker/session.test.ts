import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { LabClient, type LabHandlers } from '../client/labClient.ts';
import { unwrap } from '../lib/result.ts';
import type {
  BackendReport,
  BestSoFar,
  Checkpoint,
  Command,
  MetaStepReport,
  TrainingStatus,
  WorkerEvent,
} from '../protocol/messages.ts';
import { requireSection, sectionOf, type EpisodeRecord } from '../record/episode.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { PRESETS } from '../spec/presets.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule, MetaTrainer, type Trainer } from '../training/trainer.ts';
import { WasmTrainer } from '../training/wasmTrainer.ts';
import { Session } from './session.ts';

const PROBE = { taskSeed: 1, networkSeed: 1, steps: 2 };
const SPEC = tinySpec();

/** A session and a client over a real MessageChannel: what crosses is cloned and transferred as between threads. */
function connect(startTrainer: (rule: RuleCheckpoint) => Trainer = (rule) => new MetaTrainer(rule)) {
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
  const session = new Session(
    (event: WorkerEvent, transfer) => {
      port2.postMessage(event, transfer);
    },
    async () => {
      unwrap(await startNodeBackend('wasm'));
      return { backend: 'wasm', adapter: 'test', passedOver: [{ backend: 'webgpu', why: 'not in this test' }] };
    },
    startTrainer,
  );
  port2.onmessage = (event: MessageEvent<Command>) => void session.handle(event.data);
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
    training: (status, _, reason) => {
      seen.statuses.push({ status, reason });
    },
    checkpoints: (kept, best) => {
      Object.assign(seen, { kept, best });
    },
    failed: (error) => {
      seen.failures.push(error.message);
    },
  };
  const client = new LabClient(port1, handlers);
  return {
    client,
    seen,
    close: () => {
      port1.close();
      port2.close();
    },
  };
}

const steps = (seen: { reports: MetaStepReport[] }) => seen.reports.map((report) => report.metaStep);

/** Waits as long as a busy machine may take. */
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 });

/** After the first adaptation of an untrained rule. */
async function ready(lab: ReturnType<typeof connect>) {
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

describe('Session', () => {
  let lab: ReturnType<typeof connect>;

  beforeEach(async () => {
    lab = await ready(connect());
    return () => {
      lab.client.stop();
      lab.close();
    };
  });

  it('records an adaptation in full', () => {
    const record = lab.seen.records[0]!;
    expect(record.header.backend).toBe('wasm');
    expect(requireSection(record, 'grid/2/prediction').shape).toEqual([201, 1]);
    expect(requireSection(record, '1/2.weight/carry').shape).toEqual([4, 3, 2, 6]);
    expect(requireSection(record, '3/4.bias/parameter').shape).toEqual([1]);
    expect(requireSection(record, 'heldOutLoss').shape).toEqual([3]);
    // Weights change by exactly the recorded update.
    const [before, after, update] = ['1/0.weight/parameter', '2/0.weight/parameter', '1/0.weight/update'].map(
      (name) => requireSection(record, name).data,
    );
    before!.forEach((w, i) => {
      expect(after![i]).toBeCloseTo(w + update![i]!, 7);
    });
  });

  it('adapts another probe and keeps its points when only the amplitude is set', async () => {
    await lab.client.adapt({ ...PROBE, amplitude: 0.5 });
    await until(() => {
      expect(lab.seen.records).toHaveLength(2);
    });
    const [drawn, set] = lab.seen.records;
    expect(set!.header.task.amplitude).toBe(0.5);
    expect(requireSection(set!, '1/input').data).toEqual(requireSection(drawn!, '1/input').data);
  });

  it('trains, pauses within a meta-step, steps singly, resumes, and ends by its budget', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 40 });
    await until(() => {
      expect(steps(lab.seen).length).toBeGreaterThan(3);
    });
    lab.client.pause();
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('paused');
    });
    const paused = steps(lab.seen).at(-1)!;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
    expect(steps(lab.seen).at(-1)).toBe(paused);
    lab.client.singleStep();
    await until(() => {
      expect(steps(lab.seen).at(-1)).toBe(paused + 1);
    });
    lab.client.resume();
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    expect(lab.seen.statuses.at(-1)?.reason).toBe('all 40 meta-steps are done');
    // Losses are never dropped.
    expect(steps(lab.seen)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(lab.seen.records.length).toBeGreaterThan(1);
  });

  it('takes pause, single step and resume in the order they were given', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 30 });
    await until(() => {
      expect(steps(lab.seen).length).toBeGreaterThan(1);
    });
    lab.client.pause();
    lab.client.resume();
    lab.client.singleStep();
    lab.client.resume();
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    expect(lab.seen.statuses.map(({ status }) => status)).toEqual([
      'running',
      'paused',
      'running',
      'paused',
      'paused',
      'running',
      'idle',
    ]);
    expect(steps(lab.seen)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it('ends by its budget when walked through in single steps', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 2 }, true);
    for (let step = 0; step < 3; step++) lab.client.singleStep();
    await until(() => {
      expect(lab.seen.statuses.at(-1)).toEqual({ status: 'idle', reason: 'all 2 meta-steps are done' });
    });
    const kept = unwrap(decodeCheckpoint(await lab.client.save()));
    expect(kept.metaSteps).toBe(2);
    expect(steps(lab.seen)).toEqual([1, 2]);
  });

  it('saves a rule that another session continues exactly', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 3 });
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    const bytes = await lab.client.save();
    await lab.client.train('continue', SPEC, { metaSteps: 2 });
    await until(() => {
      expect(steps(lab.seen).at(-1)).toBe(5);
    });
    const other = connect();
    other.client.hello(undefined);
    const info = await other.client.useRule({ from: 'bytes', bytes, label: 'saved.mplp' }, PROBE);
    expect(info.metaSteps).toBe(3);
    await other.client.train('continue', info.spec, { metaSteps: 2 });
    await until(() => {
      expect(steps(other.seen).at(-1)).toBe(5);
    });
    expect(other.seen.reports.map((r) => r.metaLoss)).toEqual(lab.seen.reports.slice(3).map((r) => r.metaLoss));
    other.close();
  });

  it('refuses a corrupt rule, an impossible spec and another shape, and stays as it was', async () => {
    const bytes = encodeCheckpoint(await freshRule(SPEC));
    new Uint8Array(bytes)[bytes.byteLength - 5]! ^= 255;
    await expect(lab.client.useRule({ from: 'bytes', bytes, label: 'broken.mplp' }, PROBE)).rejects.toThrow(/checksum/);
    const impossible = tinySpec({ messageSize: 0 });
    await expect(lab.client.train('scratch', impossible, {})).rejects.toThrow(/messageSize/);
    await expect(lab.client.train('continue', PRESETS['2x10'].spec, {})).rejects.toThrow(/another/);
    await expect(lab.client.adapt({ ...PROBE, steps: 0 })).rejects.toThrow(/steps/);
    expect(lab.seen.failures).toEqual([]);
    const kept = unwrap(decodeCheckpoint(await lab.client.save()));
    expect(kept.metaSteps).toBe(0);
    expect(kept.spec).toEqual(SPEC);
  });

  it('sends only what figures ask for', async () => {
    lab.client.setDemand({ fit: true, agents: false });
    await lab.client.adapt(PROBE);
    await until(() => {
      expect(lab.seen.records).toHaveLength(2);
    });
    const record = lab.seen.records[1]!;
    expect(sectionOf(record, 'grid/2/prediction')).toBeDefined();
    expect(Object.keys(record.header.sections).filter((name) => /weight|bias|rule/.test(name))).toEqual([]);
  });
});

describe('Time travel', () => {
  let lab: ReturnType<typeof connect>;

  beforeEach(async () => {
    lab = await ready(connect((rule) => new WasmTrainer(rule, [])));
    return () => {
      lab.client.stop();
      lab.close();
    };
  });

  it('goes back to a checkpoint while training goes on, and returns to now', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 600 });
    await until(() => {
      expect(lab.seen.kept.length).toBeGreaterThan(2);
    });
    const at = lab.seen.kept[1]!.metaStep;
    expect((await lab.client.adapt(PROBE, at)).metaSteps).toBe(at);
    await until(() => {
      expect(lab.seen.records.at(-1)?.header.metaStep).toBe(at);
    });
    const before = lab.seen.records.length;
    const trained = steps(lab.seen).length;
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    expect(steps(lab.seen).length).toBeGreaterThan(trained);
    // Nothing of the live rule came in between: the checkpoint stays on show.
    expect(lab.seen.records.slice(before)).toEqual([]);
    expect((await lab.client.adapt(PROBE)).metaSteps).toBe(600);
    await until(() => {
      expect(lab.seen.records.at(-1)?.header.metaStep).toBe(600);
    });
    const loss = (metaStep: number) =>
      requireSection(
        lab.seen.records.find((r) => r.header.metaStep === metaStep)!,
        'heldOutLoss',
      ).data;
    expect(loss(at)).not.toEqual(loss(600));
    await expect(lab.client.adapt(PROBE, 999)).rejects.toThrow(/no checkpoint/);
    await expect(lab.client.save(999)).rejects.toThrow(/no checkpoint/);
  });

  it('maps checkpoints by inner steps, as each adaptation shows them, also on another probe', async () => {
    lab.client.setDemand({ fit: true, agents: true, map: true });
    await lab.client.train('scratch', SPEC, { metaSteps: 60 });
    const complete = () => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
      expect(lab.seen.kept.map(({ metaStep }) => metaStep)).toEqual(expect.arrayContaining([0, 60]));
      expect(lab.seen.kept.every(({ probeLoss }) => probeLoss?.length === 3)).toBe(true);
    };
    await until(complete);
    expect(lab.seen.best?.metaStep).toBeGreaterThanOrEqual(50);
    expect(lab.seen.kept.map(({ metaStep }) => metaStep)).toContain(lab.seen.best?.metaStep);
    const { metaStep, probeLoss } = lab.seen.kept[2]!;
    const shown = async (probe: typeof PROBE) => {
      await lab.client.adapt(probe, metaStep);
      await until(() => {
        expect(lab.seen.records.at(-1)?.header).toMatchObject({ metaStep, probe });
      });
      return [...requireSection(lab.seen.records.at(-1)!, 'heldOutLoss').data];
    };
    expect(await shown({ ...PROBE, steps: 2 })).toEqual(probeLoss);
    const other = { ...PROBE, taskSeed: 9 };
    const losses = await shown(other);
    expect(losses).not.toEqual(probeLoss);
    await until(() => {
      complete();
      expect(lab.seen.kept[2]!.probeLoss).toEqual(losses);
    });
  });

  it('keeps checkpoints over a pause and saves one as the rule it was', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 5 }, true);
    for (let step = 0; step < 3; step++) lab.client.singleStep();
    await until(() => {
      expect(steps(lab.seen)).toEqual([1, 2, 3]);
    });
    const three = unwrap(decodeCheckpoint(await lab.client.save()));
    lab.client.resume();
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    const kept = unwrap(decodeCheckpoint(await lab.client.save(3)));
    expect(kept.metaSteps).toBe(3);
    expect(kept.optimiser).toBeUndefined();
    expect(kept.parameters).toEqual(three.parameters);
    expect(lab.seen.kept.map(({ metaStep }) => metaStep)).toEqual([0, 1, 2, 3, 4, 5]);
    // The same kind of rule keeps the track, another network ends it.
    await lab.client.useRule({ from: 'bytes', bytes: encodeCheckpoint(kept), label: 'three' }, PROBE);
    expect((await lab.client.adapt(PROBE, 5)).metaSteps).toBe(5);
    await lab.client.useRule({ from: 'fresh', spec: tinySpec({ messageSize: 3 }) }, PROBE);
    await until(() => {
      expect(lab.seen.kept).toEqual([]);
    });
    await expect(lab.client.adapt(PROBE, 5)).rejects.toThrow(/no checkpoint/);
  });
});
