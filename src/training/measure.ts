// Measures what interventions change: an intact and a changed run on the same tasks, starts and batches.

import type { ExperimentSpec, Intervention, Where } from '../experiment/types.ts';
import { topologyOf } from '../experiment/topology.ts';
import { validateProbe } from '../experiment/validate.ts';
import { refuseProbeFormulas } from '../formula/refuse.ts';
import { success, type Result } from '../lib/result.ts';
import type { LesionMap, MapOf, MeasurementReport } from '../record/measurement.ts';
import { Evaluation, type EvaluateOptions } from './evaluate.ts';
import { divergedAbove } from '../tasks/families.ts';
import { effectsOf, LesionEffects } from './evaluation/effect.ts';

export type MeasureOptions = Omit<EvaluateOptions, 'interventions'>;

/** A run whose losses are wanted, a few tasks at a time. */
export type MeasuredRun = Pick<Evaluation, 'advance' | 'finished' | 'tasksDone' | 'losses' | 'dispose'>;
export type StartRun = (options: EvaluateOptions) => MeasuredRun;

/** How it shares a thread with other work. */
export interface Sharing {
  /** Does one piece of work when its turn has come; at once without. */
  readonly piece?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Asked after every piece with how many of all tasks are done, a task for every change of it; false keeps what there is. */
  readonly goOn?: (done: number, all: number) => boolean | Promise<boolean>;
}

export const atOnce = <T>(work: () => Promise<T>): Promise<T> => work();

/** The interventions, where they are possible for the rule over so many inner steps. */
export function measurable(
  spec: ExperimentSpec,
  steps: number,
  interventions: readonly unknown[],
): Result<readonly Intervention[]> {
  const probe = validateProbe({ taskSeed: 0, networkSeed: 0, steps, interventions }, spec);
  const checked = probe.ok ? refuseProbeFormulas(probe.value, spec) : probe;
  return checked.ok ? success(checked.value.interventions ?? []) : checked;
}

/**
 * What interventions do, a few tasks at a time. Both runs are on stock operations: doing nothing is exactly 0.
 *
 * @param interventions `measurable` for `spec`.
 * @param start begins the changed run, perhaps on another thread.
 * @returns over the tasks done: all of them unless `goOn` ended it.
 */
export async function measure(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: MeasureOptions,
  interventions: readonly Intervention[],
  { piece = atOnce, goOn }: Sharing = {},
  start: StartRun = (own) => new Evaluation(spec, parameters, own),
): Promise<Omit<MeasurementReport, 'wallMs' | 'backend'>> {
  const { tasks, steps, seed } = options;
  const intact = new Evaluation(spec, parameters, { tasks, steps, seed });
  const changed = start({ tasks, steps, seed, interventions });
  try {
    while (!changed.finished) {
      await piece(() => intact.advance());
      await piece(() => changed.advance());
      if ((await goOn?.(changed.tasksDone, tasks)) === false) break;
    }
    const found = effectsOf(intact.losses(), changed.losses(), seed, divergedAbove(spec.task));
    return { tasks: changed.tasksDone, steps, seed, interventions, ...found };
  } finally {
    intact.dispose();
    changed.dispose();
  }
}

/** The lesions of a map. */
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

/**
 * Silences each in turn on the same tasks; the one in which `goOn` ends it is left out.
 *
 * @param sharing `found` is told what there is after each.
 */
export async function lesionMap(
  spec: ExperimentSpec,
  parameters: Float32Array,
  options: MeasureOptions,
  of: MapOf,
  { piece = atOnce, goOn, found }: Sharing & { readonly found?: (soFar: LesionMap) => void } = {},
): Promise<LesionMap> {
  const { tasks, seed } = options;
  const lesions = lesionsOf(spec, of);
  const run = { ended: false };
  const lastLosses = async (interventions: readonly Intervention[], before: number) => {
    const evaluation = new Evaluation(spec, parameters, { ...options, interventions });
    try {
      while (!evaluation.finished) {
        await piece(() => evaluation.advance());
        const done = before * tasks + evaluation.tasksDone;
        run.ended = (await goOn?.(done, (lesions.length + 1) * tasks)) === false;
        if (run.ended && evaluation.tasksDone < tasks) return undefined;
      }
      return evaluation.losses().map((losses) => losses.at(-1) ?? NaN);
    } finally {
      evaluation.dispose();
    }
  };
  const intact = await lastLosses([], 0);
  const effects = new LesionEffects(intact ?? [], seed);
  for (const [before, lesion] of lesions.entries()) {
    if (run.ended || intact === undefined) break;
    const silence: Intervention = { what: 'silence', at: [lesion.at], from: 1, to: null };
    const losses = await lastLosses([silence], before + 1);
    if (losses === undefined) break;
    effects.add({ at: lesion.name, of: lesion.of, losses });
    found?.(effects.soFar());
  }
  return effects.map();
}
