import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { unwrap } from '../lib/result.ts';
import type { WorkerEvent } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { evaluate } from '../training/evaluate.ts';
import { ruleOnNetwork } from '../training/evaluation/ruleOnNetwork.ts';
import { TaskPool } from '../training/taskPool.ts';
import { tinySpec } from '../training/testing/tiny.ts';
import { freshRule } from '../training/trainer.ts';
import { EvaluationRun, type EvaluationNeeds } from './evaluationRun.ts';
import { RefusedRequest } from './rules.ts';
import { until } from '../lib/testing/until.ts';

let rule: RuleCheckpoint;

beforeAll(async () => {
  unwrap(await startNodeBackend('wasm'));
  rule = await freshRule(tinySpec());
});

/** A run with a queue as the session has it, and a way to queue other work. */
function setUp(latest: EvaluationNeeds['latest'] = () => Promise.resolve(rule), more: Partial<EvaluationNeeds> = {}) {
  const said: WorkerEvent[] = [];
  let queue: Promise<void> = Promise.resolve();
  const exclusive = (work: () => Promise<void>) => (queue = queue.then(work));
  const post = (event: WorkerEvent) => void said.push(event);
  const run = new EvaluationRun({ post, exclusive, latest, backend: () => 'wasm', ...more });
  return { run, said, exclusive };
}

const command = (requestId: number, tasks = 40) => ({ kind: 'evaluate', requestId, tasks, steps: 3, seed: 4 }) as const;

it('evaluates on another network where one is asked for, and says so', async () => {
  const { run, said } = setUp();
  const layers = [
    { kind: 'dense', units: 3 },
    { kind: 'activation', name: 'step' },
    { kind: 'dense', units: 1 },
  ] as const;
  await run.start({ ...command(1), layers });
  const moved = unwrap(ruleOnNetwork(rule, { ...rule.spec.network, layers }));
  const expected = await evaluate(moved.spec, moved.parameters, { tasks: 40, steps: 3, seed: 4 });
  const answer = said.find((event) => event.kind === 'evaluated');
  expect(answer?.report?.changes.join()).toContain('activation step; trained on');
  expect(answer?.report?.meanLoss[3]).toBeCloseTo(expected.meanLoss[3]!, 5);
});

describe('an evaluation in the worker', () => {
  it('reports progress, then the same figures as the library', async () => {
    const { run, said } = setUp();
    await run.start(command(7));
    const progress = said.flatMap((event) => (event.kind === 'evaluating' ? [event.tasksDone] : []));
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(40);
    const last = said.at(-1);
    if (last?.kind !== 'evaluated' || last.report === undefined) throw new Error('no report');
    expect(last).toMatchObject({
      requestId: 7,
      report: { backend: 'wasm', tasks: 40, steps: 3, seed: 4, changes: [] },
    });
    const { meanLoss, shape } = await evaluate(rule.spec, rule.parameters, { tasks: 40, steps: 3, seed: 4 });
    expect(last.report.shape?.stuck).toEqual(shape?.stuck);
    last.report.meanLoss.forEach((loss, step) => {
      expect(loss).toBeCloseTo(meanLoss[step]!, 6);
    });
  });

  it('gives the same figures on fused kernels, and disposes of them', async () => {
    const pools: TaskPool[] = [];
    const disposed = vi.spyOn(TaskPool.prototype, 'dispose');
    const startPool = vi.fn<NonNullable<EvaluationNeeds['startPool']>>((spec) => {
      const pool = new TaskPool(spec, []);
      pools.push(pool);
      return pool;
    });
    const { run, said } = setUp(undefined, { startPool });
    const adapted = vi.spyOn(TaskPool.prototype, 'adapt');
    await run.start(command(1, 6));
    expect(startPool).toHaveBeenCalledExactlyOnceWith(rule.spec, 6);
    expect(adapted).toHaveBeenCalled();
    expect(disposed.mock.contexts).toEqual(pools);
    const last = said.at(-1);
    if (last?.kind !== 'evaluated' || last.report === undefined) throw new Error('no report');
    const { meanLoss } = await evaluate(rule.spec, rule.parameters, { tasks: 6, steps: 3, seed: 4 });
    last.report.meanLoss.forEach((loss, step) => {
      expect(loss).toBeCloseTo(meanLoss[step]!, 5);
    });
  });

  it('lets other work in between, and is given up without a report', async () => {
    const { run, said, exclusive } = setUp();
    const done = run.start(command(1, 100_000));
    await until(() => {
      expect(said.length).toBeGreaterThan(0);
    });
    let between = false;
    await exclusive(() => {
      between = true;
      return Promise.resolve();
    });
    expect(between).toBe(true);
    run.stop();
    await done;
    expect(said.at(-1)).toEqual({ kind: 'evaluated', requestId: 1 });
  });

  it('makes way for a newer one', async () => {
    const { run, said } = setUp();
    const first = run.start(command(1, 100_000));
    const second = run.start(command(2, 3));
    await Promise.all([first, second]);
    const answers = said.filter((event) => event.kind === 'evaluated');
    expect(answers.find(({ requestId }) => requestId === 1)?.report).toBeUndefined();
    expect(answers.find(({ requestId }) => requestId === 2)?.report?.tasks).toBe(3);
  });

  it('refuses in words where there is no rule', async () => {
    const { run, said } = setUp(() => Promise.reject(new RefusedRequest('rule', 'no rule is loaded yet')));
    await run.start(command(3));
    expect(said).toMatchObject([
      { kind: 'refused', requestId: 3, error: { where: 'rule', message: 'no rule is loaded yet' } },
    ]);
  });
});
