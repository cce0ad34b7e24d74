// What every store of runs has to do; each store's test runs these.

import { beforeEach, describe, expect, it } from 'vitest';
import { PRESETS } from '../../experiment/presets.ts';
import { encodeCheckpoint } from '../../checkpoints/format.ts';
import { layoutOf } from '../../experiment/layout.ts';
import type { TrainedRun } from '../../record/trainedRun.ts';
import { exportRuns, importRuns } from '../archive.ts';
import type { RunStore } from '../store.ts';

const { spec } = PRESETS['2x10'];

export const sampleRun: TrainedRun = {
  runFormat: 1,
  id: 'a-run',
  name: 'A run',
  tags: ['study'],
  spec,
  budget: { metaSteps: 40 },
  status: 'running',
  from: 0,
  metaSteps: 2,
  trainedMs: 12.5,
  attempts: 1,
  createdMs: 1000,
  updatedMs: 2000,
  versions: ['1.0.0'],
  machine: { name: 'here', backend: 'wasm', threads: 1 },
  checkpoints: [],
  evaluations: [],
};

/** A rule file at a meta-step whose first number says which. */
export function ruleAt(metaSteps: number): ArrayBuffer {
  const parameters = new Float32Array(layoutOf(spec).size);
  parameters[0] = metaSteps;
  return encodeCheckpoint({ spec, metaSteps, parameters });
}

/** Rows 1, 2, 3, 4 ... of width 4. */
const rows = (from: number, count: number) => ({ from, values: Float32Array.from({ length: 4 * count }, (_, i) => i) });

export function storeTests(name: string, open: () => RunStore): void {
  describe(name, () => {
    let store: RunStore;
    beforeEach(() => {
      store = open();
    });

    it('gives back what was saved, and lists it', async () => {
      expect(await store.list()).toEqual({ runs: [], refused: [] });
      expect(await store.read('a-run')).toBeUndefined();
      await store.save(sampleRun, { rows: rows(0, 2), rule: ruleAt(2) });
      expect(await store.read('a-run')).toEqual(sampleRun);
      expect((await store.list()).runs).toEqual([sampleRun]);
      expect(await store.curve(sampleRun)).toEqual({ width: 4, values: rows(0, 2).values });
      expect(new Uint8Array((await store.rule(sampleRun, 2))!)).toEqual(new Uint8Array(ruleAt(2)));
      expect(await store.rule(sampleRun, 1)).toBeUndefined();
    });

    it('gives back a run whatever its evaluations came to', async () => {
      const losses = [0.1, Infinity];
      const evaluation = {
        ...{ backend: 'wasm', tasks: 2, steps: 1, seed: 0, trainedSteps: 2, changes: [], wallMs: 3, diverged: 2 },
        ...{ meanLoss: losses, medianLoss: losses, lowerQuartile: losses, upperQuartile: losses, sdLoss: losses },
      };
      const run = { ...sampleRun, evaluations: [evaluation] };
      await store.save(run);
      expect(await store.list()).toEqual({ runs: [run], refused: [] });
    });

    it('adds rows to a curve, and writes rows again in place', async () => {
      await store.save(sampleRun, { rows: rows(0, 2) });
      const on = { ...sampleRun, metaSteps: 4 };
      await store.save(on, { rows: rows(1, 3) });
      expect([...(await store.curve(on)).values]).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    it('counts no row past the meta-steps of the run', async () => {
      await store.save(sampleRun, { rows: rows(0, 5) });
      expect((await store.curve(sampleRun)).values).toHaveLength(8);
    });

    it('keeps the rules along the way that the run lists, and throws others away', async () => {
      const run = { ...sampleRun, metaSteps: 40, checkpoints: [16, 32] };
      const files = new Map([16, 32].map((step) => [step, ruleAt(step)]));
      await store.save(run, { rule: ruleAt(40), checkpoints: files });
      expect(new Uint8Array((await store.rule(run, 16))!)).toEqual(new Uint8Array(ruleAt(16)));
      const before = (await store.sizes()).get('a-run')!;
      const thinned = { ...run, checkpoints: [32] };
      await store.save(thinned);
      expect(await store.rule(thinned, 16)).toBeUndefined();
      expect(new Uint8Array((await store.rule(thinned, 40))!)).toEqual(new Uint8Array(ruleAt(40)));
      expect((await store.sizes()).get('a-run')).toBeLessThan(before);
    });

    it('forgets a run with all that belongs to it', async () => {
      await store.save(sampleRun, { rows: rows(0, 2), rule: ruleAt(2) });
      await store.remove('a-run');
      await store.remove('a-run');
      expect((await store.list()).runs).toEqual([]);
      expect((await store.curve(sampleRun)).values).toHaveLength(0);
      expect(await store.rule(sampleRun, 2)).toBeUndefined();
    });

    it('exports runs as one file and takes them in again, the same to the bit', async () => {
      const run = { ...sampleRun, metaSteps: 20, checkpoints: [16] };
      await store.save(run, { rows: rows(0, 20), rule: ruleAt(20), checkpoints: new Map([[16, ruleAt(16)]]) });
      const file = await exportRuns(store, [run]);
      await store.remove('a-run');
      expect(await importRuns(store, file)).toMatchObject({ ok: true, value: { taken: [run], kept: [] } });
      expect(await store.read('a-run')).toEqual(run);
      expect(new Uint8Array(await exportRuns(store, [run]))).toEqual(new Uint8Array(file));
      expect(await importRuns(store, file)).toMatchObject({ ok: true, value: { taken: [], kept: [run] } });
    });

    it('takes nothing in from a file that is damaged', async () => {
      await store.save(sampleRun, { rows: rows(0, 2), rule: ruleAt(2) });
      await store.save({ ...sampleRun, id: 'b-run' }, { rows: rows(0, 1) });
      const both = await exportRuns(store, (await store.list()).runs);
      await store.remove('a-run');
      const refused = await importRuns(store, both);
      expect(refused).toMatchObject({ ok: false });
      expect(!refused.ok && refused.failure.message).toBe('b-run/curve.f32: 8 numbers expected, 4 found');
      expect((await store.list()).runs.map(({ id }) => id)).toEqual(['b-run']);
      expect(await importRuns(store, new TextEncoder().encode('no zip').buffer)).toMatchObject({ ok: false });
    });
  });
}
