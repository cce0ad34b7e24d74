// Measures what interventions change: an intact and a changed run on the same tasks, starts and batches.

import type { Intervention } from '../experiment/types.ts';
import type { ExperimentSpec, Where } from '../experiment/types.ts';
import { topologyOf } from '../experiment/topology.ts';
import type { LesionMap, MeasurementReport } from '../record/measurement.ts';
import { Evaluation, type EvaluateOptions } from './evaluate.ts';
import { effectsOf, lesionMapOf, type LesionLosses } from './evaluation/effect.ts';

type Effects = ReturnType<typeof effectsOf>;
export type MeasureOptions = Omit<EvaluateOptions, 'interventions'>;

/** A measurement that is done a few tasks at a time. Both runs are on stock operations: doing nothing is exactly 0. */
class Measurement {
  private readonly intact: Evaluation;
  private readonly changed: Evaluation;
  private readonly seed: number;

  /** @param interventions validated for `spec`. */
  constructor(
    spec: ExperimentSpec,
    parameters: Float32Array,
    options: MeasureOptions,
    interventions: readonly Intervention[],
  ) {
    this.seed = options.seed;
    this.intact = new Evaluation(spec, parameters, options);
    this.changed = new Evaluation(spec, parameters, { ...options, interventions });
  }

  get tasksDone(): number {
    return this.changed.tasksDone;
  }

  get finished(): boolean {
    return this.changed.finished;
  }

  /** @param most tasks at a time. */
  async advance(most?: number): Promise<void> {
    await this.intact.advance(most);
    await this.changed.advance(most);
  }

  /** Of the tasks done so far. */
  effects(): Effects {
    return effectsOf(this.intact.losses(), this.changed.losses(), this.seed);
  }

  dispose(): void {
    this.intact.dispose();
    this.changed.dispose();
  }
}

/** All of a measurement. */
export async function measure(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: MeasureOptions & { readonly backend: string; readonly onProgress?: (tasksDone: number) => void },
  interventions: readonly Intervention[],
): Promise<Omit<MeasurementReport, 'wallMs'>> {
  const { tasks, steps, seed, backend, onProgress } = options;
  const run = new Measurement(spec, parameters, { tasks, steps, seed }, interventions);
  try {
    while (!run.finished) {
      await run.advance();
      onProgress?.(run.tasksDone);
    }
    return { backend, tasks, steps, seed, interventions, ...run.effects() };
  } finally {
    run.dispose();
  }
}

export const MAPS = ['units', 'groups'] as const;
export type MapOf = (typeof MAPS)[number];

/** What a lesion map silences in turn: each unit of every dense layer, or each group of agents. */
function lesionsOf(
  spec: ExperimentSpec,
  of: MapOf,
): { readonly at: Where; readonly name: string; readonly of: string }[] {
  const { groups } = topologyOf(spec);
  if (of === 'groups') return groups.map(({ id }) => ({ at: { kind: 'group', group: id }, name: id, of: id }));
  return groups
    .filter(({ kind }) => kind === 'bias')
    .flatMap(({ layer, outputs }) =>
      Array.from({ length: outputs }, (_, unit) => ({
        at: { kind: 'unit', layer, unit } as const,
        name: `u${layer}:${unit}`,
        of: String(layer),
      })),
    );
}

/** Silences each in turn on the same tasks; `goOn` false keeps what there is. */
export async function lesionMap(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: MeasureOptions,
  of: MapOf,
  goOn: (done: number, all: number) => boolean,
): Promise<LesionMap> {
  const lastLosses = async (interventions: readonly Intervention[]) => {
    const evaluation = new Evaluation(spec, parameters, { ...options, interventions });
    try {
      while (!evaluation.finished) await evaluation.advance();
      return evaluation.losses().map((losses) => losses.at(-1) ?? NaN);
    } finally {
      evaluation.dispose();
    }
  };
  const intact = await lastLosses([]);
  const all = lesionsOf(spec, of);
  const silenced: LesionLosses[] = [];
  for (const lesion of all) {
    if (!goOn(silenced.length, all.length)) break;
    const losses = await lastLosses([{ what: 'silence', at: [lesion.at], from: 1, to: null }]);
    silenced.push({ at: lesion.name, of: lesion.of, losses });
  }
  return lesionMapOf(intact, silenced, options.seed);
}
