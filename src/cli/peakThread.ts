// A thread of `mplp bench`: multiplies and adds for so long, and says how fast.

import { parentPort } from 'node:worker_threads';
import { multiplyAddGflops } from './peak.ts';

parentPort?.on('message', (durationMs: number) => {
  void multiplyAddGflops(durationMs).then((gflops) => parentPort?.postMessage(gflops));
});
