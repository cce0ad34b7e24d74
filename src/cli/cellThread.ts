// A thread of `mplp study`: trains the cells it is handed, one after another.

import { parentPort } from 'node:worker_threads';
import { runCell, type CellReply, type CellRequest } from './cellRunner.ts';

const REPORT_EVERY_MS = 1000;
let stopped = false;

function say(reply: CellReply): void {
  parentPort?.postMessage(reply);
}

async function train(job: Extract<CellRequest, { kind: 'train' }>['job']): Promise<void> {
  let saidMs = 0;
  const onStep = (run: Parameters<typeof say>[0]['run']) => {
    const nowMs = performance.now();
    if (nowMs - saidMs < REPORT_EVERY_MS) return;
    saidMs = nowMs;
    say({ kind: 'step', run });
  };
  say({ kind: 'end', run: await runCell(job, { stopped: () => stopped, onStep }) });
}

parentPort?.on('message', (request: CellRequest) => {
  if (request.kind === 'stop') stopped = true;
  else void train(request.job);
});
