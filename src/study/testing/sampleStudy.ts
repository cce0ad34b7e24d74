// A study whose losses are known: what the analysis has to find is put in.

import { unwrap } from '../../lib/result.ts';
import { rngFrom } from '../../lib/rng.ts';
import type { StudyData, StudyRun } from '../data.ts';
import { parseStudy } from '../study.ts';

export const { study, cells } = unwrap(
  parseStudy({
    studyFormat: 1,
    name: 'A sample',
    preset: '2x10',
    axes: { 'rule.messageSize': [1, 8], 'rule.sharing': ['none', 'rules'], 'rule.stateful': [false, true] },
    seeds: [1, 2, 3, 4, 5],
    budget: { metaSteps: 100 },
    evaluation: { tasks: 100, steps: 2, seed: 0 },
  }),
);

/** 8 channels end four times lower; own rules are lower along the way, by a half, and end alike; memory does nothing. */
function sampleRun(cell: number, seed: number): StudyRun {
  const settings = cells[cell]?.settings ?? {};
  const rng = rngFrom('sample', cell, seed);
  const noise = Math.exp(0.05 * rng.normal());
  const end = 0.004 * (settings['rule.messageSize'] === 8 ? 0.25 : 1) * noise;
  const along = settings['rule.sharing'] === 'none' ? 1 : 2;
  const at = [1, 20, 40, 60, 80, 100];
  const heldOut = at.map((step) => (step === 100 ? end : end * along * (1 + (100 - step) / 20)));
  return {
    ...{ id: `${cell}-${seed}`, cell, seed, status: 'done', metaSteps: 100, trainedMs: 1000 },
    ...{ meanLoss: [0.025, 0.01, end], stuckTasks: 3, divergedTasks: 0 },
    curve: { at, heldOut, metaLoss: heldOut.map((loss) => 2 * loss) },
  };
}

/** Some seeds of it. @param change of single runs, by cell and seed. */
export function sampleStudy(
  seeds: readonly number[] = study.seeds,
  change: (run: StudyRun) => StudyRun | undefined = (run) => run,
): StudyData {
  const runs = seeds.flatMap((seed) => cells.flatMap((_, cell) => change(sampleRun(cell, seed)) ?? []));
  return { studyDataFormat: 1, study, versions: ['1.0.0'], machines: ['a machine'], runs };
}
