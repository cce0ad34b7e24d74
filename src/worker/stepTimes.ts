// How long one inner step of a learner takes here, measured once for each kind of learner and network.

import type { LaneMethod } from '../record/lanes.ts';
import type { RuleCheckpoint } from '../record/rule.ts';
import { Adapter } from '../baselines/adapt.ts';
import { networkSize } from '../record/tensors.ts';
import type { ExperimentSpec, ProbeSpec } from '../experiment/types.ts';
import { probeBatch } from '../tasks/draw.ts';
import { Evaluation } from '../training/evaluate.ts';
import type { TaskPool } from '../training/taskPool.ts';

/** Inner steps of one measurement: an optimiser's is far shorter than the clock can tell. */
const RULE_STEPS = 4;
const METHOD_STEPS = 200;
/** The quickest of so many counts: whatever else ran meanwhile made the others longer. */
const ROUNDS = 5;

async function quickest(steps: number, adapt: () => unknown): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    await adapt();
    least = Math.min(least, performance.now() - startedMs);
  }
  return least / steps;
}

const NO_POINTS = { input: new Float32Array(), target: new Float32Array() };

/** Milliseconds of an inner step, by learner. */
export class StepTimes {
  private readonly known = new Map<string, number>();
  private readonly startPool: (spec: ExperimentSpec) => TaskPool | undefined;

  /** @param startPool the kernels that adapt one task at a time; where it gives none, the running backend does. */
  constructor(startPool: (spec: ExperimentSpec) => TaskPool | undefined) {
    this.startPool = startPool;
  }

  private async once(key: unknown, measure: () => Promise<number>): Promise<number> {
    const text = JSON.stringify(key);
    const found = this.known.get(text) ?? (await measure());
    this.known.set(text, found);
    return found;
  }

  /** Of an optimiser on plain numbers, judged by nothing. */
  method({ rule }: LaneMethod, spec: ExperimentSpec, probe: ProbeSpec): Promise<number> {
    const { network, recipe } = spec;
    return this.once([rule.optimiser, rule.ratesPer, network, recipe.batch], () => {
      const batches = Array<ReturnType<typeof probeBatch>>(METHOD_STEPS).fill(probeBatch(spec, probe, 1));
      const adapter = new Adapter(network);
      const start = new Float64Array(networkSize(network));
      return quickest(METHOD_STEPS, () => adapter.adapt(rule, start, batches, NO_POINTS));
    });
  }

  /** Of a rule, one task at a time, as an evaluation adapts it. */
  rule({ parameters }: Pick<RuleCheckpoint, 'parameters'>, spec: ExperimentSpec): Promise<number> {
    return this.once([spec.network, spec.rule, spec.recipe.batch], async () => {
      const pool = this.startPool(spec);
      const evaluation = new Evaluation(spec, parameters, { tasks: ROUNDS, steps: RULE_STEPS, seed: 0 }, pool);
      try {
        return await quickest(RULE_STEPS, () => evaluation.advance(1));
      } finally {
        evaluation.dispose();
        pool?.dispose();
      }
    });
  }
}
