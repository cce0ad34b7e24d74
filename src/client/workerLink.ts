// The worker itself: started, listened to, and ended where it falls silent. Who owns the link decides what comes next.

import { Watch } from '../lib/watch.ts';
import type { Command, SerialisedError, WorkerEvent } from '../protocol/messages.ts';

/** The part of a Worker (or MessagePort) the client uses. */
export interface LabPort {
  postMessage(message: Command, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<WorkerEvent>) => void) | null;
  onerror?: ((event: ErrorEvent) => void) | null;
  terminate?(): void;
}

/**
 * Seconds from one word of the worker to the next; it says one every second, whatever it does. Twice as many for the one
 * that takes the place of a silent one: on a machine this busy that was perhaps not dead.
 */
const SILENT_S = 4;
/** Seconds until its first word: it has to be loaded. */
const LOADING_S = 60;
/** Seconds without any progress while something is asked or a run trains: a GPU or a server that never answers. */
const STANDSTILL_S = 180;

export interface LinkNeeds {
  readonly receive: (event: WorkerEvent) => void;
  /** It ended, or was ended, and is of no use any more. */
  readonly ended: (error: SerialisedError) => void;
  /** Whether the page waits for anything. */
  readonly waiting: () => boolean;
}

export class WorkerLink {
  private readonly startPort: () => LabPort;
  private readonly needs: LinkNeeds;
  private port: LabPort | undefined;
  /** What is said before the first worker is started: it hears it then. */
  private early: readonly Command[] | undefined = [];
  private patienceS = SILENT_S;
  private readonly silence = new Watch(() => {
    this.patienceS *= 2;
    this.fail('it did not answer any more');
  });
  private readonly standstill = new Watch(() => {
    if (this.needs.waiting()) this.fail(`nothing came of what it was asked for ${STANDSTILL_S / 60} minutes`);
    else this.standstill.start(STANDSTILL_S);
  });

  constructor(startPort: () => LabPort, needs: LinkNeeds) {
    this.startPort = startPort;
    this.needs = needs;
  }

  /** Starts the worker, in place of one that runs. @param hello what it hears first. */
  start(hello: Command): void {
    this.end();
    const waiting = this.early ?? [];
    this.early = undefined;
    try {
      this.listen(this.startPort());
    } catch (error) {
      // A frame without rights, or a policy of the host, may forbid workers.
      const why = error instanceof Error ? error.message : String(error);
      this.fail(
        `this browser or frame does not let the page start its worker (${why}); open it in a window of its own`,
      );
    }
    for (const command of [hello, ...waiting]) this.post(command);
  }

  private listen(port: LabPort): void {
    this.port = port;
    port.onmessage = ({ data }) => {
      if (port !== this.port) return;
      if (data.kind === 'alive') this.silence.start(this.patienceS);
      else this.silence.heard();
      if (data.kind !== 'alive' || data.working) this.standstill.heard();
      if (data.kind === 'failed') this.fail(data.error);
      else this.needs.receive(data);
    };
    port.onerror = ({ message, filename }) => {
      const where = filename || 'worker';
      if (port === this.port) this.fail({ name: 'WorkerError', message: message || 'it could not be loaded', where });
    };
    this.silence.start(LOADING_S);
    this.standstill.start(STANDSTILL_S);
  }

  post(command: Command): void {
    if (this.early !== undefined) this.early = [...this.early, command];
    else this.port?.postMessage(command, []);
  }

  /** The worker ends, whatever it does. */
  end(): void {
    this.silence.stop();
    this.standstill.stop();
    this.port?.terminate?.();
    this.port = undefined;
  }

  private fail(error: SerialisedError | string): void {
    this.end();
    this.needs.ended(typeof error === 'string' ? { name: 'WorkerError', message: error, where: 'worker' } : error);
  }
}
