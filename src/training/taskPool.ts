// Deals tasks to threads: this one and any number of helpers, which answer messages.

import { alive, onAlive } from '../lib/alive.ts';
import { assert } from '../lib/assert.ts';
import { turn } from '../lib/turn.ts';
import { Watch } from '../lib/watch.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { TaskWork, type TaskAdapted, type TaskGradient, type TaskRequest } from './taskWork.ts';

/** Seconds without a word after which a helper at work is taken for dead; longer until its first, while it loads. */
const SILENT_S = 4;
const LOADING_S = 15;

/** What a helper answers, `id` being that of the request; and its word, while it works, that it goes on. */
export type TaskReply =
  | ({ readonly id: number } & (
      | { readonly kind: 'done'; readonly result?: TaskGradient | TaskAdapted }
      | { readonly kind: 'failed'; readonly message: string }
    ))
  | { readonly kind: 'alive' };

/** A helper thread: a browser's worker, Node's, or a stand-in. */
export interface TaskPort {
  post(message: TaskRequest & { readonly id: number }, transfer: ArrayBuffer[]): void;
  /** Called once, before the first `post`. */
  listen(heard: (reply: TaskReply) => void, failed: (reason: string) => void): void;
  close(): void;
  /** It ended or fell silent, and was closed: another to take its place, where one can be had. */
  replace?(why: string): TaskPort | undefined;
}

/** The helper's side: answers requests in order. */
export function serveTasks(answer: (reply: TaskReply, transfer: ArrayBuffer[]) => void) {
  let work: TaskWork | undefined;
  onAlive(() => answer({ kind: 'alive' }, []));
  return async (request: TaskRequest & { readonly id: number }): Promise<void> => {
    const { id } = request;
    try {
      if (request.kind === 'prepare') {
        work = new TaskWork(request.spec);
        answer({ id, kind: 'done' }, []);
        return;
      }
      assert(work !== undefined, 'asked before it was prepared');
      if (request.kind === 'gradient') {
        const result = await work.gradient(request);
        answer({ id, kind: 'done', result }, [result.gradient.buffer as ArrayBuffer]);
      } else answer({ id, kind: 'done', result: await work.adapt(request) }, []);
    } catch (error) {
      answer({ id, kind: 'failed', message: error instanceof Error ? error.message : String(error) }, []);
    }
  };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One helper, its open requests by id. */
class Helper {
  private readonly port: TaskPort;
  private readonly open = new Map<number, Waiting>();
  private readonly watch: Watch;
  private limit = LOADING_S;
  private next = 0;
  /** Why it is of no use any more. */
  ended: string | undefined;

  constructor(port: TaskPort, spec: ExperimentSpec) {
    this.port = port;
    this.watch = new Watch(() => this.end('did not answer any more'));
    port.listen(
      (reply) => this.heard(reply),
      (reason) => this.end(`ended (${reason})`),
    );
    // A failure shows at the first real request.
    this.ask({ kind: 'prepare', spec }).catch(() => undefined);
  }

  /** Whether it has work, or its answer is not in yet. */
  get busy(): boolean {
    return this.open.size > 0;
  }

  private heard(reply: TaskReply): void {
    this.limit = SILENT_S;
    alive();
    const waiting = reply.kind === 'alive' ? undefined : this.open.get(reply.id);
    if (reply.kind !== 'alive') this.open.delete(reply.id);
    if (this.open.size === 0) this.watch.stop();
    else this.watch.start(this.limit);
    if (reply.kind === 'alive') return;
    if (reply.kind === 'done') waiting?.resolve(reply.result);
    else waiting?.reject(new Error(`a training thread failed: ${reply.message}`));
  }

  ask(request: TaskRequest): Promise<unknown> {
    if (this.ended !== undefined) return Promise.reject(new Error(this.ended));
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve, reject });
      this.watch.start(this.limit);
      this.port.post({ ...request, id }, request.kind === 'gradient' ? [request.into.buffer as ArrayBuffer] : []);
    });
  }

  /** Closed; nobody waits for it any more. */
  end(why: string): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.watch.stop();
    this.port.close();
    for (const waiting of this.open.values()) waiting.reject(new Error(`a training thread ${why}`));
    this.open.clear();
  }

  /** What takes the place of one that ended. */
  replacement(spec: ExperimentSpec): Helper[] {
    const port = this.port.replace?.(this.ended ?? '');
    return port === undefined ? [] : [new Helper(port, spec)];
  }
}

/**
 * The threads of one experiment. Results do not depend on how many there are: what a helper does not deliver is
 * computed here, and another helper is asked for in its place.
 */
export class TaskPool {
  private readonly spec: ExperimentSpec;
  private readonly own: TaskWork;
  private helpers: readonly Helper[];
  private disposed = false;
  private readonly spare: Float32Array[] = [];

  constructor(spec: ExperimentSpec, ports: readonly TaskPort[]) {
    this.spec = spec;
    this.own = new TaskWork(spec);
    this.helpers = ports.map((port) => new Helper(port, spec));
  }

  /** Threads at work, this one included. */
  get threads(): number {
    return this.helpers.length + 1;
  }

  /** Bytes of this thread's kernels' memory; the others' are as many. */
  get bytesPerThread(): number {
    return this.own.bytes;
  }

  /** Deals tasks one at a time to whoever is free; gives the results back in the order of the tasks. */
  private async deal<R>(
    tasks: readonly number[],
    request: (task: number, first: boolean) => TaskRequest,
    own: (task: number) => Promise<R>,
  ): Promise<R[]> {
    const { threads, helpers } = this;
    const results: R[] = [];
    const open = tasks.map((_task, index) => index);
    const unasked = new Set(helpers);
    const serve = async (helper: Helper): Promise<void> => {
      // A second one while it works, so that it never waits for this thread, which hears it between its own tasks only;
      // but nobody waits for two while others have none, and the last is this thread's.
      while (open.length > (helper.busy ? threads - 1 : 1)) {
        const index = open.shift()!;
        try {
          results[index] = (await helper.ask(request(tasks[index]!, unasked.delete(helper)))) as R;
        } catch {
          open.unshift(index);
          return;
        }
      }
    };
    const served = helpers.flatMap((helper) => [serve(helper), serve(helper)]);
    while (open.length > 0) {
      while (open.length > 0) {
        const index = open.shift()!;
        results[index] = await own(tasks[index]!);
        await turn();
      }
      await Promise.all(served);
      if (this.disposed) throw new Error('the training threads were stopped');
    }
    this.helpers = helpers.flatMap((helper) => (helper.ended === undefined ? [helper] : helper.replacement(this.spec)));
    return results;
  }

  /** Meta-loss and gradient of every task of a meta-step (from 0), in task order. */
  gradients(metaStep: number, tasks: number, parameters: Float32Array): Promise<TaskGradient[]> {
    const request = (task: number, first = true) => {
      const into = this.spare.pop() ?? new Float32Array(parameters.length);
      return { kind: 'gradient', metaStep, task, into, ...(first && { parameters }) } satisfies TaskRequest;
    };
    return this.deal(
      Array.from({ length: tasks }, (_, t) => t),
      request,
      (task) => this.own.gradient(request(task)),
    );
  }

  /** Takes gradients back that are of no use any more, for those to come. */
  reuse(tasks: readonly TaskGradient[]): void {
    this.spare.push(...tasks.map(({ gradient }) => gradient));
  }

  /** Adapts tasks `from`..`from + count - 1` of an evaluation. */
  adapt(
    options: Pick<Extract<TaskRequest, { kind: 'adapt' }>, 'seed' | 'steps' | 'noise'> & {
      readonly from: number;
      readonly count: number;
    },
    parameters: Float32Array,
  ): Promise<TaskAdapted[]> {
    const { seed, steps, noise } = options;
    const request = (task: number, first = true) =>
      ({ kind: 'adapt', seed, steps, noise, task, ...(first && { parameters }) }) satisfies TaskRequest;
    return this.deal(
      Array.from({ length: options.count }, (_, t) => options.from + t),
      request,
      (task) => this.own.adapt(request(task)),
    );
  }

  /** Ends the helper threads. */
  dispose(): void {
    this.disposed = true;
    for (const helper of this.helpers) helper.end('was stopped');
  }
}
