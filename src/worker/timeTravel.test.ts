import { beforeEach, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoints/format.ts';
import { unwrap } from '../lib/result.ts';
import { requireSection } from '../record/episode.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { wasmTrainer } from '../training/wasmEngine.ts';
import { connect, PROBE, ready, SPEC, steps } from './testing/connect.ts';
import { until } from '../lib/testing/until.ts';

describe('Time travel', () => {
  let lab: ReturnType<typeof connect>;

  beforeEach(async () => {
    lab = await ready(connect((rule) => wasmTrainer(rule, [])));
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
    // By now it may have been thinned away: then the nearest one is shown.
    const asked = lab.seen.kept[1]!.metaStep;
    const at = (await lab.client.adapt(PROBE, asked)).metaSteps;
    expect(at).toBeLessThan(100);
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
    expect(lab.seen.records.slice(before).filter(({ header }) => header.metaStep !== at)).toEqual([]);
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

  it('takes up what an earlier worker kept of the run, before it goes on and after', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 6 });
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    const saved = await Promise.all([0, 2, 4].map(async (step) => (await lab.client.save(step)).bytes));
    const { bytes } = await lab.client.save();
    lab.close();
    lab = await ready(connect((rule) => wasmTrainer(rule, [])));
    await lab.client.useRule({ from: 'bytes', bytes, label: 'six' }, PROBE);
    const recall = () => lab.client.recall([...saved, new ArrayBuffer(3)], 0, new Float32Array(6).buffer);
    const kept = (...metaSteps: number[]) =>
      until(() => {
        expect(lab.seen.kept.map(({ metaStep }) => metaStep)).toEqual(metaSteps);
      });
    recall();
    await kept(0, 2, 4, 6);
    expect((await lab.client.adapt(PROBE, 2)).metaSteps).toBe(2);
    await lab.client.train('continue', SPEC, { metaSteps: 1 });
    recall();
    await kept(0, 2, 4, 6, 7);
    expect((await lab.client.save(4)).metaSteps).toBe(4);
    await lab.client.useRule({ from: 'fresh', spec: tinySpec({ messageSize: 3 }) }, PROBE);
    // Rules of another network are of no use.
    recall();
    await expect(lab.client.adapt(PROBE, 2)).rejects.toThrow(/no checkpoint/);
  });

  it('keeps checkpoints over a pause and saves one as the rule it was', async () => {
    await lab.client.train('scratch', SPEC, { metaSteps: 5 }, true);
    for (let step = 0; step < 3; step++) lab.client.singleStep();
    await until(() => {
      expect(steps(lab.seen)).toEqual([1, 2, 3]);
    });
    const three = unwrap(decodeCheckpoint((await lab.client.save()).bytes));
    lab.client.resume();
    await until(() => {
      expect(lab.seen.statuses.at(-1)?.status).toBe('idle');
    });
    const kept = unwrap(decodeCheckpoint((await lab.client.save(3)).bytes));
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
