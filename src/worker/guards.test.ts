// What the session guards: one run at a time, one loop for it, nothing lost when one goes wrong.

import { beforeEach, describe, expect, it } from 'vitest';
import { startNodeBackend } from '../backend/node.ts';
import { decodeCheckpoint } from '../checkpoints/format.ts';
import { unwrap } from '../lib/result.ts';
import { PROTOCOL_VERSION, type Command, type WorkerEvent } from '../protocol/messages.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { DivergedError } from '../training/trainer.ts';
import { stockTrainer } from '../training/stockEngine.ts';
import type { Trainer } from '../training/trainer.ts';
import { Session } from './session.ts';
import { connect, PROBE, ready, SPEC, steps } from './testing/connect.ts';
import { until } from '../lib/testing/until.ts';

/** Trainers that count, and fail at the meta-step told. */
function counted(failAt = Infinity) {
  const all: { steps: number; disposed: boolean; atOnce: number }[] = [];
  const start = (rule: RuleCheckpoint): Trainer => {
    const own = { steps: 0, disposed: false, atOnce: 0 };
    let busy = 0;
    all.push(own);
    const trainer = stockTrainer(rule);
    const [step, dispose] = [trainer.step.bind(trainer), trainer.dispose.bind(trainer)];
    trainer.step = async () => {
      if (++own.steps >= failAt) throw new DivergedError(own.steps);
      own.atOnce = Math.max(own.atOnce, ++busy);
      return step().finally(() => busy--);
    };
    trainer.dispose = () => {
      own.disposed = true;
      dispose();
    };
    return trainer;
  };
  return { all, start };
}

describe('a run', () => {
  let lab: ReturnType<typeof connect>;
  let trainers: ReturnType<typeof counted>;

  const begin = async (failAt?: number) => {
    trainers = counted(failAt);
    lab = await ready(connect(trainers.start));
  };
  beforeEach(() => () => {
    lab.client.stop();
    lab.close();
  });
  const running = (least: number) =>
    until(() => {
      expect(trainers.all[0]?.steps).toBeGreaterThan(least);
    });

  it('ends, and is freed, when another rule is chosen', async () => {
    await begin();
    await lab.client.train('scratch', SPEC, {});
    await running(1);
    await lab.client.useRule({ from: 'fresh', spec: SPEC }, PROBE);
    await until(() => {
      expect(lab.seen.statuses.at(-1)).toEqual({ status: 'idle', reason: 'another rule was chosen' });
    });
    const { steps: done } = trainers.all[0]!;
    await lab.client.adapt(PROBE);
    expect(trainers.all[0]).toMatchObject({ steps: done, disposed: true });
    expect(unwrap(decodeCheckpoint((await lab.client.save()).bytes)).metaSteps).toBe(0);
  });

  it('goes on when another is refused', async () => {
    await begin();
    await lab.client.train('scratch', SPEC, {});
    await running(1);
    const wrong = { ...SPEC, recipe: { ...SPEC.recipe, tasks: 0 } };
    await expect(lab.client.train('scratch', wrong, {})).rejects.toThrow(/tasks/);
    const { steps: done } = trainers.all[0]!;
    await running(done);
    expect(trainers.all).toHaveLength(1);
    expect(lab.seen.statuses.at(-1)?.status).toBe('running');
  });

  it('that diverges is over, and its last good rule is kept', async () => {
    await begin(4);
    await lab.client.train('scratch', SPEC, {});
    await until(() => {
      expect(lab.seen.statuses.at(-1)).toMatchObject({
        status: 'failed',
        reason: expect.stringContaining('not a number') as unknown,
      });
    });
    expect(unwrap(decodeCheckpoint((await lab.client.save()).bytes)).metaSteps).toBe(3);
    expect(trainers.all[0]).toMatchObject({ steps: 4, disposed: true });
    expect(steps(lab.seen)).toEqual([1, 2, 3]);
    lab.client.resume();
    lab.client.singleStep();
    await lab.client.adapt(PROBE);
    expect(trainers.all[0]?.steps).toBe(4);
  });
});

describe('a session', () => {
  const session = (startTrainer: (rule: RuleCheckpoint) => Trainer = stockTrainer) => {
    const events: WorkerEvent[] = [];
    const started = new Session(
      (event) => events.push(event),
      async () => ({ backend: unwrap(await startNodeBackend('wasm')) as 'wasm', adapter: 'test', passedOver: [] }),
      startTrainer,
    );
    const handle = async (command: Command) => {
      await started.handle(command);
      return events.at(-1);
    };
    return { handle, events };
  };

  it('lets a command wait for one meta-step at most, however often a run is paused and resumed within one', async () => {
    const { all, start } = counted();
    const { handle } = session(start);
    await handle({ kind: 'hello', protocolVersion: PROTOCOL_VERSION });
    await handle({ kind: 'train', requestId: 1, runId: 'a', start: 'scratch', spec: SPEC, budget: {}, paused: false });
    for (let i = 0; i < 5; i++) {
      void handle({ kind: 'pause' });
      void handle({ kind: 'resume' });
    }
    const waited: number[] = [];
    for (let requestId = 2; requestId < 10; requestId++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const before = all[0]?.steps ?? NaN;
      await handle({ kind: 'compare', requestId, probe: PROBE, lanes: [] });
      waited.push((all[0]?.steps ?? NaN) - before);
    }
    await handle({ kind: 'stop' });
    expect(Math.max(...waited)).toBeLessThanOrEqual(1);
    expect(all).toMatchObject([{ atOnce: 1, disposed: true }]);
  });

  it('does not speak to a page of another version', async () => {
    const { handle } = session();
    const answer = await handle({ kind: 'hello', protocolVersion: PROTOCOL_VERSION + 1 } as unknown as Command);
    expect(answer).toMatchObject({ kind: 'failed', error: { message: expect.stringContaining('reload') as unknown } });
  });

  it('answers every request that comes too early with a refusal', async () => {
    const { handle, events } = session();
    await handle({ kind: 'train', requestId: 1, runId: 'a', start: 'scratch', spec: SPEC, budget: {}, paused: true });
    await handle({ kind: 'save', requestId: 2 });
    await handle({ kind: 'adapt', requestId: 3, runId: 'b', probe: PROBE });
    await handle({ kind: 'compare', requestId: 4, probe: PROBE, lanes: [] });
    expect(events).toMatchObject([1, 2, 3, 4].map((requestId) => ({ kind: 'refused', requestId })));
  });
});
