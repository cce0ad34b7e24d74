// The worker's entry: a port, a session, a backend.

import { onGpuLost, startBrowserBackend } from '../backend/browser.ts';
import { onAlive } from '../lib/alive.ts';
import type { Command, WorkerEvent } from '../protocol/messages.ts';
import { serialise } from './errors.ts';
import { Session } from './session.ts';
import { startPool, startTrainer } from './trainers.ts';

const post = (event: WorkerEvent, transfer: Transferable[]) => {
  self.postMessage(event, { transfer });
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
  async (prefer) => {
    const report = await startBrowserBackend(prefer);
    onGpuLost(report, (why) => {
      broke(new Error(`the browser lost the GPU (${why})`), 'gpu');
    });
    return report;
  },
  (rule, report) => startTrainer(rule, report, tell),
  (spec, tasks, report) => startPool(spec, tasks, report, tell),
);

self.onmessage = (event: MessageEvent<Command>) => {
  void session.handle(event.data);
};
