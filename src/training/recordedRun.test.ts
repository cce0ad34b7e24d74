import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { validateSpec } from '../experiment/validate.ts';
import { crc32Text } from '../lib/checksum.ts';
import { unwrap } from '../lib/result.ts';
import { curveLosses, type TrainedRun } from '../record/trainedRun.ts';
import { exportRuns, importRuns } from '../runs/archive.ts';
import { browserRuns } from '../runs/browserRuns.ts';
import { isComplete } from '../runs/complete.ts';
import { sampleRun } from '../runs/testing/storeTests.ts';
import { evaluate } from './evaluate.ts';
import { recordRun, type Recorder } from './recordedRun.ts';
import { tinySpec } from './testing/tiny.ts';
import { DivergedError } from './trainer.ts';
import { wasmTrainer } from './wasmEngine.ts';

// As it is read back: fields in the order of the schema.
const spec = unwrap(validateSpec(tinySpec({}, { metaSteps: 20 })));
const begun: TrainedRun = { ...sampleRun, spec, budget: { metaSteps: 20 }, metaSteps: 0, trainedMs: 0, attempts: 0 };
const EVALUATION = { tasks: 4, steps: 2, seed: 0 };

let clock = 0;
const recorder: Recorder = {
  store: browserRuns,
  start: (from) => wasmTrainer(from, []),
  evaluate: async (rule, options) => ({
    ...{ backend: 'wasm', ...options, trainedSteps: 2, changes: [], wallMs: 0 },
    ...(await evaluate(rule.spec, rule.parameters, options)),
  }),
  nowMs: () => (clock += 1000),
  dateMs: () => 5000,
  stopped: () => false,
  turn: () => Promise.resolve(),
};

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
});
beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

/** The run with everything that belongs to it, but for what depends on when it was trained. */
async function content(run: TrainedRun) {
  const bytes = async (metaStep: number) => new Uint8Array((await browserRuns.rule(run, metaStep))!);
  const curve = [...(await browserRuns.curve(run)).values];
  const rules = await Promise.all(
    [...run.checkpoints, run.metaSteps].map(async (step) => crc32Text(await bytes(step))),
  );
  return { ...run, trainedMs: 0, attempts: 1, updatedMs: 0, curve, rules };
}

describe('a recorded run', () => {
  it('is in the store when it is done: curve, rules along the way, evaluation', async () => {
    const run = await recordRun(begun, recorder, EVALUATION);
    expect(run).toMatchObject({
      status: 'done',
      cause: 'all 20 meta-steps are done',
      metaSteps: 20,
      checkpoints: [16],
    });
    expect(run.evaluations[0]).toMatchObject({ ...EVALUATION, meanLoss: expect.any(Array) as unknown });
    expect(await browserRuns.read(run.id)).toEqual(run);
    const curve = curveLosses(await browserRuns.curve(run));
    expect(curve).toHaveLength(20);
    expect(curve.every(({ metaLoss, heldOut }) => metaLoss > 0 && heldOut > 0)).toBe(true);
    expect(await browserRuns.rule(run, 16)).toBeDefined();
    expect(isComplete(run, EVALUATION)).toBe(true);
    expect(isComplete(run, { ...EVALUATION, tasks: 5 })).toBe(false);
  });

  it.each([
    ['', async (run: TrainedRun) => Promise.resolve(run)],
    [
      ', also where a file took it from one store to another',
      async (run: TrainedRun) => {
        const file = await exportRuns(browserRuns, [run]);
        await browserRuns.remove(run.id);
        return unwrap(await importRuns(browserRuns, file)).taken[0]!;
      },
    ],
  ])('stopped and gone on with is the same run, bit for bit%s', async (_, moved) => {
    const whole = await content(await recordRun(begun, recorder, EVALUATION));
    await browserRuns.remove(begun.id);
    let run = begun;
    for (const at of [3, 16, 17]) {
      let reached = 0;
      const onStep = ({ metaSteps }: TrainedRun) => (reached = metaSteps);
      run = await recordRun(run, { ...recorder, onStep, stopped: () => reached >= at }, EVALUATION);
      expect(run).toMatchObject({ status: 'paused', metaSteps: at });
      run = await moved(run);
    }
    expect(await content(await recordRun(run, recorder, EVALUATION))).toEqual(whole);
  });

  it('loses no more than the time between saves, and keeps what was written, in a crash', async () => {
    const failing: Recorder = {
      ...recorder,
      start(from) {
        const trainer = recorder.start(from);
        const step = trainer.step.bind(trainer);
        trainer.step = () => (trainer.metaSteps === 18 ? Promise.reject(new Error('the thread died')) : step());
        return trainer;
      },
    };
    const failed = await recordRun(begun, failing, EVALUATION);
    expect(failed).toMatchObject({ status: 'failed', cause: 'the thread died', attempts: 1 });
    // Each meta-step takes two looks at a clock that gains a second each, and one more to see whether to save.
    expect(failed.metaSteps).toBeGreaterThan(12);
    const again = await recordRun(failed, recorder, EVALUATION);
    expect(again).toMatchObject({ status: 'done', attempts: 2 });
    const resumed = await content(again);
    await browserRuns.remove(begun.id);
    expect(resumed).toEqual(await content(await recordRun(begun, recorder, EVALUATION)));
  });

  it('that diverges is complete, with the last good rule and why', async () => {
    const diverging: Recorder = {
      ...recorder,
      start(from) {
        const trainer = recorder.start(from);
        const step = trainer.step.bind(trainer);
        trainer.step = () => (trainer.metaSteps === 5 ? Promise.reject(new DivergedError(6)) : step());
        return trainer;
      },
    };
    const run = await recordRun(begun, diverging, EVALUATION);
    expect(run).toMatchObject({ status: 'diverged', metaSteps: 5, evaluations: [] });
    expect(run.cause).toContain('meta-step 6');
    expect(isComplete(run, EVALUATION)).toBe(true);
    expect(curveLosses(await browserRuns.curve(run))).toHaveLength(5);
  });

  it('of a time ends by time, pauses not counted', async () => {
    const run = await recordRun({ ...begun, budget: { minutes: 0.1 } }, recorder);
    expect(run).toMatchObject({ status: 'done', cause: '0.1 min of training are over', metaSteps: 6, trainedMs: 6000 });
  });
});
