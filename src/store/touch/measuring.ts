// What changes measurably do: the state of its measurement.

import type { LesionMap, MapOf, MeasurementReport } from '../../record/measurement.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { Finding } from '../../record/finding.ts';
import type { ExperimentSlice } from '../experiment/experiment.ts';
import { sameRule, type RuleKey } from '../experiment/ruleKey.ts';
import type { CommandLine } from '../export/commandLine.ts';

/** What was measured, and of what; rule and changes in use may be others by now. */
export interface Measured {
  readonly report: MeasurementReport;
  /** What was changed, in words. */
  readonly words: string;
  readonly ruleKey: RuleKey;
  /** The address that opens what was measured. */
  readonly link: string;
  readonly ruleLabel: string;
  readonly metaSteps: number;
  /** The command that gives the same numbers. */
  readonly command: CommandLine;
}

/** A map of what silencing each unit or group does. */
export interface MeasuredMap {
  readonly map: LesionMap;
  readonly of: MapOf;
  /** Of the rule it was measured with. */
  readonly spec: ExperimentSpec;
  readonly ruleKey: RuleKey;
  readonly link: string;
  readonly tasks: number;
  readonly steps: number;
  readonly seed: number;
  readonly ruleLabel: string;
  readonly metaSteps: number;
  readonly command: CommandLine;
}

export interface TouchSlice {
  /** Under way: changes or a map, how many tasks are done of how many, and since when. */
  readonly running:
    | { readonly what: 'changes' | MapOf; readonly done: number; readonly all: number; readonly leftMs?: number }
    | undefined;
  readonly measured: Measured | undefined;
  readonly map: MeasuredMap | undefined;
  /** The map stands in the agents' place while its rule is in use. */
  readonly mapShown: boolean;
  /** What this browser keeps, the newest first; undefined until it was read. */
  readonly findings: readonly Finding[] | undefined;
  /** What is kept and cannot be read, in words. */
  readonly findingsRefused: readonly string[];
}

export const INITIAL_TOUCH: TouchSlice = {
  running: undefined,
  measured: undefined,
  map: undefined,
  mapShown: false,
  findings: undefined,
  findingsRefused: [],
};

/** The time left where the rest goes as fast as what is done. */
export function leftMs(spentMs: number, done: number, all: number): number {
  return (spentMs * (all - done)) / Math.max(1, done);
}

/** The map in place of the agents: put there, not taken away, and of the rule in use. */
export function mapOnShow({
  touch: { map, mapShown },
  experiment,
}: {
  readonly touch: TouchSlice;
  readonly experiment: Pick<ExperimentSlice, 'ruleKey'>;
}): MeasuredMap | undefined {
  return mapShown && map !== undefined && sameRule(map.ruleKey, experiment.ruleKey) ? map : undefined;
}
