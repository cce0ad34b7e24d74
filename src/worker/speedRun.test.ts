import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { BackendReport, WorkerEvent } from '../protocol/messages.ts';
import type { SpeedRow } from '../record/machineSpeed.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import type { Trainer } from '../training/trainer.ts';
import { wasmTrainer } from '../training/wasmEngine.ts';
import { SpeedRun } from './speedRun.ts';
import { until } from '../lib/testing/until.ts';

const REPORT: BackendReport = { backend: 'wasm', adapter: 'SIMD', passedOver: [] };
const SPEC = tinySpec({}, { tasks: 3, shortestHorizon: 1, lengthenFrom: 50 });

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
});

/** A trainer whose meta-steps do nothing, or what is given. */
function idle(rule: RuleCheckpoint, step: () => Promise<void> = () => Promise.resolve()): Trainer {
  const trainer = wasmTrainer(rule, []);
  vi.spyOn(trainer, 'step').mockImplementation(async () => {
    await step();
    return { metaStep: 1, metaLoss: 0, heldOut: [] };
  });
  return trainer;
}

/** A run with a queue as the session has it. */
function setUp(startTrainer: (rule: RuleCheckpoint) => Trainer = (rule) => idle(rule)) {
  const said: WorkerEvent[] = [];
  const trainers: Trainer[] = [];
  const state = { training: false, report: REPORT as BackendReport | undefined, disposed: 0 };
  let queue: Promise<void> = Promise.resolve();
  const exclusive = (work: () => Promise<void>) => (queue = queue.then(work));
  const run = new SpeedRun({
    post: (event) => void said.push(event),
    exclusive,
    startTrainer: (rule) => {
      const trainer = startTrainer(rule);
      const dispose = trainer.dispose.bind(trainer);
      vi.spyOn(trainer, 'dispose').mockImplementation(() => {
        state.disposed++;
        dispose();
      });
      trainers.push(trainer);
      return trainer;
    },
    report: () => state.report,
    training: () => state.training,
  });
  const start = (requestId = 1, spec = SPEC) => run.start({ kind: 'measureSpeed', requestId, spec });
  const rows = (): SpeedRow[] => said.flatMap((event) => (event.kind === 'speedRow' ? [event.row] : []));
  return { run, said, trainers, state, exclusive, start, rows };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('measuring how fast the machine is', () => {
  it('times the spec with 1 to 32 tasks over the full horizon, and disposes of every trainer', async () => {
    const { said, trainers, state, start, rows } = setUp((rule) => wasmTrainer(rule, []));
    await start(7);
    expect(rows().map((row) => row.tasks)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(said.at(-1)).toEqual({ kind: 'speedMeasured', requestId: 7, report: { rows: rows() } });
    expect(trainers.map(({ spec }) => spec.recipe.tasks)).toEqual([1, 2, 4, 8, 16, 32]);
    expect(trainers[0]?.spec.recipe).toMatchObject({ innerSteps: 2, shortestHorizon: 0 });
    expect(state.disposed).toBe(6);
    for (const row of rows()) {
      expect(row).toMatchObject({ threads: 1, implementation: 'fused', backend: 'wasm', adapter: 'SIMD' });
      expect(row.tasksPerSecond).toBeCloseTo(row.metaStepsPerSecond * row.tasks, 6);
      expect(row.metaStepMs * row.metaStepsPerSecond).toBeCloseTo(1000, 6);
    }
  });

  it('names stock ops where they are what trains', async () => {
    const { start, rows } = setUp((rule) => stockTrainer(rule));
    await start();
    expect(rows()[0]).toMatchObject({ threads: 1, implementation: 'stock' });
  });

  it('ends where a number of tasks is refused or fails, with what was measured', async () => {
    const { said, state, start } = setUp((rule) =>
      idle(rule, () =>
        rule.spec.recipe.tasks < 4 ? Promise.resolve() : Promise.reject(new Error('no memory is left')),
      ),
    );
    await start();
    expect(said.at(-1)).toMatchObject({
      kind: 'speedMeasured',
      report: { rows: [{ tasks: 1 }, { tasks: 2 }], ended: { tasks: 4, why: 'no memory is left' } },
    });
    expect(state.disposed).toBe(3);
  });

  it('refuses a spec that cannot be trained', async () => {
    const { said, start } = setUp();
    await start(2, tinySpec({}, { hintWeight: 0, heldOutWeight: 0 }));
    expect(said).toMatchObject([{ kind: 'refused', requestId: 2, error: { where: 'recipe.heldOutWeight' } }]);
  });

  it('leaves out what would take too long', async () => {
    const { said, start, rows } = setUp((rule) => idle(rule, () => wait(150 * rule.spec.recipe.tasks)));
    await start();
    const report = said.at(-1);
    if (report?.kind !== 'speedMeasured') throw new Error('no report');
    expect(rows().length).toBeGreaterThanOrEqual(2);
    expect(report.report?.ended?.why).toContain('ends after about');
  });

  it('lets other work in between, and is given up without a report', async () => {
    const { run, said, state, exclusive, start, rows } = setUp((rule) => idle(rule, () => wait(20)));
    const done = start();
    await until(() => {
      expect(rows().length).toBeGreaterThan(0);
    });
    let between = false;
    await exclusive(() => {
      between = true;
      return Promise.resolve();
    });
    expect(between).toBe(true);
    run.stop();
    await done;
    expect(said.at(-1)).toEqual({ kind: 'speedMeasured', requestId: 1 });
    expect(rows().length).toBeLessThan(6);
    expect(state.disposed).toBeGreaterThanOrEqual(rows().length);
  });

  it('makes way for a newer one', async () => {
    const { said, start } = setUp();
    await Promise.all([start(1), start(2)]);
    const answers = said.filter((event) => event.kind === 'speedMeasured');
    expect(answers.find(({ requestId }) => requestId === 1)?.report).toBeUndefined();
    expect(answers.find(({ requestId }) => requestId === 2)?.report?.rows).toHaveLength(6);
  });

  it('refuses while a training runs, and ends once one begins', async () => {
    const { said, state, start, rows } = setUp((rule) => idle(rule, () => wait(20)));
    state.training = true;
    await start(1);
    expect(said.at(-1)).toMatchObject({ kind: 'refused', error: { where: 'training', message: /pause it first/ } });
    state.training = false;
    const done = start(2);
    await until(() => {
      expect(rows().length).toBe(1);
    });
    state.training = true;
    await done;
    expect(said.at(-1)).toMatchObject({ kind: 'speedMeasured', report: { ended: { why: /pause it first/ } } });
  });

  it('refuses before a backend runs', async () => {
    const { said, state, start } = setUp();
    state.report = undefined;
    await start();
    expect(said).toMatchObject([{ kind: 'refused', error: { message: 'no backend runs yet' } }]);
  });
});
