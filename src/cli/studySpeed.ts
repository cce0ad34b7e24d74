// How long a meta-step of each cell takes on this machine, measured before a study starts.

import { startNodeBackend } from '../backend/node.ts';
import { layoutOf } from '../experiment/layout.ts';
import type { ExperimentSpec } from '../experiment/types.ts';
import { isKept } from '../record/trainedRun.ts';
import { costKey } from '../study/cost.ts';
import { freshRule } from '../training/trainer.ts';
import { startTrainer } from './trainers.ts';
import { expectUsable } from './usage.ts';

/** Of a study with more kinds of cell, so many are measured, evenly over it. */
const MOST_MEASURED = 24;
const LEAST_STEPS = 3;
const LEAST_MS = 400;

async function stepMs(spec: ExperimentSpec): Promise<number> {
  const trainer = startTrainer(await freshRule(spec), { backend: 'wasm', implementation: 'fused', threads: 1 });
  try {
    await trainer.step();
    const startedMs = performance.now();
    let steps = 0;
    while (steps < LEAST_STEPS || performance.now() - startedMs < LEAST_MS) {
      await trainer.step();
      steps++;
    }
    return (performance.now() - startedMs) / steps;
  } finally {
    trainer.dispose();
  }
}

/** Adds what is not known yet to the speeds. */
export async function measureSpeeds(specs: readonly ExperimentSpec[], speeds: Map<string, number>): Promise<void> {
  const unknown = new Map(
    specs.map((spec) => [costKey(spec), spec]).filter(([key]) => !speeds.has(key as string)) as [
      string,
      ExperimentSpec,
    ][],
  );
  if (unknown.size === 0) return;
  expectUsable(await startNodeBackend('wasm'));
  const every = Math.ceil(unknown.size / MOST_MEASURED);
  for (const [i, [key, spec]] of [...unknown].entries()) if (i % every === 0) speeds.set(key, await stepMs(spec));
}

/** Bytes that a run takes on disk: its last rule with moments, rules along the way, curve. */
export function runBytes(spec: ExperimentSpec, metaSteps: number): number {
  const rule = 4 * layoutOf(spec).size;
  const kept = Array.from({ length: 32 }, (_, i) => 2 ** i).filter((step) => isKept(step) && step <= metaSteps).length;
  return rule * (3 + kept) + 4 * metaSteps * (spec.recipe.innerSteps + 2);
}
