// The worker's entry: a port, a session, a backend.

import { gpuLost, startBrowserBackend } from '../backend/browser.ts';
import { onAlive } from '../lib/alive.ts';
import { within } from '../lib/deadline.ts';
import type { WorkerEvent } from '../protocol/messages.ts';
import { serialise } from './errors.ts';
import { receive } from './receive.ts';
import { Session } from './session.ts';
import { startPool, startTrainer } from './trainers.ts';

/** Settles once the GPU is lost, if it ever is. */
let lost: Promise<string> | undefined;
/** Something failed outside a request: what comes after it is of no use. */
let over = false;

/** The browser tells of a lost GPU a little after everything that used it has failed in jargon. */
async function postFault(fault: WorkerEvent): Promise<void> {
  const known = lost && (await within(0.5, lost, '').catch(() => undefined));
  // Told already, when it was lost.
  if (known === undefined) self.postMessage(fault);
}

/** Whether something broke, and was not merely refused in words. */
const isFault = (event: WorkerEvent) =>
  event.kind === 'failed' || (event.kind === 'refused' && event.error.name !== 'Refused');

const post = (event: WorkerEvent, transfer: Transferable[]) => {
  if (over) return;
  over = event.kind === 'failed';
  if (lost !== undefined && isFault(event)) void postFault(event);
  else self.postMessage(event, { transfer });
};

const broke = (error: unknown, where: string) => post({ kind: 'failed', error: serialise(error, where) }, []);
const tell = (words: string) => post({ kind: 'told', words }, []);

// A thread that is at work or waits for others says so; one that ended, or loops for ever, does not.
setInterval(() => post({ kind: 'alive', working: false }, []), 1000);
onAlive(() => post({ kind: 'alive', working: true }, []));
post({ kind: 'alive', working: false }, []);
self.addEventListener('unhandledrejection', ({ reason }) => broke(reason, 'worker'));

const session = new Session(
  post,
  async (prefer, because) => {
    const report = await startBrowserBackend(prefer, because);
    if (report.backend !== 'webgpu') return report;
    lost = gpuLost();
    void lost.then((why) => {
      const error = serialise(new Error(`the browser lost the GPU (${why})`), 'gpu');
      self.postMessage({ kind: 'failed', error } satisfies WorkerEvent);
    });
    return report;
  },
  (rule, report) => startTrainer(rule, report, tell),
  (spec, tasks, report) => startPool(spec, tasks, report, tell),
  async () => (await import('../runs/browserRuns.ts')).browserRuns,
);

self.onmessage = ({ data }: MessageEvent<unknown>) => receive(data, session, post);
