import { beforeEach, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { unwrap } from '../lib/result.ts';
import { requireSection, sectionOf } from '../record/episode.ts';
import { PRESETS } from '../experiment/presets.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import { freshRule } from '../training/trainer.ts';
import { connect, PROBE, ready, SPEC, steps } from './testing/connect.ts';
import { until } from '../lib/testing/until.ts';

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

  it('records true gradients once they are asked for, the rest bit for bit as before, and no more once they are not', async () => {
    const ask = async (gradients: boolean) => {
      lab.client.setDemand({ fit: true, agents: true, gradients });
      const before = lab.seen.records.length;
      await lab.client.adapt(PROBE);
      return until(() => lab.seen.records[before] ?? Promise.reject(new Error('no record yet')));
    };
    const [plain, asked, again] = [lab.seen.records[0]!, await ask(true), await ask(false)];
    const name = '1/2.weight/gradient';
    expect(requireSection(asked, name).data.some((value) => value !== 0)).toBe(true);
    expect([sectionOf(plain, name), sectionOf(again, name)]).toEqual([undefined, undefined]);
    expect(again.data).toEqual(plain.data);
    for (const part of Object.keys(plain.header.sections))
      expect(requireSection(asked, part), part).toEqual(requireSection(plain, part));
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
    await lab.client.train('scratch', SPEC, { metaSteps: 20 });
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
    expect(lab.seen.statuses.at(-1)?.reason).toBe('all 20 meta-steps are done');
    // Losses are never dropped.
    expect(steps(lab.seen)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(lab.seen.records.length).toBeGreaterThan(1);
  });

  it('takes pause, single step and resume in the order they were given', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 15 });
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
    expect(steps(lab.seen)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it('ends the run before when another begins: one trains, the other is freed', async () => {
    const trainers: { steps: number; disposed: boolean }[] = [];
    const own = await ready(
      connect((rule) => {
        const count = { steps: 0, disposed: false };
        trainers.push(count);
        const trainer = stockTrainer(rule);
        const [step, dispose] = [trainer.step.bind(trainer), trainer.dispose.bind(trainer)];
        trainer.step = () => {
          count.steps++;
          return step();
        };
        trainer.dispose = () => {
          count.disposed = true;
          dispose();
        };
        return trainer;
      }),
    );
    await own.client.train('scratch', SPEC, { metaSteps: 1000 });
    await until(() => {
      expect(trainers[0]?.steps).toBeGreaterThan(1);
    });
    await own.client.train('scratch', SPEC, { metaSteps: 3 });
    const first = trainers[0]?.steps;
    await until(() => {
      expect(own.seen.statuses.at(-1)).toEqual({ status: 'idle', reason: 'all 3 meta-steps are done' });
    });
    expect(trainers.map(({ disposed }) => disposed)).toEqual([true, true]);
    expect(trainers.map(({ steps }) => steps)).toEqual([first, 3]);
    own.close();
  });

  it('ends by its budget when walked through in single steps', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 2 }, true);
    for (let step = 0; step < 3; step++) lab.client.singleStep();
    await until(() => {
      expect(lab.seen.statuses.at(-1)).toEqual({ status: 'idle', reason: 'all 2 meta-steps are done' });
    });
    const kept = unwrap(decodeCheckpoint((await lab.client.save()).bytes));
    expect(kept.metaSteps).toBe(2);
    expect(steps(lab.seen)).toEqual([1, 2]);
  });

  it('saves a rule that another session continues exactly', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 3 });
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    const { bytes } = await lab.client.save();
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
    const kept = unwrap(decodeCheckpoint((await lab.client.save()).bytes));
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
