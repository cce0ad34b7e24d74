// What changes measurably do: the state of its measurement.

import { MOST_MEASURED, type LesionMap, type MapOf, type MeasurementReport } from '../../record/measurement.ts';
import type { ExperimentSpec } from '../../experiment/types.ts';
import type { MeaningsFile, RuleMeanings } from '../../record/meanings.ts';
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
  /** More is being measured. */
  readonly going: boolean;
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

/** What channels mean, measured here of a rule as it was then. */
export interface MeasuredMeanings {
  readonly ruleKey: RuleKey;
  readonly metaSteps: number;
  readonly meanings: RuleMeanings;
}

/** What can be measured: changes, a map, what channels mean. */
export type MeasuredWhat = 'changes' | 'channels' | MapOf;

export interface TouchSlice {
  /** Under way: changes or a map, how many tasks are done of how many, and since when. */
  readonly running:
    { readonly what: MeasuredWhat; readonly done: number; readonly all: number; readonly leftMs?: number } | undefined;
  readonly measured: Measured | undefined;
  readonly map: MeasuredMap | undefined;
  /** A link asks for a map, until there is a rule to measure. */
  readonly mapAsked: MapAsked | undefined;
  /** The map stands in the agents' place while its rule is in use. */
  readonly mapShown: boolean;
  /** What the channels of shipped rules mean; undefined until it was read. */
  readonly shippedMeanings: MeaningsFile['rules'] | undefined;
  /** What those of a rule mean as measured here. */
  readonly explained: MeasuredMeanings | undefined;
  /** What this browser keeps, the newest first; undefined until it was read. */
  readonly findings: readonly Finding[] | undefined;
  /** What is kept and cannot be read, in words. */
  readonly findingsRefused: readonly string[];
}

export const INITIAL_TOUCH: TouchSlice = {
  running: undefined,
  measured: undefined,
  map: undefined,
  mapAsked: undefined,
  mapShown: false,
  shippedMeanings: undefined,
  explained: undefined,
  findings: undefined,
  findingsRefused: [],
};

/** A lesion map: of units or groups, on how many tasks. */
export interface MapAsked {
  readonly of: MapOf;
  readonly tasks: number;
}

/** As links have it. */
export const mapText = ({ of, tasks }: MapAsked) => `${of}.${tasks}`;

/** @param text a link's, of that form. */
export function mapOfText(text: string): MapAsked {
  const [of, tasks] = text.split('.');
  return { of: of === 'groups' ? 'groups' : 'units', tasks: Math.min(MOST_MEASURED, Number(tasks)) };
}

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
