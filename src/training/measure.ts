// Measures what interventions change: an intact and a changed run on the same tasks, starts and batches.

import type { ExperimentSpec, Intervention, Where } from '../experiment/types.ts';
import { topologyOf } from '../experiment/topology.ts';
import type { LesionMap, MeasurementReport } from '../record/measurement.ts';
import { Evaluation, type EvaluateOptions } from './evaluate.ts';
import { effectsOf, lesionMapOf, type LesionLosses } from './evaluation/effect.ts';

export type MeasureOptions = Omit<EvaluateOptions, 'interventions'>;

/**
 * What interventions do, a few tasks at a time. Both runs are on stock operations: doing nothing is exactly 0.
 *
 * @param interventions validated for `spec`.
 */
export async function measure(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: MeasureOptions & { readonly backend: string; readonly onProgress?: (tasksDone: number) => void },
  interventions: readonly Intervention[],
): Promise<Omit<MeasurementReport, 'wallMs'>> {
  const { tasks, steps, seed, backend, onProgress } = options;
  const intact = new Evaluation(spec, parameters, { tasks, steps, seed });
  const changed = new Evaluation(spec, parameters, { tasks, steps, seed, interventions });
  try {
    while (!changed.finished) {
      await intact.advance();
      await changed.advance();
      onProgress?.(changed.tasksDone);
    }
    return { backend, tasks, steps, seed, interventions, ...effectsOf(intact.losses(), changed.losses(), seed) };
  } finally {
    intact.dispose();
    changed.dispose();
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
