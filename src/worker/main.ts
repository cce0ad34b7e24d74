// The worker's entry: a port, a session, a backend.

import { onGpuLost, startBrowserBackend } from '../backend/browser.ts';
import type { Command, WorkerEvent } from '../protocol/messages.ts';
import { Session } from './session.ts';
import { startPool, startTrainer } from './trainers.ts';

const post = (event: WorkerEvent, transfer: Transferable[]) => {
  self.postMessage(event, { transfer });
};

const session = new Session(
  post,
  async (prefer) => {
    const report = await startBrowserBackend(prefer);
    onGpuLost(report, (why) => {
      post(
        { kind: 'failed', error: { name: 'GpuLost', message: `The browser lost the GPU: ${why}`, where: 'gpu' } },
        [],
      );
    });
    return report;
  },
  startTrainer,
  startPool,
);

self.onmessage = (event: MessageEvent<Command>) => {
  void session.handle(event.data);
};
