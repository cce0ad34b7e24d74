// Other learners beside the rule in use: which are on show, and what they did on the task on screen. Pure.

import type { ShippedManifest, ShippedRule } from '../../checkpoints/types.ts';
import type { Baseline, BaselineReport } from '../../record/baselines.ts';
import type { Compared, LaneId } from '../../record/lanes.ts';
import { PRESET_IDS, PRESETS, startIn } from '../../experiment/presets.ts';
import type { ExperimentSpec, ProbeSpec } from '../../experiment/types.ts';
import type { Branch } from '../touch/branches.ts';

export interface LanesSlice {
  readonly chosen: readonly LaneId[];
  /** Shipped id of a rule to compare with. */
  readonly rival: string | undefined;
  /** The rule in use with other changes than those in force, or with these. */
  readonly branches: readonly Branch[];
  /** What `mplp baselines` measured; undefined until somebody looks, empty where it could not be read. */
  readonly reports: readonly BaselineReport[] | undefined;
  /** What was adapted last, and to what. */
  readonly adapted: (Compared & { readonly key: string }) | undefined;
}

export const INITIAL_LANES: LanesSlice = {
  chosen: [],
  rival: undefined,
  branches: [],
  reports: undefined,
  adapted: undefined,
};

/** What was measured nearest to how a rule was trained. */
export interface FoundReport {
  readonly report: BaselineReport;
  /** Whether rates and starts were found for a horizon the rule was trained for; else only the nearest there is. */
  readonly fits: boolean;
}

/** Rates and starts hold for the network, the batches and the horizon they were found with. */
export function reportFor(
  reports: readonly BaselineReport[] | undefined,
  { task, network, recipe }: ExperimentSpec,
): FoundReport | undefined {
  const same = (report: BaselineReport) =>
    report.batch === recipe.batch && JSON.stringify([report.task, report.network]) === JSON.stringify([task, network]);
  const apart = ({ trainedSteps }: BaselineReport) => Math.abs(trainedSteps - recipe.innerSteps);
  const report = reports?.filter(same).sort((a, b) => apart(a) - apart(b))[0];
  if (report === undefined) return undefined;
  const shortest = recipe.shortestHorizon || recipe.innerSteps;
  return { report, fits: report.trainedSteps >= shortest && report.trainedSteps <= recipe.innerSteps };
}

/** A method from the start the rule has, random or learned, where it was measured from that; else from its own. */
export function methodOf(report: BaselineReport | undefined, id: LaneId, spec: ExperimentSpec): Baseline | undefined {
  const kind = startIn(spec);
  const found = report?.methods.filter((method) => method.id === id) ?? [];
  return found.find(({ start }) => start.kind === kind) ?? found[0];
}

/** Shipped rules for the kind of task on screen, the one in use aside. Whether it suits in full, the worker checks. */
export function rivalsOf(manifest: ShippedManifest, spec: ExperimentSpec, inUse: string | undefined): ShippedRule[] {
  const sameFamily = ({ preset }: ShippedRule) => {
    const known = PRESET_IDS.find((id) => id === preset);
    return known !== undefined && PRESETS[known].spec.task.kind === spec.task.kind;
  };
  return manifest.rules.filter((rule) => sameFamily(rule) && rule.id !== inUse);
}

/** Lanes of the same key stand on the same task, start and batches, and are the same learners. */
export function laneKey({ chosen, rival, branches }: LanesSlice, spec: ExperimentSpec, probe: ProbeSpec): string {
  const { task, network, recipe } = spec;
  return JSON.stringify([
    chosen,
    rival ?? '',
    task,
    network,
    recipe.batch,
    recipe.sameSupport,
    recipe.learnedPrior,
    probe,
    branches,
  ]);
}
