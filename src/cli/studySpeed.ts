// How long a meta-step of each cell takes on this machine, measured before a study starts.

import { startNodeBackend } from '../backend/node.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { defined } from '../lib/defined.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { costKey, specsToTime } from '../study/cost.ts';
import { stepMs } from '../training/stepSpeed.ts';
import { freshRule } from '../training/trainer.ts';
import { startTrainer } from './trainers.ts';
import { expectUsable } from './usage.ts';

/** Milliseconds of a meta-step of a rule as it goes on. The wasm backend is running. */
export async function metaStepMs(rule: RuleCheckpoint, threads: number, leastMs?: number): Promise<number> {
  const trainer = startTrainer(rule, { backend: 'wasm', implementation: 'fused', threads });
  try {
    return await stepMs(trainer, { nowMs: () => performance.now(), ...defined({ leastMs }) });
  } finally {
    trainer.dispose();
  }
}

/** Adds what is not known yet to the speeds. */
export async function measureSpeeds(specs: readonly ExperimentSpec[], speeds: Map<string, number>): Promise<void> {
  const unknown = specsToTime(specs, speeds);
  if (unknown.length === 0) return;
  expectUsable(await startNodeBackend('wasm'));
  for (const spec of unknown) speeds.set(costKey(spec), await metaStepMs(await freshRule(spec), 1));
}
