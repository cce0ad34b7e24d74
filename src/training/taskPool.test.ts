// A pool whose helpers fail: what they do not deliver is computed all the same.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { layoutOf } from '../experiment/layout.ts';
import { freshParameters } from '../mplp/fresh.ts';
import { serveTasks, TaskPool, type TaskPort, type TaskReply } from './taskPool.ts';
import type { TaskRequest } from './taskWork.ts';
import { tinySpec } from './testing/tiny.ts';
import { until } from '../lib/testing/until.ts';

const spec = tinySpec({}, { tasks: 3 });
const flat = freshParameters(spec, layoutOf(spec));

/** A helper that works; `answers` messages are let through, then it is silent. */
function helper(answers: number, more: Partial<TaskPort> = {}): TaskPort {
  let hear: (reply: TaskReply) => void = () => undefined;
  let left = answers;
  const serve = serveTasks((reply) => {
    if (left-- > 0) hear(reply);
  });
  return {
    post: (request) => void serve(request),
    listen: (heard) => (hear = heard),
    close: () => (left = 0),
    ...more,
  };
}

async function gradients(pool: TaskPool): Promise<unknown> {
  let done: unknown;
  void pool.gradients(0, 3, flat).then(
    (results) => (done = results),
    (error: unknown) => (done = error),
  );
  await until(async () => {
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toBeDefined();
  });
  return done;
}

describe('a pool of threads', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('computes the share of a helper that falls silent, bit for bit, and asks for another', async () => {
    const alone = await gradients(new TaskPool(spec, []));
    const close = vi.fn();
    const replace = vi.fn(() => helper(Infinity));
    const pool = new TaskPool(spec, [helper(1, { close, replace })]);
    expect(await gradients(pool)).toEqual(alone);
    expect(close).toHaveBeenCalledTimes(1);
    expect(replace).toHaveBeenCalledExactlyOnceWith('did not answer any more');
    expect(pool.threads).toBe(2);
    expect(await gradients(pool)).toEqual(alone);
    expect(replace).toHaveBeenCalledTimes(1);
    pool.dispose();
  });

  it('goes on with fewer where there is none', async () => {
    const listen: TaskPort['listen'] = (_, failed) => void setTimeout(() => failed('out of memory'), 1);
    const pool = new TaskPool(spec, [helper(0, { listen })]);
    expect(await gradients(pool)).toEqual(await gradients(new TaskPool(spec, [])));
    expect(pool.threads).toBe(1);
  });

  it('deals tasks to whoever is free, parameters once, and gives its buffers out again', async () => {
    const many = tinySpec({}, { tasks: 8 });
    const alone = await new TaskPool(many, []).gradients(0, 8, flat);
    const asked: Extract<TaskRequest, { kind: 'gradient' }>[] = [];
    const inner = helper(Infinity);
    const slow = helper(Infinity, {
      listen: (heard, failed) => inner.listen(heard, failed),
      post(request, transfer) {
        if (request.kind === 'gradient') asked.push(request);
        setTimeout(() => inner.post(request, transfer), request.kind === 'gradient' ? 300 : 0);
      },
    });
    const pool = new TaskPool(many, [slow]);
    const first = await pool.gradients(0, 8, flat);
    expect(first).toEqual(alone);
    // One at work and one waiting, while this thread does the other six.
    expect(asked.map(({ task }) => task)).toEqual([0, 1]);
    expect(asked.map(({ parameters }) => parameters)).toEqual([flat, undefined]);
    pool.reuse(first);
    const buffers = new Set(first.map(({ gradient }) => gradient.buffer));
    const again = await pool.gradients(0, 8, flat);
    expect(again.filter(({ gradient }) => !buffers.has(gradient.buffer))).toEqual([]);
    expect(again).toEqual(alone);
    pool.dispose();
  });

  it('rejects what waits when it is stopped', async () => {
    const pool = new TaskPool(spec, [helper(0)]);
    const waiting = pool.gradients(0, 3, flat);
    pool.dispose();
    await expect(waiting).rejects.toThrow('stopped');
  });
});
