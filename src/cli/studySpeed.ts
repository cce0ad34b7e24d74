// How long a meta-step of each cell takes on this machine, measured before a study starts.

import { startNodeBackend } from '../backend/node.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { costKey, specsToTime } from '../study/cost.ts';
import { stepMs } from '../training/stepSpeed.ts';
import { freshRule } from '../training/trainer.ts';
import { startTrainer } from './trainers.ts';
import { expectUsable } from './usage.ts';

async function measured(spec: ExperimentSpec): Promise<number> {
  const trainer = startTrainer(await freshRule(spec), { backend: 'wasm', implementation: 'fused', threads: 1 });
  try {
    return await stepMs(trainer, () => performance.now());
  } finally {
    trainer.dispose();
  }
}

/** Adds what is not known yet to the speeds. */
export async function measureSpeeds(specs: readonly ExperimentSpec[], speeds: Map<string, number>): Promise<void> {
  const unknown = specsToTime(specs, speeds);
  if (unknown.length === 0) return;
  expectUsable(await startNodeBackend('wasm'));
  for (const spec of unknown) speeds.set(costKey(spec), await measured(spec));
}
