// Splits tasks among threads: this one and any number of helpers, which answer messages.

import { assert } from '../lib/assert.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { TaskWork, type TaskAdapted, type TaskGradient, type TaskRequest } from './taskWork.ts';

/** What a helper answers; `id` is that of the request. */
export type TaskReply = { readonly id: number } & (
  | { readonly kind: 'done'; readonly results: readonly TaskGradient[] | readonly TaskAdapted[] }
  | { readonly kind: 'failed'; readonly message: string }
);

/** A helper thread: a browser's worker, Node's, or a stand-in. */
export interface TaskPort {
  post(message: TaskRequest & { readonly id: number }): void;
  /** Called once, before the first `post`. */
  listen(heard: (reply: TaskReply) => void, failed: (reason: string) => void): void;
  close(): void;
}

/** The helper's side: answers requests in order. */
export function serveTasks(answer: (reply: TaskReply, transfer: ArrayBuffer[]) => void) {
  let work: TaskWork | undefined;
  return async (request: TaskRequest & { readonly id: number }): Promise<void> => {
    const { id } = request;
    try {
      if (request.kind === 'prepare') {
        work = new TaskWork(request.spec);
        answer({ id, kind: 'done', results: [] }, []);
        return;
      }
      assert(work !== undefined, 'asked before it was prepared');
      if (request.kind === 'gradient') {
        const results = await work.gradients(request);
        const buffers = results.map(({ gradient }) => gradient.buffer as ArrayBuffer);
        answer({ id, kind: 'done', results }, buffers);
      } else answer({ id, kind: 'done', results: await work.adapt(request) }, []);
    } catch (error) {
      answer({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) }, []);
    }
  };
}

interface Waiting {
  readonly resolve: (results: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** One helper, its open requests by id. */
class Helper {
  private readonly port: TaskPort;
  private readonly open = new Map<number, Waiting>();
  private next = 0;

  constructor(port: TaskPort) {
    this.port = port;
    port.listen(
      (reply) => {
        const waiting = this.open.get(reply.id);
        this.open.delete(reply.id);
        if (reply.kind === 'done') waiting?.resolve(reply.results);
        else waiting?.reject(new Error(`a training thread failed: ${reply.message}`));
      },
      (reason) => {
        for (const waiting of this.open.values()) waiting.reject(new Error(`a training thread ended: ${reason}`));
        this.open.clear();
      },
    );
  }

  ask(request: TaskRequest): Promise<readonly unknown[]> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.port.post({ ...request, id });
    });
  }

  close(): void {
    this.port.close();
    for (const waiting of this.open.values()) waiting.reject(new Error('the training threads were stopped'));
    this.open.clear();
  }
}

/** The threads of one experiment. Results do not depend on how many there are. */
export class TaskPool {
  private readonly own: TaskWork;
  private readonly helpers: readonly Helper[];

  constructor(spec: ExperimentSpec, ports: readonly TaskPort[]) {
    this.own = new TaskWork(spec);
    this.helpers = ports.map((port) => new Helper(port));
    for (const helper of this.helpers) {
      // A failure shows at the first real request.
      helper.ask({ kind: 'prepare', spec }).catch(() => undefined);
    }
  }

  /** Threads at work, this one included. */
  get threads(): number {
    return this.helpers.length + 1;
  }

  /** Bytes of this thread's kernels' memory; the others' are as many. */
  get bytesPerThread(): number {
    return this.own.bytes;
  }

  /** Splits tasks in turns and gives the results back in the order of the tasks. */
  private async split<R>(
    tasks: readonly number[],
    request: (tasks: readonly number[]) => TaskRequest,
    own: (tasks: readonly number[]) => Promise<R[]>,
  ): Promise<R[]> {
    const shares = Array.from({ length: this.threads }, (_, thread) =>
      tasks.filter((_task, index) => index % this.threads === thread),
    );
    // The helpers first: this thread is busy from then on.
    const others = this.helpers.map((helper, i) => {
      const share = shares[i + 1]!;
      return share.length === 0 ? Promise.resolve([]) : (helper.ask(request(share)) as Promise<R[]>);
    });
    const settled = Promise.all(others);
    settled.catch(() => undefined);
    const mine = await own(shares[0]!);
    const parts = [mine, ...(await settled)];
    return tasks.map((_task, index) => parts[index % this.threads]![Math.floor(index / this.threads)]!);
  }

  /** Meta-loss and gradient of every task of a meta-step (from 0), in task order. */
  gradients(metaStep: number, tasks: number, parameters: Float32Array): Promise<TaskGradient[]> {
    const request = (share: readonly number[]) =>
      ({ kind: 'gradient', metaStep, tasks: share, parameters }) satisfies TaskRequest;
    return this.split(
      Array.from({ length: tasks }, (_, t) => t),
      request,
      (share) => this.own.gradients(request(share)),
    );
  }

  /** Adapts tasks `from`..`from + count - 1` of an evaluation. */
  adapt(
    options: { readonly seed: number; readonly from: number; readonly count: number; readonly steps: number },
    parameters: Float32Array,
  ): Promise<TaskAdapted[]> {
    const { seed, steps } = options;
    const request = (share: readonly number[]) =>
      ({ kind: 'adapt', seed, steps, tasks: share, parameters }) satisfies TaskRequest;
    return this.split(
      Array.from({ length: options.count }, (_, t) => options.from + t),
      request,
      (share) => this.own.adapt(request(share)),
    );
  }

  /** Ends the helper threads. */
  dispose(): void {
    for (const helper of this.helpers) helper.close();
  }
}
